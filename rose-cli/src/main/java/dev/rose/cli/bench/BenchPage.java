package dev.rose.cli.bench;

import static dev.rose.cli.bench.Figures.count;
import static dev.rose.cli.bench.Figures.number;
import static dev.rose.cli.bench.Figures.percent;
import static dev.rose.cli.bench.Figures.ratio;

import dev.rose.engine.StepShape;
import java.util.Comparator;
import java.util.List;

/** A result as a page with charts: one file that needs nothing else, well-formed XML too. */
public final class BenchPage {
    private static final int MOST_SHAPES = 8;

    private final BenchResult result;

    private BenchPage(BenchResult result) {
        this.result = result;
    }

    public static String of(BenchResult result) {
        return new BenchPage(result).page().toString();
    }

    private Markup page() {
        return new Markup()
                .add("<!DOCTYPE html>")
                .add("<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">")
                .add("<head>")
                .add("<meta charset=\"utf-8\"/>")
                .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
                .add("<title>%s</title>", "What ROSE costs: " + result.setting().model())
                .add("<style>%n%s</style>", new PageStyle())
                .add("</head>")
                .add("<body>")
                .add("<main>")
                .add(head())
                .add(single())
                .add(firstToken())
                .add(kinds())
                .add(concurrent())
                .add(planner())
                .add(foot())
                .add("</main>")
                .add("</body>")
                .add("</html>");
    }

    private Markup head() {
        var setting = result.setting();
        var machine = result.machine();
        return new Markup()
                .add("<header>")
                .add("<h1>What ROSE costs</h1>")
                .add(
                        "<p>%s on %s, %d cores, %d threads. %d prompts, at most %d tokens each, α = %s.</p>",
                        setting.model(),
                        machine.processor(),
                        machine.cores(),
                        setting.threads(),
                        setting.prompts(),
                        setting.maxTokens(),
                        Figures.plain(setting.alpha()))
                .add("<ul class=\"cards\">")
                .add(
                        card(
                                ratio(result.way("engine").ratio()),
                                "the time of a token, to plain decoding"))
                .add(
                        card(
                                ratio(result.firstTokenRatio()),
                                "the time to the first token with the system prompts cached, to"
                                        + " plain decoding with nothing cached"))
                .add(card(busiest(), busiestWords()))
                .add(
                        card(
                                "%d of %d".formatted(result.texts().equal(), setting.prompts()),
                                "texts equal to naive decoding's; %d part at a near tie, %d are unexplained"
                                        .formatted(
                                                result.texts().partedAtNearTie(),
                                                result.texts().unexplained())))
                .add("</ul>")
                .add("</header>");
    }

    private static Markup card(String figure, String words) {
        return new Markup().add("<li><strong>%s</strong> %s</li>", figure, words);
    }

    private List<BenchResult.Concurrent> measured() {
        return result.concurrent().stream()
                .filter(c -> Double.isFinite(c.ratio()))
                .sorted(Comparator.comparingInt(BenchResult.Concurrent::n))
                .toList();
    }

    private String busiest() {
        return ratio(measured().isEmpty() ? Double.NaN : measured().getLast().ratio());
    }

    private String busiestWords() {
        return measured().isEmpty()
                ? "of plain decoding's tokens a second with many requests: not measured"
                : "of plain decoding's tokens a second with %d requests at a time"
                        .formatted(measured().getLast().n());
    }

    private Markup single() {
        var chart = new BarChart("single", "Milliseconds a token");
        var table =
                new PageTable(
                        "way",
                        "ms a token",
                        "to plain",
                        "spread",
                        "acceptance",
                        "near ties",
                        "tokens");
        result.single()
                .forEach((way, single) -> {
                    chart.bar(
                            Ways.title(way),
                            single.msPerToken(),
                            "%s ms, %s"
                                    .formatted(number(single.msPerToken()), ratio(single.ratio())),
                            colour(way));
                    table.row(
                            Ways.title(way),
                            number(single.msPerToken()),
                            ratio(single.ratio()),
                            percent(single.spread()),
                            percent(single.acceptance()),
                            count(single.nearTies()),
                            count(single.tokens()));
                });
        chart.reference(result.way("plain").msPerToken());
        return section(
                "One request: milliseconds a token",
                "Less is better. Each step counts at the median of its shape; the spread is the middle"
                        + " half of whole answers.",
                chart.markup(),
                table.markup());
    }

    private Markup firstToken() {
        var chart = new BarChart("first", "Milliseconds to the first token");
        double plain = result.firstTokenMs().getOrDefault("plain", Double.NaN);
        result.firstTokenMs()
                .forEach((way, ms) ->
                        chart.bar(
                                Ways.firstToken(way),
                                ms,
                                "%s ms, %s".formatted(number(ms), ratio(ms / plain)),
                                colour(way)));
        return section(
                "One request: milliseconds to the first token",
                "Less is better. The engine keeps the system prompts of a policy from its first use"
                        + " on, and whole prompts that come again.",
                chart.markup());
    }

    private Markup kinds() {
        var chart = new BarChart("kinds", "Milliseconds a token by kind of prompt");
        var table =
                new PageTable(
                        "kind",
                        "prompts",
                        "plain",
                        "naive",
                        "batched",
                        "engine",
                        "engine to batched");
        for (var kind : result.kinds()) {
            chart.heading(kind.name());
            chart.bar("plain", kind.plain(), ms(kind.plain()), "plain");
            chart.bar("batched", kind.batched(), ms(kind.batched()), "batched");
            chart.bar(
                    "engine",
                    kind.engine(),
                    "%s, %s of batched".formatted(ms(kind.engine()), ratio(kind.engineToBatched())),
                    "engine");
            table.row(
                    kind.name(),
                    count(kind.prompts()),
                    number(kind.plain()),
                    number(kind.naive()),
                    number(kind.batched()),
                    number(kind.engine()),
                    ratio(kind.engineToBatched()));
        }
        return section(
                "By kind of prompt: milliseconds a token",
                BenchTable.verdict(result),
                chart.markup(),
                table.markup());
    }

    private static String ms(double value) {
        return number(value) + " ms";
    }

    private Markup concurrent() {
        if (result.concurrent().isEmpty()) {
            return new Markup();
        }
        var table = new PageTable("requests", "plain t/s", "ROSE t/s", "ratio", "spread", "rounds");
        for (var concurrent : result.concurrent()) {
            table.row(
                    Integer.toString(concurrent.n()),
                    number(concurrent.plainTokensPerSecond()),
                    number(concurrent.roseTokensPerSecond()),
                    ratio(concurrent.ratio()),
                    percent(concurrent.spread()),
                    concurrent.failure().isEmpty()
                            ? count(concurrent.rounds())
                            : concurrent.failure());
        }
        var measured = measured();
        var chart =
                new LineChart(
                        "concurrent",
                        "Tokens a second of all requests together",
                        "requests at a time",
                        measured.stream().map(BenchResult.Concurrent::n).toList());
        chart.line(
                "plain",
                measured.stream().map(BenchResult.Concurrent::plainTokensPerSecond).toList(),
                "plain");
        chart.line(
                "ROSE",
                measured.stream().map(BenchResult.Concurrent::roseTokensPerSecond).toList(),
                "engine");
        return section(
                "Several requests at a time: tokens a second, all together",
                "More is better. Both are by the same engine, in rounds that take turns.",
                measured.isEmpty() ? new Markup() : chart.markup(),
                table.markup());
    }

    private Markup planner() {
        var planner = result.planner();
        double all = planner.shapes().stream().mapToDouble(StepShape::totalMs).sum();
        var chart = new BarChart("planner", "Share of the time by shape of step");
        for (var shape : planner.shapes().stream().limit(MOST_SHAPES).toList()) {
            chart.bar(
                    Ways.shape(shape),
                    shape.totalMs(),
                    "%s, %s × %s"
                            .formatted(
                                    percent(shape.totalMs() / all),
                                    count(shape.count()),
                                    ms(shape.medianMs())),
                    "engine");
        }
        var reasons = new Markup().add("<ul>");
        planner.reasons().forEach(reason -> reasons.add("<li>%s</li>", reason));
        reasons.add("<li>%s</li>", BenchTable.steps(planner)).add("</ul>");
        return section(
                "What the planner chose, one request at a time",
                "Where the time of the engine's steps went, by their shape.",
                chart.markup(),
                reasons);
    }

    private Markup foot() {
        var machine = result.machine();
        return new Markup()
                .add("<footer>")
                .add(
                        "<p>Rose %s, %s, %s, %s. Ratios are to plain decoding of the same run. Made by"
                                + " <code>rose bench</code>; docs/bench.md says how to read it.</p>",
                        machine.rose(), machine.java(), machine.system(), machine.time())
                .add("</footer>");
    }

    private static Markup section(String title, String words, Markup... content) {
        var section =
                new Markup().add("<section>").add("<h2>%s</h2>", title).add("<p>%s</p>", words);
        for (var part : content) {
            section.add(part);
        }
        return section.add("</section>");
    }

    private static String colour(String way) {
        return switch (way) {
            case "plain", "naive", "batched" -> way;
            default -> "engine";
        };
    }
}
