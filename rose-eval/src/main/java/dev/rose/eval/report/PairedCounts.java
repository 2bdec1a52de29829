package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.statistics.Interval;
import dev.rose.eval.statistics.McNemar;
import dev.rose.eval.statistics.PairedDifference;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import java.util.List;

/**
 * The same measure of an arm in two runs, on the items that count in both.
 *
 * @param benchmark its name
 * @param judge {@code key} for right options; empty for degenerate texts that nobody judged
 * @param rubric by which that judge judged both
 * @param kind what is counted
 * @param arm of the later run
 * @param before of the earlier run; the same but where each run has one of its mode alone
 * @param both items that count in both runs
 * @param neither items that count in none
 * @param gained ids of the items that count in the later run alone
 * @param lost ids of the items that count in the earlier run alone
 */
public record PairedCounts(
        String benchmark,
        String judge,
        String rubric,
        Kind kind,
        Arm arm,
        Arm before,
        long both,
        long neither,
        List<String> gained,
        List<String> lost) {

    public PairedCounts {
        gained = List.copyOf(gained);
        lost = List.copyOf(lost);
    }

    /** All that were scored in both. */
    public long items() {
        return both + neither + gained.size() + lost.size();
    }

    /** How many count in the earlier run. */
    public long countBefore() {
        return both + lost.size();
    }

    /** How many count in the later run. */
    public long countAfter() {
        return both + gained.size();
    }

    /** The later rate minus the earlier. */
    public double difference() {
        return (double) (gained.size() - lost.size()) / items();
    }

    /** Of the difference, by Newcombe's method 10. */
    public Interval interval(double confidence) {
        return PairedDifference.interval(both, gained.size(), lost.size(), neither, confidence);
    }

    /** Two-sided, by McNemar's exact test. */
    public double p() {
        return McNemar.exact(gained.size(), lost.size());
    }
}
