package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.Rate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * The line on which rates are drawn, from 0 to some share. Positions are shares of the width: the
 * drawing fits any place.
 *
 * @param end of the line, above 0 and at most 1
 */
record RateScale(double end) {
    private static final double[] ENDS = {0.1, 0.2, 0.4, 0.6, 0.8};
    private static final int PARTS = 4;
    private static final String MIDDLE = "10";

    /** The shortest line that holds a rate. */
    static RateScale upTo(double highest) {
        return new RateScale(Arrays.stream(ENDS).filter(e -> highest <= e).findFirst().orElse(1));
    }

    /** A dot with its interval. */
    Markup whisker(Mode mode, Rate rate, String name) {
        var svg =
                track(
                        name
                                + ": "
                                + HtmlNumbers.percent(rate.value())
                                + ", "
                                + HtmlNumbers.of(rate)
                                + ", 95% interval "
                                + HtmlNumbers.interval(rate.low(), rate.high()));
        if (rate.of() > 0 && Double.isFinite(rate.low()) && Double.isFinite(rate.high())) {
            svg.add(
                    Markup.of("line", "whisker")
                            .with("x1", place(rate.low()))
                            .with("x2", place(rate.high()))
                            .with("y1", MIDDLE)
                            .with("y2", MIDDLE),
                    dot(mode, rate));
        }
        return svg;
    }

    /** The dots of all arms on one line. */
    Markup dots(Map<Arm, Rate> rates, String description) {
        var svg = track(description);
        var values =
                rates.values().stream()
                        .filter(rate -> rate.of() > 0)
                        .mapToDouble(Rate::value)
                        .summaryStatistics();
        if (values.getCount() == 0) {
            return svg;
        }
        svg.add(
                Markup.of("line", "span")
                        .with("x1", place(values.getMin()))
                        .with("x2", place(values.getMax()))
                        .with("y1", MIDDLE)
                        .with("y2", MIDDLE));
        rates.forEach((arm, rate) -> {
            if (rate.of() > 0) {
                svg.add(dot(arm.mode(), rate));
            }
        });
        return svg;
    }

    private Markup track(String description) {
        var svg =
                Markup.of("svg", "track")
                        .with("role", "img")
                        .with("aria-label", description)
                        .with("width", "100%")
                        .with("height", "20");
        for (int i = 0; i <= PARTS; i++) {
            String x = place(end * i / PARTS);
            svg.add(
                    Markup.of("line", i == 0 ? "zero" : "rule")
                            .with("x1", x)
                            .with("x2", x)
                            .with("y1", "0")
                            .with("y2", "100%"));
        }
        return svg;
    }

    private Markup dot(Mode mode, Rate rate) {
        var name = mode.name().toLowerCase(Locale.ROOT);
        return Markup.of("use", "dot is-" + name)
                .with("href", "#mode-" + name)
                .with("x", place(rate.value()))
                .with("y", MIDDLE)
                .with("width", "12")
                .with("height", "12");
    }

    Markup axis() {
        var svg =
                Markup.of("svg", "axis")
                        .with("width", "100%")
                        .with("height", "18")
                        .with("aria-hidden", "true");
        for (int i = 0; i <= PARTS; i += 2) {
            double value = end * i / PARTS;
            svg.add(
                    Markup.of("text")
                            .with("x", place(value))
                            .with("y", "13")
                            .with("text-anchor", i == 0 ? "start" : i == PARTS ? "end" : "middle")
                            .text(HtmlNumbers.number("%.0f%%", 100 * value)));
        }
        return svg;
    }

    private String place(double share) {
        return HtmlNumbers.number("%.2f%%", 100 * Math.clamp(share / end, 0, 1));
    }
}
