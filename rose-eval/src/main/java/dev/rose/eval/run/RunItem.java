package dev.rose.eval.run;

import dev.rose.eval.benchmark.BenchmarkItem;

/**
 * A line of {@code items.jsonl}: an item that the run asks, so that reports and judges need no data
 * folder.
 *
 * @param benchmark name of its benchmark
 */
public record RunItem(String benchmark, BenchmarkItem item) {

    /** Tells it apart from all other items of the run. */
    public Key key() {
        return new Key(benchmark, item.id());
    }

    /** Names an item. */
    public record Key(String benchmark, String item) {}
}
