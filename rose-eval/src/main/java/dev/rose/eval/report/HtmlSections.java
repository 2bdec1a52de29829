package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sections of a run, from the verdict in words down to how it was made. */
final class HtmlSections {
    private HtmlSections() {}

    /** The page's title and, of several runs, what shows one or another. */
    static String runSwitch(List<HtmlRun> runs) {
        var models = runs.stream().map(run -> run.summary().model()).distinct().toList();
        var title = Markup.of("h1").text(String.join(", ", models));
        if (runs.size() == 1) {
            return title.toString();
        }
        var choices = Markup.of("fieldset", "segments").with("id", "run-switch");
        choices.add(Markup.of("legend", "unseen", "Run"));
        for (var run : runs) {
            var input =
                    Markup.of("input")
                            .with("type", "radio")
                            .with("name", "run")
                            .with("value", run.number());
            if (run.number() == 0) {
                input.with("checked", "");
            }
            choices.add(Markup.of("label").add(input, Markup.of("span").text(run.name())));
        }
        return title + choices.toString();
    }

    /**
     * @param alone whether the report is of this run alone, whose model is then its title
     */
    static Markup of(HtmlRun run, boolean alone) {
        var section =
                Markup.of("section", "run")
                        .with("id", run.id("run"))
                        .with("data-run", run.number())
                        .with("aria-labelledby", run.id("title"));
        section.add(head(run, alone));
        var steering = run.summary().steering();
        if (steering != null) {
            section.add(HtmlSteering.of(run, steering));
        }
        section.add(words(run));
        section.add(HtmlGlance.of(run));
        section.add(HtmlOverview.of(run));
        if (!run.summary().benchmarks().isEmpty()) {
            var all = Markup.of("section", "benchmarks");
            all.add(heading(run, "details", "Benchmark by benchmark"));
            HtmlBenchmark.all(run).forEach(all::add);
            section.add(all);
        }
        section.add(speed(run));
        section.add(agreement(run));
        section.add(HtmlManifest.of(run));
        return section;
    }

    private static Markup head(HtmlRun run, boolean alone) {
        var summary = run.summary();
        long benchmarks =
                summary.benchmarks().stream().map(each -> each.benchmark()).distinct().count();
        var facts = new ArrayList<String>();
        if (!alone) {
            facts.add(summary.model());
        }
        facts.add(count(run.items(), "item"));
        facts.add(count(benchmarks, "benchmark") + " scored");
        facts.add(
                summary.arms().stream()
                        .map(arm -> HtmlNumbers.name(arm, summary.arms()))
                        .collect(Collectors.joining(", ")));
        var policies = summary.arms().stream().map(Arm::policy).distinct().toList();
        if (policies.size() == 1) {
            facts.add("policy " + policies.getFirst());
        }
        return Markup.of("header", "run-head")
                .add(
                        Markup.of("h2").with("id", run.id("title")).text(run.name()),
                        Markup.of("p", "facts numbers", String.join(" · ", facts)));
    }

    private static String count(long number, String noun) {
        return HtmlNumbers.number("%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    static Markup heading(HtmlRun run, String id, String text) {
        return Markup.of("h3").with("id", run.id(id)).text(text);
    }

    private static Markup words(HtmlRun run) {
        var section = Markup.of("section", "words").with("aria-labelledby", run.id("words"));
        section.add(heading(run, "words", "In plain words"));
        if (!run.words().isEmpty()) {
            var list = Markup.of("ul");
            run.words().forEach(word -> list.add(Markup.of("li").text(word)));
            section.add(list);
        }
        return run.summary().benchmarks().isEmpty()
                ? section.add(
                        Markup.of(
                                "p",
                                "hint",
                                "Nothing is scored yet. ./rose judge RUN makes verdicts."))
                : section;
    }

    private static Markup speed(HtmlRun run) {
        var summary = run.summary();
        if (summary.tokensPerSecond().isEmpty() && summary.overhead().isEmpty()) {
            return Markup.of("div", "nothing");
        }
        var rows = Markup.of("tbody");
        for (var arm : summary.arms()) {
            var speed = summary.tokensPerSecond().get(arm);
            var overhead = summary.overhead().get(arm);
            if (speed == null && overhead == null) {
                continue;
            }
            rows.add(
                    Markup.of("tr")
                            .add(
                                    armHead(arm, summary.arms()),
                                    cell(speed == null ? "" : HtmlNumbers.number("%.1f", speed)),
                                    cell(
                                            overhead == null || overhead.isNaN()
                                                    ? ""
                                                    : HtmlNumbers.number("%.2f×", overhead))));
        }
        var table =
                table(
                        "Measured while this run was made",
                        List.of("Arm", "Tokens a second", "Time against plain alone"),
                        rows);
        return Markup.of("section", "side-table")
                .with("aria-labelledby", run.id("speed"))
                .add(heading(run, "speed", "What it costs"), scroll(table, "What it costs"));
    }

    private static Markup agreement(HtmlRun run) {
        var all = run.summary().agreement();
        if (all.isEmpty()) {
            return Markup.of("div", "nothing");
        }
        var rows = Markup.of("tbody");
        for (var pair : all) {
            rows.add(
                    Markup.of("tr")
                            .add(
                                    Markup.of("th")
                                            .with("scope", "row")
                                            .text(
                                                    HtmlNumbers.judge(pair.first(), "")
                                                            + " and "
                                                            + HtmlNumbers.judge(pair.second(), "")),
                                    cell(pair.rubric()).with("class", "words-cell"),
                                    cell(
                                            HtmlNumbers.number(
                                                    "%,d of %,d", pair.agreed(), pair.answers())),
                                    cell(
                                            Double.isNaN(pair.kappa())
                                                    ? HtmlNumbers.NOTHING
                                                    : HtmlNumbers.number("%.2f", pair.kappa()))));
        }
        var table = table("", List.of("Judges", "Rubric", "Agree on", "Cohen’s κ"), rows);
        return Markup.of("section", "side-table")
                .with("aria-labelledby", run.id("agreement"))
                .add(
                        heading(run, "agreement", "Whether judges agree"),
                        scroll(table, "Whether judges agree"));
    }

    static Markup table(String caption, List<String> columns, Markup rows) {
        var head = Markup.of("tr");
        columns.forEach(column -> head.add(Markup.of("th").with("scope", "col").text(column)));
        var table = Markup.of("table", "numbers");
        if (!caption.isEmpty()) {
            table.add(Markup.of("caption").text(caption));
        }
        return table.add(Markup.of("thead").add(head), rows);
    }

    /** A table that may be wider than its place: the keyboard can move it too. */
    static Markup scroll(Markup table, String name) {
        return Markup.of("div", "scroll")
                .with("role", "region")
                .with("tabindex", "0")
                .with("aria-label", name + ": table")
                .add(table);
    }

    static Markup cell(String text) {
        return Markup.of("td").text(text);
    }

    static Markup armHead(Arm arm, List<Arm> among) {
        return Markup.of("th", "arm")
                .with("scope", "row")
                .add(glyph(arm.mode()), Markup.of("span").text(HtmlNumbers.name(arm, among)));
    }

    /** The sign of a mode: a ring, half a disc, a disc. */
    static Markup glyph(Mode mode) {
        return Markup.of("svg", "glyph is-" + mode.name().toLowerCase(Locale.ROOT))
                .with("aria-hidden", "true")
                .add(
                        Markup.of("use")
                                .with("href", "#mode-" + mode.name().toLowerCase(Locale.ROOT)));
    }
}
