package dev.rose.cli.bench;

import java.util.List;

/**
 * What a benchmark measures.
 *
 * @param prompts at least one
 * @param concurrency numbers of requests at a time, each at least 1; possibly none
 * @param threads of plain decoding, and of all streams together
 * @param context tokens that a stream may hold; 0 for what the model was trained for
 */
public record BenchOptions(
        List<BenchPrompt> prompts, List<Integer> concurrency, int threads, int context) {
    public BenchOptions {
        prompts = List.copyOf(prompts);
        concurrency = List.copyOf(concurrency);
    }

    int mostConcurrent() {
        return concurrency.stream().mapToInt(n -> n).max().orElse(0);
    }
}
