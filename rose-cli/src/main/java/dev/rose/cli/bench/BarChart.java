package dev.rose.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** Horizontal bars from a common zero, each with its value in words behind it. */
final class BarChart {
    private static final int ROW = 30;
    private static final int GAP = 12;

    private final String id;
    private final String title;
    private final List<Row> rows = new ArrayList<>();
    private double reference = Double.NaN;

    private sealed interface Row {
        record Heading(String text) implements Row {}

        /**
         * A bar.
         *
         * @param note the value in words
         * @param colour name of a colour of the page
         */
        record Bar(String label, double value, String note, String colour) implements Row {}
    }

    /**
     * A chart without bars.
     *
     * @param id of this chart on the page
     */
    BarChart(String id, String title) {
        this.id = id;
        this.title = title;
    }

    void heading(String text) {
        rows.add(new Row.Heading(text));
    }

    /** A value that is not finite has no bar, but its note. */
    void bar(String label, double value, String note, String colour) {
        rows.add(new Row.Bar(label, value, note, colour));
    }

    /** Draws a line down the chart at a value that the bars are compared with. */
    void reference(double value) {
        reference = value;
    }

    Markup markup() {
        int left = Svg.width(bars().stream().map(Row.Bar::label).toList()) + GAP;
        int right = Svg.width(bars().stream().map(Row.Bar::note).toList()) + GAP;
        double scale = (Svg.WIDTH - left - right) / most();
        int height = rows.size() * ROW;
        var svg = Svg.begin(id, title + ": " + words(), height);
        int y = 0;
        for (var row : rows) {
            switch (row) {
                case Row.Heading(var text) ->
                        svg.add(
                                "<text class=\"heading\" x=\"0\" y=\"%d\">%s</text>",
                                y + ROW - 8, text);
                case Row.Bar bar -> draw(bar, left, y, scale, svg);
            }
            y += ROW;
        }
        if (Double.isFinite(reference)) {
            double x = left + reference * scale;
            svg.add(
                    "<line class=\"reference\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>",
                    x, x, height);
        }
        Svg.end(svg);
        return svg;
    }

    private static void draw(Row.Bar bar, int left, int y, double scale, Markup svg) {
        double width = Double.isFinite(bar.value()) ? bar.value() * scale : 0;
        svg.add(
                        "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>",
                        left - GAP, y + 20, bar.label())
                .add(
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
                        bar.colour(), left, y + 4, width, ROW - 8)
                .add("<text x=\"%.1f\" y=\"%d\">%s</text>", left + width + 8, y + 20, bar.note());
    }

    private double most() {
        return bars().stream()
                .mapToDouble(Row.Bar::value)
                .filter(value -> Double.isFinite(value) && value > 0)
                .max()
                .orElse(1);
    }

    private List<Row.Bar> bars() {
        return rows.stream().filter(Row.Bar.class::isInstance).map(Row.Bar.class::cast).toList();
    }

    /** All that the chart says, for those who do not see it. */
    private String words() {
        return String.join(
                "; ",
                rows.stream()
                        .map(row ->
                                switch (row) {
                                    case Row.Heading(var text) -> text;
                                    case Row.Bar bar -> bar.label() + " " + bar.note();
                                })
                        .toList());
    }
}
