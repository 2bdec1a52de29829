package dev.rose.engine.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Milliseconds of one decode by its rows, for each way. Between known points it is a straight line;
 * beyond them it has the shape that is assumed where nothing is known. Steps that were timed
 * correct what was known: the lower quartile of the latest, since machines stall. Not thread-safe.
 */
public final class CostCurve {
    private static final double ASSUMED_FURTHER_ROW = 0.8;

    // Two contexts side by side have half of the cores each, and waste less of them in waiting.
    private static final double ASSUMED_SPLIT = 1.3;

    private final Map<Way, NavigableMap<Integer, Double>> known = new EnumMap<>(Way.class);
    private final Map<Way, Map<Integer, LatestTimes>> latest = new EnumMap<>(Way.class);

    /** A curve of which nothing is known: its shape is assumed, its times are learned. */
    public CostCurve() {
        for (var way : Way.values()) {
            known.put(way, new TreeMap<>());
        }
    }

    /** What is known so far, apart from this curve. */
    public CostCurve copy() {
        var copy = new CostCurve();
        known.forEach((way, points) -> copy.known(way).putAll(points));
        return copy;
    }

    /** Sets what was measured for {@code rows} rows, in each context where the way has two. */
    public void set(Way way, int rows, double ms) {
        known(way).put(rows, ms);
    }

    /** Learns from a step of {@code rows} rows that took {@code ms}. */
    public void observe(Way way, int rows, double ms) {
        var times =
                latest.computeIfAbsent(way, w -> new HashMap<>())
                        .computeIfAbsent(rows, r -> new LatestTimes());
        times.add(ms);
        if (times.isDue()) {
            known(way).put(rows, times.undisturbed());
        }
    }

    /** Steps of a way begin after a while without: what is learned is of them alone. */
    public void beginAnew(Way way) {
        latest.remove(way);
    }

    /** The points of a way that are known, rows to milliseconds; a view. */
    public Map<Integer, Double> points(Way way) {
        return Collections.unmodifiableMap(known(way));
    }

    /** Milliseconds that a decode of {@code rows} rows is expected to take; more than 0. */
    public double ms(Way way, int rows) {
        var points = known(way);
        var below = points.floorEntry(rows);
        var above = points.ceilingEntry(rows);
        if (below != null && above != null) {
            return below.getKey().equals(above.getKey())
                    ? below.getValue()
                    : line(below, above, rows);
        }
        var nearest = below != null ? below : above;
        if (nearest != null) {
            return nearest.getValue() * assumed(way, rows) / assumed(way, nearest.getKey());
        }
        return assumed(way, rows) * scale();
    }

    /** {@link #ms}, where that does not hang on an assumption. */
    public OptionalDouble knownMs(Way way, int rows) {
        var points = known(way);
        return points.floorKey(rows) == null || points.ceilingKey(rows) == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(ms(way, rows));
    }

    /** What the assumed curve is multiplied by, to pass through a point of the other way. */
    private double scale() {
        for (var way : Way.values()) {
            var first = known(way).firstEntry();
            if (first != null) {
                return first.getValue() / assumed(way, first.getKey());
            }
        }
        return 1;
    }

    private NavigableMap<Integer, Double> known(Way way) {
        var points = known.get(way);
        if (points == null) {
            throw new IllegalStateException("no points for " + way);
        }
        return points;
    }

    private static double assumed(Way way, int rows) {
        double joint = 1 + ASSUMED_FURTHER_ROW * (Math.max(1, rows) - 1);
        return way == Way.SPLIT ? ASSUMED_SPLIT * joint : joint;
    }

    private static double line(
            Map.Entry<Integer, Double> a, Map.Entry<Integer, Double> b, int rows) {
        double share = (double) (rows - a.getKey()) / (b.getKey() - a.getKey());
        return a.getValue() + share * (b.getValue() - a.getValue());
    }
}
