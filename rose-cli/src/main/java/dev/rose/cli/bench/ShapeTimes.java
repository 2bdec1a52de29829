package dev.rose.cli.bench;

import dev.rose.engine.StepShape;
import dev.rose.engine.plan.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The steps of an engine by shape, taken answer by answer. A shape's time is the median over all
 * answers, so that one that fell into a stall does not count for more than it is. A shape that was
 * seen too seldom for a median to help counts as no more than twice its rows one by one.
 */
final class ShapeTimes {

    private static final int SELDOM = 5;

    private record Key(Way way, int rows) {}

    private final Map<Key, List<StepShape>> shapes = new HashMap<>();

    void add(List<StepShape> taken) {
        for (var shape : taken) {
            shapes.computeIfAbsent(new Key(shape.way(), shape.rows()), key -> new ArrayList<>())
                    .add(shape);
        }
    }

    /** Milliseconds of so many steps as these, with each at its shape's median. */
    double totalMs(List<StepShape> some) {
        return some.stream().mapToDouble(s -> s.count() * median(s.way(), s.rows())).sum();
    }

    /** Each shape once, the one that took most time first. */
    List<StepShape> all() {
        return shapes.entrySet().stream()
                .map(entry -> {
                    var key = entry.getKey();
                    long count = entry.getValue().stream().mapToLong(StepShape::count).sum();
                    return new StepShape(
                            key.way(),
                            key.rows(),
                            count,
                            median(key.way(), key.rows()),
                            medianOf(key, StepShape::medianOwnMs));
                })
                .sorted(Comparator.comparingDouble(StepShape::totalMs).reversed())
                .toList();
    }

    /** Of the time of all steps, what the model did not do, with each at its shape's medians. */
    double shareOutsideModel() {
        var all = all();
        return all.stream().mapToDouble(StepShape::totalOwnMs).sum()
                / all.stream().mapToDouble(StepShape::totalMs).sum();
    }

    private double median(Way way, int rows) {
        double median = medianOf(new Key(way, rows), StepShape::medianMs);
        if (count(way, rows) >= SELDOM) {
            return median;
        }
        return Math.min(median, 2 * Math.abs(rows) * msOfOneRow());
    }

    private long count(Way way, int rows) {
        return shapes.getOrDefault(new Key(way, rows), List.of()).stream()
                .mapToLong(StepShape::count)
                .sum();
    }

    /** The time of one row by itself, or of the fewest rows that were seen often; +∞ for none. */
    private double msOfOneRow() {
        return shapes.keySet().stream()
                .filter(key -> key.rows() > 0 && count(key.way(), key.rows()) >= SELDOM)
                .min(Comparator.comparingInt(Key::rows))
                .map(key -> medianOf(key, StepShape::medianMs) / key.rows())
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Half of the steps were in answers with a smaller median than this. */
    private double medianOf(Key key, ToDoubleFunction<StepShape> time) {
        var seen = new ArrayList<>(shapes.getOrDefault(key, List.of()));
        seen.sort(Comparator.comparingDouble(time));
        long half = (seen.stream().mapToLong(StepShape::count).sum() + 1) / 2;
        for (var shape : seen) {
            half -= shape.count();
            if (half <= 0) {
                return time.applyAsDouble(shape);
            }
        }
        return Double.NaN;
    }
}
