package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.Rate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/** All that is known of a benchmark by one judge: each arm against plain, then the categories. */
final class HtmlBenchmark {
    private static final List<String> COLUMNS =
            List.of(
                    "Arm",
                    "Share",
                    "Items",
                    "95% interval",
                    "Against",
                    "Difference",
                    "95% interval",
                    "Gained, lost",
                    "p",
                    "p adjusted",
                    "Smallest effect");

    /** Columns that tell of the arm itself; those behind compare it with another. */
    private static final int OWN_COLUMNS = 4;

    private final HtmlRun run;
    private final BenchmarkSummary benchmark;

    private HtmlBenchmark(HtmlRun run, BenchmarkSummary benchmark) {
        this.run = run;
        this.benchmark = benchmark;
    }

    static List<Markup> all(HtmlRun run) {
        return run.summary().benchmarks().stream()
                .map(benchmark -> new HtmlBenchmark(run, benchmark).article())
                .toList();
    }

    /** Of the article on a benchmark. */
    static String id(HtmlRun run, BenchmarkSummary benchmark) {
        return run.id("benchmark-" + run.summary().benchmarks().indexOf(benchmark));
    }

    private Markup article() {
        var article = Markup.of("article", "benchmark").with("id", id(run, benchmark));
        article.add(
                Markup.of("header")
                        .add(
                                Markup.of("h4").text(benchmark.title()),
                                Markup.of("p").text("Judged by " + HtmlNumbers.judge(benchmark)),
                                Markup.of("a", "browse")
                                        .with("href", browse(""))
                                        .text("Browse its items")),
                HtmlSections.scroll(table(), benchmark.title()));
        for (var measure : benchmark.measures()) {
            if (measure.category().isEmpty() && !isCompared(measure)) {
                article.add(shares(measure));
            }
        }
        for (var kind : kinds()) {
            if (kind == Kind.DEGENERATE || kind == Kind.UNSCORED) {
                continue;
            }
            article.add(categories(kind));
        }
        return article;
    }

    private EnumSet<Kind> kinds() {
        var kinds = EnumSet.noneOf(Kind.class);
        benchmark.measures().forEach(measure -> kinds.add(measure.kind()));
        return kinds;
    }

    /** The page's address of these items in its browser. */
    private String browse(String category) {
        var address = "#benchmark=" + encode(benchmark.benchmark());
        return category.isEmpty() ? address : address + "&category=" + encode(category);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Markup table() {
        var head = Markup.of("tr");
        COLUMNS.forEach(column -> head.add(Markup.of("th").with("scope", "col").text(column)));
        var table = Markup.of("table", "numbers comparisons").add(Markup.of("thead").add(head));
        for (var measure : benchmark.measures()) {
            if (measure.category().isEmpty() && isCompared(measure)) {
                table.add(body(measure));
            }
        }
        return table;
    }

    /** Whether a measure gets rows of its own, and not a line of text alone. */
    private static boolean isCompared(Measure measure) {
        return switch (measure.kind()) {
            case UNSCORED -> false;
            case DEGENERATE -> measure.rates().values().stream().anyMatch(rate -> rate.count() > 0);
            case HARM, REFUSAL, OVER_REFUSAL, WIN, ACCURACY -> true;
        };
    }

    /** {@code Unscored (no readable verdict): Plain 0 of 32, Reverse 1 of 32, ROSE 0 of 32}. */
    private Markup shares(Measure measure) {
        var shares =
                measure.rates().entrySet().stream()
                        .map(entry ->
                                HtmlNumbers.name(entry.getKey(), run.summary().arms())
                                        + " "
                                        + HtmlNumbers.of(entry.getValue()))
                        .collect(Collectors.joining(", "));
        return Markup.of(
                "p",
                "unscored numbers",
                "%s (%s): %s"
                        .formatted(
                                HtmlNumbers.title(measure.kind()),
                                HtmlNumbers.hint(measure.kind()),
                                shares));
    }

    private Markup body(Measure measure) {
        var body = Markup.of("tbody");
        body.add(
                Markup.of("tr", "measure")
                        .add(
                                Markup.of("th")
                                        .with("scope", "rowgroup")
                                        .with("colspan", COLUMNS.size())
                                        .text(title(measure.kind()))
                                        .add(
                                                Markup.of("span")
                                                        .text(HtmlNumbers.hint(measure.kind())))));
        measure.rates().forEach((arm, rate) -> body.add(row(measure, arm, rate)));
        return body;
    }

    private Markup row(Measure measure, Arm arm, Rate rate) {
        var share = Markup.of("td").add(Markup.of("b").text(HtmlNumbers.percent(rate.value())));
        var detail = measure.detail().get(arm);
        if (detail != null && !detail.isNaN()) {
            share.add(Markup.of("small").text(HtmlNumbers.detail(measure.kind(), detail)));
        }
        var row =
                Markup.of("tr")
                        .add(
                                HtmlSections.armHead(arm, run.summary().arms()),
                                share,
                                HtmlSections.cell(HtmlNumbers.of(rate)),
                                HtmlSections.cell(HtmlNumbers.interval(rate.low(), rate.high())));
        var comparison = HtmlOverview.comparison(measure, arm);
        if (comparison.isPresent()) {
            compare(row, measure.kind(), comparison.get(), run.summary().arms());
        } else {
            for (int i = OWN_COLUMNS; i < COLUMNS.size(); i++) {
                row.add(HtmlSections.cell(""));
            }
        }
        return row;
    }

    private String title(Kind kind) {
        return HtmlNumbers.title(kind, benchmark, run.summary().arms());
    }

    private static void compare(Markup row, Kind kind, Comparison it, List<Arm> arms) {
        var word = HtmlOverview.judgement(kind, it);
        var difference =
                Markup.of("td", "difference is-" + word).text(HtmlNumbers.points(it.difference()));
        if (!word.equals("unsure")) {
            difference.text(" ").add(Markup.of("i").text(word));
        }
        row.add(
                HtmlSections.cell(HtmlNumbers.name(it.baseline(), arms)),
                difference,
                HtmlSections.cell(HtmlNumbers.points(it.low(), it.high())),
                HtmlSections.cell(HtmlNumbers.number("%,d, %,d", it.gained(), it.lost())),
                HtmlSections.cell(HtmlNumbers.p(it.p())),
                HtmlSections.cell(HtmlNumbers.p(it.adjusted())),
                HtmlSections.cell(
                        Double.isNaN(it.smallestEffect())
                                ? HtmlNumbers.NOTHING
                                : HtmlNumbers.number("%.1f", 100 * it.smallestEffect())));
    }

    private Markup categories(Kind kind) {
        var measures =
                benchmark.measures().stream()
                        .filter(each -> each.kind() == kind && !each.category().isEmpty())
                        .toList();
        if (measures.isEmpty()) {
            return Markup.of("div", "nothing");
        }
        var summary =
                Markup.of("summary")
                        .add(Markup.of("span").text(title(kind) + " by category"))
                        .add(
                                Markup.of("span", "hint")
                                        .text(
                                                HtmlNumbers.number(
                                                        "%,d categories", measures.size())));
        return Markup.of("details", "categories")
                .add(
                        summary,
                        compared(measures).isEmpty()
                                ? Markup.of("div", "nothing")
                                : Markup.of("p", "hint")
                                        .text(
                                                Grids.CATEGORIES
                                                        + " One is called better or worse where p,"
                                                        + " adjusted by Holm’s method over all"
                                                        + " categories of the run’s benchmarks, is"
                                                        + " below 0.05."),
                        HtmlSections.scroll(
                                categoryTable(measures), benchmark.title() + ", " + title(kind)));
    }

    private Markup categoryTable(List<Measure> measures) {
        var arms = run.summary().arms();
        var head =
                Markup.of("tr")
                        .add(
                                Markup.of("th").with("scope", "col").text("Category"),
                                Markup.of("th", "chart").with("scope", "col").text("0 to 100%"));
        for (var arm : arms) {
            head.add(
                    Markup.of("th")
                            .with("scope", "col")
                            .add(
                                    HtmlSections.glyph(arm.mode()),
                                    Markup.of("span").text(HtmlNumbers.name(arm, arms))));
        }
        var compared = compared(measures);
        for (var arm : compared) {
            head.add(
                    Markup.of("th")
                            .with("scope", "col")
                            .text(HtmlNumbers.name(arm, arms) + ": difference"));
        }
        var body = Markup.of("tbody");
        for (var measure : measures) {
            var row = categoryRow(measure, arms);
            compared.forEach(arm -> row.add(difference(measure, arm)));
            body.add(row);
        }
        return Markup.of("table", "numbers category-table").add(Markup.of("thead").add(head), body);
    }

    /** Arms of ROSE with a comparison in any of the categories. */
    private List<Arm> compared(List<Measure> measures) {
        return run.summary().arms().stream()
                .filter(arm -> arm.mode() == Mode.ROSE)
                .filter(arm ->
                        measures.stream()
                                .anyMatch(each -> HtmlOverview.comparison(each, arm).isPresent()))
                .toList();
    }

    private Markup difference(Measure measure, Arm arm) {
        var comparison = HtmlOverview.comparison(measure, arm);
        if (comparison.isEmpty()) {
            return HtmlSections.cell(HtmlNumbers.NOTHING);
        }
        var it = comparison.get();
        return Markup.of("td")
                .add(
                        HtmlOverview.difference(measure.kind(), it, run.summary().arms()),
                        Markup.of("small").text(HtmlNumbers.points(it.low(), it.high())));
    }

    private Markup categoryRow(Measure measure, List<Arm> arms) {
        var description =
                measure.category()
                        + ": "
                        + measure.rates().entrySet().stream()
                                .map(entry ->
                                        HtmlNumbers.name(entry.getKey(), arms)
                                                + " "
                                                + HtmlNumbers.percent(entry.getValue().value()))
                                .collect(Collectors.joining(", "));
        var row =
                Markup.of("tr")
                        .add(
                                Markup.of("th")
                                        .with("scope", "row")
                                        .add(
                                                Markup.of("a")
                                                        .with("href", browse(measure.category()))
                                                        .text(measure.category())),
                                Markup.of("td", "chart")
                                        .add(new RateScale(1).dots(measure.rates(), description)));
        for (var arm : arms) {
            var rate = measure.rates().get(arm);
            var cell = Markup.of("td");
            row.add(
                    rate == null
                            ? cell.text(HtmlNumbers.NOTHING)
                            : cell.add(
                                    Markup.of("b").text(HtmlNumbers.percent(rate.value())),
                                    Markup.of("small").text(HtmlNumbers.of(rate))));
        }
        return row;
    }
}
