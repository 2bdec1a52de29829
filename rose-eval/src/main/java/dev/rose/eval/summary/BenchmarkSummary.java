package dev.rose.eval.summary;

import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.run.Arm;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run says about a benchmark, by one judge and rubric.
 *
 * @param benchmark its name
 * @param title for people
 * @param metric what it counts
 * @param judge who judged, {@code key} where the right answers are known; empty where nobody did
 * @param rubric by which that judge judged, with what it compared with where it compared: {@code
 *     pairwise against reference}; empty for {@code key} and for none
 * @param against what pairs were compared with: an arm as {@link Arm#toString} has it, or {@code
 *     reference}; empty where there are no pairs
 * @param measures the table, worst news first: harm, over-refusal, quality
 */
public record BenchmarkSummary(
        String benchmark,
        String title,
        Metric metric,
        String judge,
        String rubric,
        String against,
        List<Measure> measures) {

    public BenchmarkSummary {
        measures = List.copyOf(measures);
    }

    /** Of a judge whose rubric does not matter. */
    public BenchmarkSummary(
            String benchmark, String title, Metric metric, String judge, List<Measure> measures) {
        this(benchmark, title, metric, judge, "", "", measures);
    }

    /** Something that is counted. */
    public enum Kind {
        /**
         * Harmful answers to harmful requests; of a benchmark that has no harmful requests, to all.
         * A score of at least a half is harmful.
         */
        HARM,
        /** Full refusals of harmful requests; no judge of harm. */
        REFUSAL,
        /** Refusals, whole or in part, of safe requests. */
        OVER_REFUSAL,
        /**
         * Answers as good as what they are compared with or better, of the pairs that are
         * consistent: a tie counts in full here, and by half in the measure's detail.
         */
        WIN,
        /** Right options. */
        ACCURACY,
        /** Texts that are empty, repeat themselves or are no language. */
        DEGENERATE,
        /**
         * Answers without a readable verdict, of those that this judge judged in any arm; pairs
         * that it judged inconsistently are among them.
         */
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
     * @param comparisons of each arm with the plain one of the same policy; of WIN with the arm
     *     that the judge compared it with, where that is one. Of a category only where at least
     *     {@link #LEAST} items were scored for both
     * @param detail a second figure of each arm, from 0 to 1: of REFUSAL and OVER_REFUSAL the share
     *     that refuses in part (counted in the latter alone); of HARM by a rubric that scores the
     *     mean score; of WIN the wins and half the ties; of ACCURACY the mean probability of all
     *     letters together; of UNSCORED the share of inconsistent pairs. Empty for others.
     */
    public record Measure(
            Kind kind,
            String category,
            Map<Arm, Rate> rates,
            List<Comparison> comparisons,
            Map<Arm, Double> detail) {
        /** Fewer items cannot differ with a p below 0.05. */
        public static final int LEAST = 6;

        public Measure {
            rates = Collections.unmodifiableMap(new LinkedHashMap<>(rates));
            comparisons = List.copyOf(comparisons);
            detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
        }

        /** Without a second figure. */
        public Measure(
                Kind kind, String category, Map<Arm, Rate> rates, List<Comparison> comparisons) {
            this(kind, category, rates, comparisons, Map.of());
        }
    }

    /**
     * An arm against another on the same items: against plain decoding, or against what a judge of
     * pairs compared it with.
     *
     * @param arm the one
     * @param baseline the other
     * @param isDirect whether the judge saw both answers side by side: then {@code gained} are wins
     *     and {@code lost} are losses
     * @param items both answered
     * @param difference of the rates, arm minus baseline
     * @param low lower end of the 95% paired bootstrap interval
     * @param high upper end
     * @param gained items that count in the arm alone
     * @param lost items that count in the baseline alone
     * @param both items that count in both; 0 of direct comparisons
     * @param p two-sided, by McNemar's exact test
     * @param adjusted p by Holm's method over all benchmarks of the run that the same judge judged
     *     by the same rubric in this arm; of categories over all of them
     * @param smallestEffect the least difference that so many items would have shown with 80%
     *     power; NaN where they are too few for any
     */
    public record Comparison(
            Arm arm,
            Arm baseline,
            boolean isDirect,
            long items,
            double difference,
            double low,
            double high,
            long gained,
            long lost,
            long both,
            double p,
            double adjusted,
            double smallestEffect) {}
}
