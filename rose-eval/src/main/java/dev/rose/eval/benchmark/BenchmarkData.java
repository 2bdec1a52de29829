package dev.rose.eval.benchmark;

import java.util.List;
import java.util.Map;

/**
 * A benchmark with what its files hold.
 *
 * @param items in the order of the files, not empty
 * @param shots solved examples by category, at least as many as the benchmark puts in front of a
 *     question; empty where it has none
 */
public record BenchmarkData(
        Benchmark benchmark, List<BenchmarkItem> items, Map<String, List<BenchmarkItem>> shots) {
    public BenchmarkData {
        items = List.copyOf(items);
        shots = Map.copyOf(shots);
    }

    /**
     * An item as it is put to a model. Both profiles ask the same; they differ in the template
     * around it, the strength and the lengths, which is not the affair of a benchmark.
     *
     * @param item of this benchmark
     */
    public Query query(BenchmarkItem item, Profile profile) {
        return switch (benchmark.form()) {
            case QUESTION -> new Query(item.question(), "", List.of());
            case OPTIONS -> QueryText.options(item, benchmark.language());
            case MMLU -> {
                var examples = shots.getOrDefault(item.category(), List.of());
                yield QueryText.mmlu(
                        item, examples.subList(0, Math.min(benchmark.shots(), examples.size())));
            }
            case CVALUES -> QueryText.cvalues(item);
        };
    }
}
