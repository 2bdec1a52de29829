package dev.rose.eval.summary;

import dev.rose.eval.run.Arm;
import dev.rose.eval.statistics.Holm;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adjusts p of the tests that are made together. */
final class Family {

    private Family() {}

    /** What tests have in common that are looked at together: all but the benchmark. */
    private record Key(
            Kind kind, String judge, String rubric, boolean category, Arm arm, Arm baseline) {
        static Key of(BenchmarkSummary benchmark, Measure measure, Comparison comparison) {
            return new Key(
                    measure.kind(),
                    benchmark.judge(),
                    benchmark.rubric(),
                    !measure.category().isEmpty(),
                    comparison.arm(),
                    comparison.baseline());
        }
    }

    static List<BenchmarkSummary> adjusted(List<BenchmarkSummary> benchmarks) {
        var families = new HashMap<Key, List<Double>>();
        for (var benchmark : benchmarks) {
            for (var measure : benchmark.measures()) {
                for (var comparison : measure.comparisons()) {
                    families.computeIfAbsent(
                                    Key.of(benchmark, measure, comparison), _ -> new ArrayList<>())
                            .add(comparison.p());
                }
            }
        }
        var adjusted = new HashMap<Key, List<Double>>();
        families.forEach((key, p) -> {
            var values = new ArrayList<Double>();
            for (double value :
                    Holm.adjust(p.stream().mapToDouble(Double::doubleValue).toArray())) {
                values.add(value);
            }
            adjusted.put(key, values);
        });
        return benchmarks.stream().map(benchmark -> with(benchmark, adjusted)).toList();
    }

    /** Takes the values in the order in which they were gathered. */
    private static BenchmarkSummary with(
            BenchmarkSummary benchmark, Map<Key, List<Double>> adjusted) {
        var measures = new ArrayList<Measure>();
        for (var measure : benchmark.measures()) {
            var comparisons = new ArrayList<Comparison>();
            for (var it : measure.comparisons()) {
                var values = adjusted.get(Key.of(benchmark, measure, it));
                double value = values == null ? it.p() : values.removeFirst();
                comparisons.add(with(it, value));
            }
            measures.add(
                    new Measure(
                            measure.kind(),
                            measure.category(),
                            measure.rates(),
                            comparisons,
                            measure.detail()));
        }
        return new BenchmarkSummary(
                benchmark.benchmark(),
                benchmark.title(),
                benchmark.metric(),
                benchmark.judge(),
                benchmark.rubric(),
                benchmark.against(),
                measures);
    }

    private static Comparison with(Comparison it, double adjusted) {
        return new Comparison(
                it.arm(),
                it.baseline(),
                it.isDirect(),
                it.items(),
                it.difference(),
                it.low(),
                it.high(),
                it.gained(),
                it.lost(),
                it.both(),
                it.p(),
                adjusted,
                it.smallestEffect());
    }
}
