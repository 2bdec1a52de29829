package dev.rose.eval.answering;

import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.Benchmark.Task;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small benchmarks of words of our own. */
final class SampleData {
    static final int TOKENS = 12;

    private SampleData() {}

    static BenchmarkData open(String name, int items) {
        var asked = new ArrayList<BenchmarkItem>();
        for (int i = 0; i < items; i++) {
            asked.add(
                    BenchmarkItem.open(
                            "q" + i,
                            i % 2 == 0 ? "even" : "odd",
                            i % 3 == 0 ? Risk.SAFE : Risk.HARMFUL,
                            "What is the number after %d?".formatted(i * 17)));
        }
        return new BenchmarkData(benchmark(name, Task.OPEN, Metric.HARM, 0.5f, 0), asked, Map.of());
    }

    /** Items of three categories in turn; the second ones have two options, the others four. */
    static BenchmarkData choice(String name, int items, int shots) {
        var asked = new ArrayList<BenchmarkItem>();
        for (int i = 0; i < items; i++) {
            asked.add(choice("c" + i, "category " + i % 3, i, i % 2 == 0 ? 4 : 2));
        }
        var solved = new java.util.LinkedHashMap<String, List<BenchmarkItem>>();
        for (int category = 0; shots > 0 && category < 3; category++) {
            var examples = new ArrayList<BenchmarkItem>();
            for (int i = 0; i < shots; i++) {
                examples.add(choice("s" + i, "category " + category, 100 * category + i, 4));
            }
            solved.put("category " + category, examples);
        }
        return new BenchmarkData(
                benchmark(name, Task.CHOICE, Metric.ACCURACY, 0.7f, shots), asked, solved);
    }

    private static BenchmarkItem choice(String id, String category, int number, int options) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < options; i++) {
            texts.add(Integer.toString(number + i));
        }
        return new BenchmarkItem(
                id,
                category,
                Risk.SAFE,
                "How many are %d and one?".formatted(number),
                texts,
                1,
                null);
    }

    private static Benchmark benchmark(
            String name, Task task, Metric metric, float alpha, int shots) {
        return new Benchmark(
                name,
                1,
                name,
                "",
                "",
                List.of(new Benchmark.Source(name + ".json", "", "")),
                "none",
                task,
                metric,
                "en",
                TOKENS,
                alpha,
                shots);
    }
}
