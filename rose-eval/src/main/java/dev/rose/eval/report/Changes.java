package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.statistics.McNemar;
import dev.rose.eval.statistics.SmallestEffect;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.RunSummary;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run changed over all of its benchmarks together, for {@link PlainWords}. */
final class Changes {
    private static final double LEVEL = 0.05;
    private static final double PERCENT = 100;
    private static final List<Kind> KINDS =
            List.of(Kind.HARM, Kind.OVER_REFUSAL, Kind.REFUSAL, Kind.WIN, Kind.ACCURACY);

    private Changes() {}

    /** Two arms that are compared. */
    record Arms(Arm arm, Arm baseline) implements Comparable<Arms> {
        private static final Comparator<Arms> ORDER =
                Comparator.comparing((Arms arms) -> arms.arm().mode() != Mode.ROSE)
                        .thenComparing(Arms::arm)
                        .thenComparing(Arms::baseline);

        @Override
        public int compareTo(Arms other) {
            return ORDER.compare(this, other);
        }

        boolean isOfRose() {
            return arm.mode() == Mode.ROSE || baseline.mode() == Mode.ROSE;
        }

        boolean isOfRoseAndPlain() {
            return arm.mode() == Mode.ROSE && baseline.mode() == Mode.PLAIN;
        }
    }

    /**
     * Whose figures can be added up.
     *
     * @param judge who judged, with the rubric and what pairs were compared with
     * @param than what both arms were compared with, each by itself; empty for other kinds
     * @param direct whether the judge saw both answers side by side
     */
    record By(Kind kind, String judge, String than, boolean direct) {}

    /** One judge's counts of a kind, on the items that both arms have, over all benchmarks. */
    static final class Change {
        private long items;
        private long gained;
        private long lost;
        private long both;

        private void add(Comparison comparison) {
            items += comparison.items();
            gained += comparison.gained();
            lost += comparison.lost();
            both += comparison.both();
        }

        private double p() {
            return McNemar.exact(gained, lost);
        }

        boolean isClear() {
            return p() < LEVEL;
        }

        boolean isMore() {
            return gained > lost;
        }

        boolean isLess() {
            return lost > gained;
        }

        private String counts(boolean direct) {
            return direct
                    ? "%d better and %d worse of %d".formatted(gained, lost, items)
                    : "%d → %d of %d".formatted(both + lost, both + gained, items);
        }

        /** With the test, and where it shows nothing with what it could have shown. */
        String figures(boolean direct) {
            var text = counts(direct) + ", p = " + Figures.p(p());
            if (isClear()) {
                return text;
            }
            double least = SmallestEffect.ofPairs(items, (double) (gained + lost) / items);
            return text
                    + (Double.isNaN(least)
                            ? "; too few to show any"
                            : String.format(
                                    Locale.ROOT,
                                    "; fewer than %.0f points would not show",
                                    Math.ceil(PERCENT * least)));
        }
    }

    /**
     * ROSE against each baseline, plain decoding first; then others that were held against ROSE. In
     * each the order is that of the tables; what concerns the judging and not the answers is left
     * out.
     */
    static Map<Arms, Map<By, Change>> of(RunSummary summary) {
        Map<Arms, Map<By, Change>> all = new TreeMap<>();
        for (var kind : KINDS) {
            for (var benchmark : summary.benchmarks()) {
                for (var measure : measures(benchmark, kind)) {
                    for (var it : measure.comparisons()) {
                        var arms = new Arms(it.arm(), it.baseline());
                        if (arms.isOfRose()) {
                            all.computeIfAbsent(arms, _ -> new LinkedHashMap<>())
                                    .computeIfAbsent(
                                            by(kind, benchmark, it, summary), _ -> new Change())
                                    .add(it);
                        }
                    }
                }
            }
        }
        return all;
    }

    private static By by(
            Kind kind, BenchmarkSummary benchmark, Comparison comparison, RunSummary summary) {
        var than =
                kind != Kind.WIN || comparison.isDirect() || benchmark.against().isEmpty()
                        ? ""
                        : Figures.against(benchmark.against(), summary.arms());
        return new By(kind, judge(benchmark), than, comparison.isDirect());
    }

    /** Those of a kind over all categories. */
    static List<Measure> measures(BenchmarkSummary benchmark, Kind kind) {
        return benchmark.measures().stream()
                .filter(measure -> measure.kind() == kind && measure.category().isEmpty())
                .toList();
    }

    /** With the rubric, where that says more. */
    static String judge(BenchmarkSummary benchmark) {
        return benchmark.rubric().isEmpty() || benchmark.rubric().equals(benchmark.judge())
                ? benchmark.judge()
                : benchmark.judge() + ", " + benchmark.rubric();
    }
}
