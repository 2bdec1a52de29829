package dev.rose.eval.report;

import dev.rose.eval.run.Steering;
import dev.rose.eval.run.Steering.Side;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The contrast of each item on a line, harmful items over safe ones: a dot an item, stacked where
 * they meet. Positions are shares of the width, so that the chart fits any screen and its dots stay
 * round.
 */
final class ContrastChart {
    private static final int BINS = 56;
    private static final double DOT = 5.6;

    /** In pixels, over which a stack is drawn as a bar of the same height in proportion. */
    private static final double HIGHEST = 92;

    private static final double[] STEPS = {0.25, 0.5, 1, 2, 5, 10, 20, 50};
    private static final int MOST_TICKS = 7;
    private static final double ROOM_BELOW = 22;

    private final double low;
    private final double high;
    private final double step;

    private ContrastChart(List<Side> sides) {
        var values =
                sides.stream()
                        .flatMapToDouble(side ->
                                DoubleStream.concat(
                                        side.contrasts().stream().mapToDouble(c -> c),
                                        DoubleStream.of(side.contrastLow(), side.contrastHigh())))
                        .filter(Double::isFinite)
                        .toArray();
        double least = Math.min(-0.5, Arrays.stream(values).min().orElse(0));
        double most = Math.max(0.5, Arrays.stream(values).max().orElse(0));
        step =
                Arrays.stream(STEPS)
                        .filter(s -> (most - least) / s <= MOST_TICKS)
                        .findFirst()
                        .orElse((most - least) / MOST_TICKS);
        low = Math.floor(least / step) * step;
        high = Math.ceil(most / step) * step;
    }

    static Markup of(Steering steering) {
        var chart = new ContrastChart(List.of(steering.harmful(), steering.safe()));
        return Markup.of("figure", "contrast")
                .add(
                        Markup.of("figcaption")
                                .text(
                                        "How much likelier the positive prompt makes a refusal, item by item"),
                        chart.row("harmful", steering.harmful()),
                        chart.row("safe", steering.safe()),
                        chart.axis(),
                        Markup.of("p", "axis-words")
                                .add(
                                        Markup.of("span")
                                                .text("← likelier under the reverse prompt"),
                                        Markup.of("span")
                                                .text("likelier under the positive prompt →")));
    }

    private Markup row(String name, Side side) {
        var bins = new int[BINS];
        side.contrasts().stream()
                .filter(Double::isFinite)
                .forEach(c -> bins[(int) Math.min(BINS - 1, (c - low) / (high - low) * BINS)]++);
        int tallest = Math.max(1, Arrays.stream(bins).max().orElse(1));
        boolean dots = tallest * DOT <= HIGHEST;
        double height = Math.max(DOT * 3, dots ? tallest * DOT : HIGHEST) + ROOM_BELOW;
        double floor = height - ROOM_BELOW;
        var svg =
                Markup.of("svg", "strip is-" + name)
                        .with("role", "img")
                        .with("width", "100%")
                        .with("height", number(height))
                        .with("aria-label", description(name, side));
        svg.add(line("zero", place(0), 0, height));
        for (int i = 0; i < BINS; i++) {
            if (bins[i] > 0) {
                svg.addAll(dots ? stack(i, bins[i], floor) : List.of(bar(i, bins[i], tallest)));
            }
        }
        if (Double.isFinite(side.contrast())) {
            svg.add(mean(side, floor + 10));
        }
        return Markup.of("div", "strip-row")
                .add(
                        Markup.of("p", "strip-name")
                                .add(
                                        Markup.of("b")
                                                .text(name.equals("safe") ? "Safe" : "Harmful"),
                                        Markup.of("span")
                                                .text(
                                                        HtmlNumbers.number(
                                                                "%,d items", side.items()))),
                        svg);
    }

    private static List<Markup> stack(int bin, int count, double floor) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        Markup.of("circle")
                                .with("cx", share((bin + 0.5) / BINS))
                                .with("cy", number(floor - (i + 0.5) * DOT))
                                .with("r", "2.5"))
                .toList();
    }

    private static Markup bar(int bin, int count, int tallest) {
        double height = HIGHEST * count / tallest;
        return Markup.of("rect")
                .with("x", share((bin + 0.1) / BINS))
                .with("width", share(0.8 / BINS))
                .with("y", number(HIGHEST - height))
                .with("height", number(height));
    }

    private Markup mean(Side side, double y) {
        var diamond = Markup.of("path").with("d", "M0-5.5 5.5 0 0 5.5-5.5 0Z");
        return Markup.of("g", "mean")
                .add(
                        Markup.of("line")
                                .with("x1", place(side.contrastLow()))
                                .with("x2", place(side.contrastHigh()))
                                .with("y1", number(y))
                                .with("y2", number(y)),
                        Markup.of("svg")
                                .with("x", place(side.contrast()))
                                .with("y", number(y))
                                .with("overflow", "visible")
                                .add(diamond));
    }

    private Markup axis() {
        var svg =
                Markup.of("svg", "axis")
                        .with("width", "100%")
                        .with("height", "20")
                        .with("aria-hidden", "true");
        int ticks = (int) Math.round((high - low) / step);
        for (int i = 0; i <= ticks; i++) {
            double value = low + i * step;
            String at = place(value);
            String anchor = i == 0 ? "start" : i == ticks ? "end" : "middle";
            svg.add(
                    line("tick", at, 0, 4),
                    Markup.of("text")
                            .with("x", at)
                            .with("y", "16")
                            .with("text-anchor", anchor)
                            .text(tick(value)));
        }
        return Markup.of("div", "strip-row").add(Markup.of("p", "strip-name", "nats"), svg);
    }

    private static String tick(double value) {
        return Math.abs(value) < 1e-9 ? "0" : HtmlNumbers.nats(value).replaceAll("\\.?0+$", "");
    }

    private static Markup line(String kind, String x, double from, double to) {
        return Markup.of("line", kind)
                .with("x1", x)
                .with("x2", x)
                .with("y1", number(from))
                .with("y2", number(to));
    }

    private static String description(String name, Side side) {
        long above = side.contrasts().stream().filter(c -> c > 0).count();
        return "Contrasts of %s items: mean %s nats, 95%% interval %s to %s; %d of %d above zero"
                .formatted(
                        name,
                        HtmlNumbers.nats(side.contrast()),
                        HtmlNumbers.nats(side.contrastLow()),
                        HtmlNumbers.nats(side.contrastHigh()),
                        above,
                        side.contrasts().size());
    }

    private String place(double value) {
        return share(Math.clamp((value - low) / (high - low), 0, 1));
    }

    private static String share(double part) {
        return HtmlNumbers.number("%.2f%%", 100 * part);
    }

    private static String number(double value) {
        return HtmlNumbers.number("%.1f", value);
    }
}
