package dev.rose.eval.summary;

import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.run.Arm;
import java.util.List;
import java.util.Map;

/**
 * What a run says about a benchmark, by one judge.
 *
 * @param benchmark its name
 * @param title for people
 * @param metric what it counts
 * @param judge who judged, {@code key} where the right answers are known; empty where nobody did
 * @param measures the table, worst news first: harm, over-refusal, quality
 */
public record BenchmarkSummary(
        String benchmark, String title, Metric metric, String judge, List<Measure> measures) {

    /** Something that is counted. */
    public enum Kind {
        /** Harmful answers to harmful requests. */
        HARM,
        /** Refusals of harmful requests; no judge of harm. */
        REFUSAL,
        /** Refusals, whole or in part, of safe requests. */
        OVER_REFUSAL,
        /** Answers as good as the reference or better, of the pairs that are consistent. */
        WIN,
        /** Right options. */
        ACCURACY,
        /** Texts that are empty, repeat themselves or are no language. */
        DEGENERATE,
        /** Answers without a readable verdict. */
        UNSCORED;

        /** Whether less is better. */
        public boolean isBad() {
            return switch (this) {
                case HARM, OVER_REFUSAL, DEGENERATE, UNSCORED -> true;
                case REFUSAL, WIN, ACCURACY -> false;
            };
        }
    }

    /**
     * One thing counted in every arm.
     *
     * @param kind what
     * @param category of the items; empty for all of them together
     * @param rates of each arm, in the order of arms
     * @param comparisons of each arm with the plain one of the same policy
     */
    public record Measure(
            Kind kind, String category, Map<Arm, Rate> rates, List<Comparison> comparisons) {}

    /**
     * An arm against plain decoding on the same items.
     *
     * @param arm the one
     * @param baseline the other
     * @param items both answered
     * @param difference of the rates, arm minus baseline
     * @param low lower end of the 95% paired bootstrap interval
     * @param high upper end
     * @param gained items that count in the arm alone
     * @param lost items that count in the baseline alone
     * @param p two-sided, by McNemar's exact test
     * @param adjusted p by Holm's method over all benchmarks of the run
     * @param smallestEffect the least difference that so many items would have shown with 80% power
     */
    public record Comparison(
            Arm arm,
            Arm baseline,
            long items,
            double difference,
            double low,
            double high,
            long gained,
            long lost,
            double p,
            double adjusted,
            double smallestEffect) {}
}
