package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All rates at a glance: harm, over-refusal and quality beside each other, in each every benchmark
 * with a dot and its interval for each arm.
 */
final class HtmlGlance {
    private static final List<Kind> KINDS =
            List.of(Kind.HARM, Kind.OVER_REFUSAL, Kind.REFUSAL, Kind.WIN, Kind.ACCURACY);

    private HtmlGlance() {}

    static Markup of(HtmlRun run) {
        var panels = new ArrayList<Markup>();
        for (var kind : KINDS) {
            panel(run, kind).ifPresent(panels::add);
        }
        if (panels.isEmpty()) {
            return Markup.of("div", "nothing");
        }
        var section = Markup.of("section", "glance").with("aria-labelledby", run.id("glance"));
        return section.add(
                HtmlSections.heading(run, "glance", "At a glance"),
                legend(run),
                Markup.of("div", "panels").addAll(panels));
    }

    private static Markup legend(HtmlRun run) {
        var legend = Markup.of("p", "legend");
        for (var arm : run.summary().arms()) {
            legend.add(
                    Markup.of("span")
                            .add(HtmlSections.glyph(arm.mode()))
                            .text(HtmlNumbers.name(arm, run.summary().arms())));
        }
        return legend.add(
                Markup.of("span", "legend-note", "The line through a dot is its 95% interval."));
    }

    private static Optional<Markup> panel(HtmlRun run, Kind kind) {
        var groups = new ArrayList<Markup>();
        double highest = 0;
        for (var benchmark : run.summary().benchmarks()) {
            for (var measure : benchmark.measures()) {
                if (isWhole(measure, kind)) {
                    highest = Math.max(highest, highest(measure));
                }
            }
        }
        var scale = RateScale.upTo(highest);
        for (var benchmark : run.summary().benchmarks()) {
            for (var measure : benchmark.measures()) {
                if (isWhole(measure, kind)) {
                    groups.add(group(run, benchmark, measure, scale));
                }
            }
        }
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Markup.of("figure", "panel")
                        .add(
                                Markup.of("figcaption")
                                        .add(
                                                Markup.of("b").text(HtmlNumbers.title(kind)),
                                                Markup.of("span").text(HtmlNumbers.hint(kind))))
                        .addAll(groups)
                        .add(
                                Markup.of("div", "rate-row axis-row")
                                        .add(Markup.of("span"), scale.axis(), Markup.of("span"))));
    }

    private static boolean isWhole(Measure measure, Kind kind) {
        return measure.kind() == kind && measure.category().isEmpty();
    }

    private static double highest(Measure measure) {
        return measure.rates().values().stream()
                .mapToDouble(Rate::high)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    private static Markup group(
            HtmlRun run, BenchmarkSummary benchmark, Measure measure, RateScale scale) {
        var group = Markup.of("div", "rate-group");
        group.add(
                Markup.of("p", "rate-title")
                        .add(
                                Markup.of("a")
                                        .with("href", "#" + HtmlBenchmark.id(run, benchmark))
                                        .text(benchmark.title()),
                                Markup.of("span").text(HtmlNumbers.judge(benchmark))));
        measure.rates().forEach((arm, rate) -> group.add(row(run, arm, rate, scale)));
        return group;
    }

    private static Markup row(HtmlRun run, Arm arm, Rate rate, RateScale scale) {
        var name = HtmlNumbers.name(arm, run.summary().arms());
        return Markup.of("div", "rate-row is-" + arm.modeName())
                .add(
                        Markup.of("span", "rate-arm", name),
                        scale.whisker(arm.mode(), rate, name),
                        Markup.of("span", "rate-value numbers", HtmlNumbers.percent(rate.value())));
    }
}
