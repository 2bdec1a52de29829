package dev.rose.engine;

import dev.rose.engine.plan.Way;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The engine's counts; written by its thread, which publishes them after each step. */
final class EngineCounters {
    final EnumMap<Way, Long> steps = new EnumMap<>(Way.class);
    long rows;
    long tokens;
    long prefillTokens;
    long cachedTokens;
    long draftTokens;
    long draftTokensAccepted;
    long moves;
    long stepNanos;
    long decodeNanos;
    long finished;
    long failed;

    private final Map<Shape, Times> shapes = new HashMap<>();

    private record Shape(Way way, int rows) {}

    /** Times of one shape: a sample of the latest, which is enough for a median. */
    private static final class Times {
        private static final int MOST = 1024;

        private final double[] whole = new double[MOST];
        private final double[] own = new double[MOST];
        private int count;

        void add(double wholeMs, double ownMs) {
            whole[count % MOST] = wholeMs;
            own[count++ % MOST] = ownMs;
        }

        double median(double[] latest) {
            var sorted = Arrays.copyOf(latest, Math.min(count, MOST));
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /**
     * Counts a step.
     *
     * @param ownMs of {@code wholeMs}, what the model did not do
     */
    void countShape(Way way, int rows, double wholeMs, double ownMs) {
        shapes.computeIfAbsent(new Shape(way, rows), shape -> new Times()).add(wholeMs, ownMs);
    }

    /** The shapes of all steps so far; for benchmarks. */
    List<StepShape> shapes() {
        return shapes.entrySet().stream()
                .map(entry -> {
                    var times = entry.getValue();
                    return new StepShape(
                            entry.getKey().way(),
                            entry.getKey().rows(),
                            times.count,
                            times.median(times.whole),
                            times.median(times.own));
                })
                .toList();
    }

    void forgetShapes() {
        shapes.clear();
    }

    void countStep(Way way) {
        steps.merge(way, 1L, Long::sum);
    }

    EngineStats snapshot(int running, int waiting, int prefixes, long cells, long usedCells) {
        return new EngineStats(
                steps,
                rows,
                tokens,
                prefillTokens,
                cachedTokens,
                draftTokens,
                draftTokensAccepted,
                moves,
                stepNanos,
                decodeNanos,
                finished,
                failed,
                running,
                waiting,
                prefixes,
                cells,
                usedCells);
    }
}
