package dev.rose.cli.bench;

import dev.rose.engine.Engine;
import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What decodes cost here, as it was measured before the first answer.
 *
 * @param points milliseconds by rows, for each way
 */
record Costs(Map<Way, Map<Integer, Double>> points) {

    /** Lets an idle engine time decodes. */
    static Costs measure(Engine engine) {
        var curve = engine.measureCosts();
        // Copied at once: the engine goes on learning in it when it has something to do.
        var points = new EnumMap<Way, Map<Integer, Double>>(Way.class);
        for (var way : Way.values()) {
            points.put(way, new TreeMap<>(curve.points(way)));
        }
        return new Costs(points);
    }

    /** A curve of its own for another engine. */
    CostCurve curve() {
        var curve = new CostCurve();
        points.forEach((way, ms) -> ms.forEach((rows, time) -> curve.set(way, rows, time)));
        return curve;
    }
}
