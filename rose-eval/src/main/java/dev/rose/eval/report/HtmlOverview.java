package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.Rate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of the paper's shape: a row a benchmark, columns plain, reverse, ROSE; harm,
 * over-refusal and quality side by side.
 */
final class HtmlOverview {
    /** From which adjusted p on a difference is called better or worse. */
    static final double SURE = 0.05;

    private static final List<Kind> KINDS =
            List.of(
                    Kind.HARM,
                    Kind.OVER_REFUSAL,
                    Kind.REFUSAL,
                    Kind.WIN,
                    Kind.ACCURACY,
                    Kind.DEGENERATE,
                    Kind.UNSCORED);

    private final HtmlRun run;
    private final List<Arm> arms;
    private final List<Kind> kinds;

    private HtmlOverview(HtmlRun run) {
        this.run = run;
        this.arms = run.summary().arms();
        this.kinds = KINDS.stream().filter(this::isMeasured).toList();
    }

    static Markup of(HtmlRun run) {
        var overview = new HtmlOverview(run);
        if (overview.kinds.isEmpty()) {
            return Markup.of("div", "nothing");
        }
        return Markup.of("section", "overview")
                .with("aria-labelledby", run.id("overview"))
                .add(
                        HtmlSections.heading(run, "overview", "All results"),
                        Markup.of("p", "hint")
                                .text(
                                        "Each share with its 95% Wilson interval, and the difference to plain decoding on the same items in percentage points, or to the arm that it names. It is called better or worse where p, adjusted by Holm’s method over all benchmarks, is below 0.05."),
                        HtmlSections.scroll(overview.table(), "All results"));
    }

    private boolean isMeasured(Kind kind) {
        return run.summary().benchmarks().stream()
                .anyMatch(benchmark -> measure(benchmark, kind, "").isPresent());
    }

    static Optional<Measure> measure(BenchmarkSummary benchmark, Kind kind, String category) {
        return benchmark.measures().stream()
                .filter(each -> each.kind() == kind && each.category().equals(category))
                .findFirst();
    }

    private Markup table() {
        var groups = Markup.of("tr");
        var columns = Markup.of("tr");
        groups.add(
                Markup.of("th", "corner")
                        .with("scope", "col")
                        .with("rowspan", 2)
                        .text("Benchmark"));
        for (var kind : kinds) {
            var group = Markup.of("th", "group").text(HtmlNumbers.title(kind));
            if (isAside(kind)) {
                groups.add(group.with("scope", "col").with("rowspan", 2));
                continue;
            }
            groups.add(group.with("scope", "colgroup").with("colspan", arms.size()));
            for (int i = 0; i < arms.size(); i++) {
                var head = Markup.of("th").with("scope", "col");
                if (i == 0) {
                    head.with("class", "group");
                }
                columns.add(
                        head.add(
                                HtmlSections.glyph(arms.get(i).mode()),
                                Markup.of("span").text(HtmlNumbers.name(arms.get(i), arms))));
            }
        }
        var body = Markup.of("tbody");
        rows().forEach(row -> body.add(row(row)));
        return Markup.of("table", "paper numbers")
                .add(Markup.of("thead").add(groups, columns), body);
    }

    /** What is said of all arms in one cell. */
    private static boolean isAside(Kind kind) {
        return kind == Kind.DEGENERATE || kind == Kind.UNSCORED;
    }

    /**
     * A benchmark's judges share a row where they count different things: its harm stands beside
     * its refusals, whoever judged them.
     */
    private List<List<BenchmarkSummary>> rows() {
        var rows = new ArrayList<List<BenchmarkSummary>>();
        for (var benchmark : run.summary().benchmarks()) {
            rows.stream()
                    .filter(row -> row.getFirst().benchmark().equals(benchmark.benchmark()))
                    .filter(row -> row.stream().noneMatch(other -> overlaps(other, benchmark)))
                    .findFirst()
                    .orElseGet(() -> {
                        var row = new ArrayList<BenchmarkSummary>();
                        rows.add(row);
                        return row;
                    })
                    .add(benchmark);
        }
        return rows;
    }

    private boolean overlaps(BenchmarkSummary one, BenchmarkSummary other) {
        return kinds.stream()
                .filter(kind -> !isAside(kind))
                .anyMatch(kind ->
                        measure(one, kind, "").isPresent() && measure(other, kind, "").isPresent());
    }

    private Markup row(List<BenchmarkSummary> judged) {
        var first = judged.getFirst();
        var head =
                Markup.of("th")
                        .with("scope", "row")
                        .add(
                                Markup.of("a")
                                        .with("href", "#" + HtmlBenchmark.id(run, first))
                                        .text(first.title()));
        judged.forEach(each -> head.add(Markup.of("small").text(HtmlNumbers.judge(each))));
        var row = Markup.of("tr").add(head);
        for (var kind : kinds) {
            var measures =
                    judged.stream().flatMap(each -> measure(each, kind, "").stream()).toList();
            if (isAside(kind)) {
                row.add(aside(measures));
                continue;
            }
            for (int i = 0; i < arms.size(); i++) {
                var cell = cell(measures.isEmpty() ? null : measures.getFirst(), arms.get(i));
                row.add(i == 0 ? cell.with("class", "group") : cell);
            }
        }
        return row;
    }

    /** The shares of all arms; of several judges those of the one with the most. */
    private Markup aside(List<Measure> measures) {
        var cell = Markup.of("td", "group aside");
        measures.stream()
                .max(Comparator.comparingLong(HtmlOverview::total))
                .ifPresent(measure ->
                        measure.rates()
                                .forEach((arm, rate) ->
                                        cell.add(
                                                Markup.of("span")
                                                        .with("title", HtmlNumbers.name(arm, arms))
                                                        .add(
                                                                HtmlSections.glyph(arm.mode()),
                                                                Markup.of(
                                                                        "span",
                                                                        "unseen",
                                                                        arm.modeName() + " "))
                                                        .text(HtmlNumbers.percent(rate.value())))));
        return cell;
    }

    private static long total(Measure measure) {
        return measure.rates().values().stream().mapToLong(Rate::count).sum();
    }

    private Markup cell(@Nullable Measure measure, Arm arm) {
        var cell = Markup.of("td");
        var rate = measure == null ? null : measure.rates().get(arm);
        if (measure == null || rate == null) {
            return cell.add(Markup.of("span", "void").with("aria-hidden", "true").text("·"));
        }
        cell.add(
                Markup.of("b").text(HtmlNumbers.percent(rate.value())),
                Markup.of("small").text(HtmlNumbers.range(rate.low(), rate.high())));
        comparison(measure, arm).ifPresent(it -> cell.add(difference(measure.kind(), it, arms)));
        return cell;
    }

    static Optional<Comparison> comparison(Measure measure, Arm arm) {
        return measure.comparisons().stream().filter(each -> each.arm().equals(arm)).findFirst();
    }

    /** With the other arm, where that is not plain decoding. */
    static Markup difference(Kind kind, Comparison comparison, List<Arm> arms) {
        var word = judgement(kind, comparison);
        var small =
                Markup.of("small", "difference is-" + word)
                        .text(HtmlNumbers.points(comparison.difference()));
        if (!word.equals("unsure")) {
            small.text(" ").add(Markup.of("i").text(word));
        }
        return comparison.baseline().mode() == Mode.PLAIN
                ? small
                : small.text(" against " + HtmlNumbers.name(comparison.baseline(), arms));
    }

    /** {@code better} or {@code worse} where that is beyond chance, else {@code unsure}. */
    static String judgement(Kind kind, Comparison comparison) {
        if (Double.isNaN(comparison.adjusted()) || comparison.adjusted() >= SURE) {
            return "unsure";
        }
        return comparison.difference() < 0 == kind.isBad() ? "better" : "worse";
    }
}
