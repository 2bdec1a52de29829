package dev.rose.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines over numbers that double, each named at its end. */
final class LineChart {
    private static final int HEIGHT = 320;
    private static final int RIGHT = 84;
    private static final int TOP = 16;
    private static final int BOTTOM = 52;
    private static final int TICKS = 4;
    private static final int NAME_GAP = 18;

    private final String id;
    private final String title;
    private final String across;
    private final List<Integer> xs;
    private final List<Line> lines = new ArrayList<>();
    private int left;

    private record Line(String name, List<Double> ys, String colour) {
        double last() {
            return ys.getLast();
        }
    }

    /**
     * @param id of this chart on the page
     * @param across what the numbers below are
     * @param xs the numbers, ascending, none twice
     */
    LineChart(String id, String title, String across, List<Integer> xs) {
        this.id = id;
        this.title = title;
        this.across = across;
        this.xs = xs;
    }

    /**
     * @param ys finite, one for each number
     * @param colour name of a colour of the page
     */
    void line(String name, List<Double> ys, String colour) {
        lines.add(new Line(name, ys, colour));
    }

    Markup markup() {
        double most =
                lines.stream().flatMap(line -> line.ys().stream()).max(Double::compare).orElse(1.0);
        double step = niceStep(most / TICKS);
        double top = Math.ceil(most / step) * step;
        left = Svg.width(List.of(Figures.tick(top))) + 10;
        var svg = Svg.begin(id, title + ": " + words(), HEIGHT);
        for (double value = 0; value <= top + step / 2; value += step) {
            double y = y(value, top);
            svg.add(
                            "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                            left, Svg.WIDTH - RIGHT, y, y)
                    .add(
                            "<text class=\"label\" x=\"%d\" y=\"%.1f\">%s</text>",
                            left - 10, y + 5, Figures.tick(value));
        }
        for (int x : xs) {
            svg.add(
                    "<text class=\"middle\" x=\"%.1f\" y=\"%d\">%d</text>",
                    x(x), HEIGHT - BOTTOM + 24, x);
        }
        svg.add(
                "<text class=\"middle\" x=\"%d\" y=\"%d\">%s</text>",
                (left + Svg.WIDTH - RIGHT) / 2, HEIGHT - 6, across);
        lines.forEach(line -> draw(line, top, svg));
        name(top, svg);
        Svg.end(svg);
        return svg;
    }

    private void draw(Line line, double top, Markup svg) {
        var points = new ArrayList<String>();
        for (int i = 0; i < xs.size(); i++) {
            points.add("%.1f,%.1f".formatted(x(xs.get(i)), y(line.ys().get(i), top)));
        }
        svg.add("<polyline class=\"%s\" points=\"%s\"/>", line.colour(), String.join(" ", points));
        for (int i = 0; i < xs.size(); i++) {
            svg.add(
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
                    line.colour(),
                    x(xs.get(i)),
                    y(line.ys().get(i), top),
                    "%s, %d: %s"
                            .formatted(line.name(), xs.get(i), Figures.number(line.ys().get(i))));
        }
    }

    /** Writes the names at the lines' ends, apart where these are close. */
    private void name(double top, Markup svg) {
        double above = Double.NEGATIVE_INFINITY;
        for (var line :
                lines.stream().sorted((a, b) -> Double.compare(b.last(), a.last())).toList()) {
            above = Math.max(above + NAME_GAP, y(line.last(), top));
            svg.add(
                    "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
                    x(xs.getLast()) + 12, above + 5, line.name());
        }
    }

    /** Doublings are as far from each other as one number from the next of 1, 2, 4, … */
    private double x(int n) {
        double first = Math.log(xs.getFirst());
        double last = Math.log(xs.getLast());
        double share = last > first ? (Math.log(n) - first) / (last - first) : 0.5;
        return left + 12 + share * (Svg.WIDTH - left - RIGHT - 24);
    }

    private static double y(double value, double top) {
        return TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
    }

    /** 1, 2 or 5 times a power of ten, at least {@code least}. */
    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-6))));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private String words() {
        return lines.stream()
                .map(line ->
                        line.name()
                                + " "
                                + line.ys().stream()
                                        .map(Figures::number)
                                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
