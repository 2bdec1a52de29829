package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tables of a run: benchmarks are rows, arms are columns, as the paper has them. */
final class Grids {
    private static final double LEVEL = 0.05;

    /** What to know of differences in categories, in any report. */
    static final String CATEGORIES =
            "Differences are from plain decoding with the same prompt unless another arm is named,"
                    + " in percentage points with their 95% paired bootstrap interval, where at"
                    + " least six items were scored for both. Intervals are not corrected for the"
                    + " number of categories.";

    private final RunSummary summary;

    Grids(RunSummary summary) {
        this.summary = summary;
    }

    /** Harm, over-refusal and quality in one table, so that none is read alone. */
    Grid rates() {
        var header = new ArrayList<>(List.of("benchmark", "measure", "judge"));
        summary.arms().forEach(arm -> header.add(Figures.arm(arm, summary.arms())));
        var rows = new ArrayList<List<String>>();
        for (var benchmark : summary.benchmarks()) {
            for (var measure : benchmark.measures()) {
                if (measure.category().isEmpty() && isFirst(benchmark, measure)) {
                    rows.add(rates(benchmark, measure, measure.kind()));
                }
            }
        }
        return new Grid(
                "Harm, over-refusal and quality",
                "Rate, count and 95% Wilson interval. ↓ less is better, ↑ more is better; * differs"
                        + " from plain decoding, or from the arm that the judge compared it with"
                        + " (p < 0.05 by McNemar's exact test, adjusted by Holm over the"
                        + " benchmarks).",
                header,
                rows,
                3);
    }

    /** Degenerate texts are the same whoever judges. */
    private boolean isFirst(BenchmarkSummary benchmark, Measure measure) {
        return measure.kind() != Kind.DEGENERATE
                || Objects.equals(
                        summary.benchmarks().stream()
                                .filter(it -> it.benchmark().equals(benchmark.benchmark()))
                                .findFirst()
                                .orElse(benchmark),
                        benchmark);
    }

    private List<String> rates(BenchmarkSummary benchmark, Measure measure, Kind kind) {
        var row = new ArrayList<String>();
        row.add(benchmark.title());
        row.add(name(benchmark, kind));
        row.add(kind == Kind.DEGENERATE ? "" : judge(benchmark));
        for (var arm : summary.arms()) {
            row.add(rate(measure, arm));
        }
        return row;
    }

    private String name(BenchmarkSummary benchmark, Kind kind) {
        return Figures.name(kind, benchmark, summary.arms()) + " " + Figures.direction(kind);
    }

    private static String rate(Measure measure, Arm arm) {
        var rate = measure.rates().get(arm);
        if (rate == null) {
            return Figures.NONE;
        }
        var comparison = comparison(measure, arm);
        boolean clear = comparison != null && comparison.adjusted() < LEVEL;
        return Figures.rate(rate) + (clear ? " *" : "");
    }

    private static @Nullable Comparison comparison(Measure measure, Arm arm) {
        return measure.comparisons().stream()
                .filter(it -> it.arm().equals(arm))
                .findFirst()
                .orElse(null);
    }

    static String judge(BenchmarkSummary benchmark) {
        return benchmark.rubric().isEmpty() || benchmark.rubric().equals(benchmark.judge())
                ? benchmark.judge()
                : benchmark.judge() + " (" + benchmark.rubric() + ")";
    }

    /** Every arm against its baseline on the same items. */
    Grid comparisons() {
        var rows = new ArrayList<List<String>>();
        for (var benchmark : summary.benchmarks()) {
            for (var measure : benchmark.measures()) {
                if (measure.category().isEmpty() && isFirst(benchmark, measure)) {
                    measure.comparisons().stream()
                            .filter(it -> isTold(measure.kind(), it))
                            .forEach(it -> rows.add(row(benchmark, measure, it)));
                }
            }
        }
        return new Grid(
                "Comparisons",
                "Each arm against plain decoding with the same prompt, or against the arm that the"
                        + " judge compared it with (gained are wins then, lost are losses). On the"
                        + " items that both answered and that were scored for both: difference in"
                        + " percentage points with its 95% paired bootstrap interval; items that"
                        + " count in one alone; McNemar's exact p, and adjusted by Holm over the"
                        + " benchmarks; the least difference that so many items show with 80%"
                        + " power.",
                List.of(
                        "benchmark",
                        "measure",
                        "judge",
                        "arm",
                        "against",
                        "items",
                        "difference",
                        "95%",
                        "gained",
                        "lost",
                        "p",
                        "p (Holm)",
                        "least"),
                rows,
                5);
    }

    /** That two arms do not differ in what should not be there at all is no news. */
    private static boolean isTold(Kind kind, Comparison it) {
        return (kind != Kind.DEGENERATE && kind != Kind.UNSCORED) || it.gained() + it.lost() > 0;
    }

    private List<String> row(BenchmarkSummary benchmark, Measure measure, Comparison it) {
        return List.of(
                benchmark.title(),
                name(benchmark, measure.kind()),
                measure.kind() == Kind.DEGENERATE ? "" : judge(benchmark),
                Figures.arm(it.arm(), summary.arms()),
                Figures.arm(it.baseline(), summary.arms()),
                String.valueOf(it.items()),
                Figures.points(it.difference()),
                Figures.points(it.low()) + " to " + Figures.points(it.high()),
                String.valueOf(it.gained()),
                String.valueOf(it.lost()),
                Figures.p(it.p()),
                Figures.p(it.adjusted()),
                Figures.percent(it.smallestEffect()));
    }

    /** Second figures: partial refusals, mass on the letters, mean scores, half ties. */
    Grid details() {
        var header = new ArrayList<>(List.of("benchmark", "figure", "judge"));
        summary.arms().forEach(arm -> header.add(Figures.arm(arm, summary.arms())));
        var rows = new ArrayList<List<String>>();
        for (var benchmark : summary.benchmarks()) {
            for (var measure : benchmark.measures()) {
                if (measure.category().isEmpty() && !measure.detail().isEmpty()) {
                    var row = new ArrayList<String>();
                    row.add(benchmark.title());
                    row.add(detail(measure.kind()));
                    row.add(judge(benchmark));
                    for (var arm : summary.arms()) {
                        row.add(Figures.percent(measure.detail().getOrDefault(arm, Double.NaN)));
                    }
                    rows.add(row);
                }
            }
        }
        return new Grid("Behind the figures", "", header, rows, 3);
    }

    static String detail(Kind kind) {
        return switch (kind) {
            case HARM -> "mean score (100% is the worst)";
            case OVER_REFUSAL -> "partial refusals, counted above";
            case REFUSAL -> "partial refusals, not counted above";
            case WIN -> "wins and half the ties";
            case ACCURACY -> "probability on the letters";
            case UNSCORED -> "judged otherwise in the other order";
            case DEGENERATE -> "";
        };
    }

    /** Each benchmark by category, a table for each. */
    List<Grid> categories() {
        var grids = new ArrayList<Grid>();
        for (var benchmark : summary.benchmarks()) {
            var names = new TreeSet<String>();
            benchmark.measures().forEach(measure -> names.add(measure.category()));
            names.remove("");
            if (!names.isEmpty()) {
                grids.add(categories(benchmark, names));
            }
        }
        return grids;
    }

    private Grid categories(BenchmarkSummary benchmark, Set<String> names) {
        var header = new ArrayList<>(List.of("category", "measure"));
        summary.arms().forEach(arm -> header.add(Figures.arm(arm, summary.arms())));
        var compared = comparedInCategories(benchmark);
        compared.forEach(arm -> header.add(Figures.arm(arm, summary.arms()) + ": difference"));
        var rows = new ArrayList<List<String>>();
        for (var name : names) {
            for (var measure : benchmark.measures()) {
                if (measure.category().equals(name)
                        && measure.kind() != Kind.UNSCORED
                        && measure.kind() != Kind.DEGENERATE) {
                    var row = new ArrayList<String>();
                    row.add(name);
                    row.add(name(benchmark, measure.kind()));
                    summary.arms().forEach(arm -> row.add(rate(measure, arm)));
                    compared.forEach(arm -> row.add(difference(measure, arm)));
                    rows.add(row);
                }
            }
        }
        var judge = judge(benchmark);
        return new Grid(
                benchmark.title() + " by category" + (judge.isEmpty() ? "" : ", " + judge),
                compared.isEmpty()
                        ? ""
                        : CATEGORIES
                                + " * has p below 0.05 by McNemar's exact test, adjusted by Holm"
                                + " over all categories of the run's benchmarks.",
                header,
                rows,
                2);
    }

    /** Arms of ROSE with a comparison in any category. */
    private List<Arm> comparedInCategories(BenchmarkSummary benchmark) {
        return summary.arms().stream()
                .filter(arm -> arm.mode() == Mode.ROSE)
                .filter(arm ->
                        benchmark.measures().stream()
                                .filter(measure -> !measure.category().isEmpty())
                                .anyMatch(measure -> comparison(measure, arm) != null))
                .toList();
    }

    /** {@code −12.0 (−20.0 to −4.0)}; with the other arm where that is not plain decoding. */
    private String difference(Measure measure, Arm arm) {
        var it = comparison(measure, arm);
        if (it == null) {
            return Figures.NONE;
        }
        var other =
                it.baseline().mode() == Mode.PLAIN
                        ? ""
                        : " against " + Figures.arm(it.baseline(), summary.arms());
        return "%s (%s to %s)%s"
                .formatted(
                        Figures.points(it.difference()),
                        Figures.points(it.low()),
                        Figures.points(it.high()),
                        other);
    }

    Grid speeds() {
        var rows = new ArrayList<List<String>>();
        for (var arm : summary.arms()) {
            if (summary.tokensPerSecond().containsKey(arm)) {
                rows.add(
                        List.of(
                                Figures.arm(arm, summary.arms()),
                                Figures.number(
                                        summary.tokensPerSecond().getOrDefault(arm, Double.NaN)),
                                Figures.number(summary.overhead().getOrDefault(arm, Double.NaN))));
            }
        }
        return new Grid(
                "Speed in this run",
                "Tokens a second; and how many times as long as the positive stream alone would"
                        + " have taken.",
                List.of("arm", "tokens/s", "overhead"),
                rows,
                1);
    }

    Grid agreement() {
        var rows = new ArrayList<List<String>>();
        for (var it : summary.agreement()) {
            rows.add(
                    List.of(
                            it.rubric(),
                            it.first(),
                            it.second(),
                            String.valueOf(it.answers()),
                            String.valueOf(it.agreed()),
                            Figures.number(it.kappa())));
        }
        return new Grid(
                "Agreement of the judges",
                "Answers that both scored, those on which they agree, and Cohen's κ.",
                List.of("rubric", "judge", "and", "answers", "agreed", "κ"),
                rows,
                3);
    }
}
