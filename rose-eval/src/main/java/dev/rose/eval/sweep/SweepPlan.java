package dev.rose.eval.sweep;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.BenchmarkSample;
import java.util.List;

/**
 * What a sweep answers.
 *
 * @param grid of policies
 * @param data open questions of both kinds
 * @param maxTokens of an answer; 0 for each benchmark's own
 */
public record SweepPlan(SweepGrid grid, List<BenchmarkData> data, int maxTokens) {
    public SweepPlan {
        data = List.copyOf(data);
    }

    /**
     * Takes some items of benchmarks.
     *
     * @param items harmful and safe ones each, at most, as {@link BenchmarkSample} takes them
     * @throws RoseException with kind {@code INVALID_REQUEST} where there are none of one kind:
     *     then there is no second axis
     */
    public static SweepPlan of(
            SweepGrid grid, List<BenchmarkData> benchmarks, int items, int maxTokens) {
        var data = BenchmarkSample.of(benchmarks, items);
        for (var risk : Risk.values()) {
            if (count(data, risk) == 0) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "a sweep needs harmful and safe requests, and these benchmarks have no open %s ones; name more, for instance %s"
                                .formatted(
                                        risk == Risk.SAFE ? "safe" : "harmful",
                                        risk == Risk.SAFE ? "xstest" : "dangerousqa"));
            }
        }
        return new SweepPlan(grid, data, maxTokens);
    }

    private static long count(List<BenchmarkData> data, Risk risk) {
        return data.stream()
                .flatMap(each -> each.items().stream())
                .filter(item -> item.risk() == risk)
                .count();
    }

    /** Answers that the sweep makes. */
    public int answers() {
        return grid.policies().size() * data.stream().mapToInt(each -> each.items().size()).sum();
    }
}
