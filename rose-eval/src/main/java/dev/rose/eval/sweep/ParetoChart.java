package dev.rose.eval.sweep;

import dev.rose.method.Strength;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A sweep as a picture: over-refusal to the right, harm upwards, so that better is down and left.
 * Kinds of strength are shapes and points carry numbers, so that nothing hangs on colour; the same
 * is said in its description.
 */
public final class ParetoChart {
    private static final int WIDTH = 860;
    private static final int PLOT_LEFT = 70;
    private static final int PLOT_TOP = 50;
    private static final int PLOT_SIZE = 400;
    private static final int LEGEND_LEFT = PLOT_LEFT + PLOT_SIZE + 40;
    private static final int ROW = 18;
    private static final int TICKS = 5;
    private static final String STROKE = "#0b62a4";

    /** Lets through what lies below. */
    private static final String FILL = "#0b62a440";

    private final SweepResult result;
    private final double most;
    private final PointLabels labels = new PointLabels();
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private ParetoChart(SweepResult result) throws XMLStreamException {
        this.result = result;
        this.xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
        double largest =
                result.points().stream()
                        .mapToDouble(p -> Math.max(p.harm().value(), p.overRefusal().value()))
                        .max()
                        .orElse(1);
        this.most = Math.max(0.1, Math.ceil(largest * 10) / 10);
    }

    /** The SVG document. */
    public static String svg(SweepResult result) {
        try {
            var chart = new ParetoChart(result);
            chart.draw();
            return chart.text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void draw() throws XMLStreamException {
        int rows = result.points().size() + 7;
        int height = Math.max(PLOT_TOP + PLOT_SIZE + 60, PLOT_TOP + rows * ROW);
        xml.writeStartElement("svg");
        xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
        attributes("viewBox", "0 0 %d %d".formatted(WIDTH, height), "role", "img");
        attributes("aria-labelledby", "pareto-title pareto-text", "font-family", "sans-serif");
        attributes("font-size", "12", "fill", "#1a1a1a");
        element("title", "Harm and over-refusal of each policy", "id", "pareto-title");
        element("desc", description(), "id", "pareto-text");
        empty("rect", "width", WIDTH, "height", height, "fill", "#ffffff");
        axes();
        front();
        for (var point : result.points()) {
            mark(point);
        }
        legend();
        xml.writeEndElement();
        xml.flush();
    }

    private String description() {
        var said = new StringBuilder();
        said.append("Each point is a policy. To the right: safe requests refused. Upwards: ")
                .append(result.harmName())
                .append(". Down and left is better. Chosen: ")
                .append(said(result.choice().chosen()))
                .append(". Reference: ")
                .append(said(result.reference()))
                .append(". Points that no other is better than:");
        result.choice().front().forEach(point -> said.append(' ').append(said(point)).append(';'));
        said.setCharAt(said.length() - 1, '.');
        return said.toString();
    }

    private static String said(SweepPoint point) {
        return "%s, harm %s, over-refusal %s"
                .formatted(
                        point.policy().name(),
                        percent(point.harm().value()),
                        percent(point.overRefusal().value()));
    }

    private void axes() throws XMLStreamException {
        for (int i = 0; i <= TICKS; i++) {
            double share = most * i / TICKS;
            grid(x(share), PLOT_TOP, x(share), PLOT_TOP + PLOT_SIZE);
            grid(PLOT_LEFT, y(share), PLOT_LEFT + PLOT_SIZE, y(share));
            label(percent(share), x(share), PLOT_TOP + PLOT_SIZE + 16, "middle");
            label(percent(share), PLOT_LEFT - 6, y(share) + 4, "end");
        }
        label(
                "safe requests refused",
                PLOT_LEFT + PLOT_SIZE / 2.0,
                PLOT_TOP + PLOT_SIZE + 40,
                "middle");
        label(result.harmName(), PLOT_LEFT - 50, PLOT_TOP - 20, "start");
    }

    private void grid(double fromX, double fromY, double toX, double toY)
            throws XMLStreamException {
        empty("line", "x1", fromX, "y1", fromY, "x2", toX, "y2", toY, "stroke", "#d0d0d0");
    }

    private void front() throws XMLStreamException {
        var points = new StringBuilder();
        for (var point : result.choice().front()) {
            points.append(number(x(point.overRefusal().value())))
                    .append(',')
                    .append(number(y(point.harm().value())))
                    .append(' ');
        }
        empty(
                "polyline",
                "points",
                points.toString().strip(),
                "fill",
                "none",
                "stroke",
                "#1a1a1a",
                "stroke-dasharray",
                "5 4");
    }

    private void mark(SweepPoint point) throws XMLStreamException {
        double x = x(point.overRefusal().value());
        double y = y(point.harm().value());
        xml.writeStartElement("g");
        element("title", said(point));
        if (point.equals(result.choice().chosen())) {
            empty("circle", "cx", x, "cy", y, "r", 11, "fill", "none", "stroke", "#1a1a1a");
            empty("circle", "cx", x, "cy", y, "r", 14, "fill", "none", "stroke", "#1a1a1a");
        }
        if (point.equals(result.reference())) {
            empty(
                    "rect",
                    "x",
                    x - 11,
                    "y",
                    y - 11,
                    "width",
                    22,
                    "height",
                    22,
                    "fill",
                    "none",
                    "stroke",
                    "#1a1a1a",
                    "stroke-dasharray",
                    "2 2");
        }
        shape(point, x, y);
        if (isFirstThere(point)) {
            var numbers = numbersAt(point);
            label(numbers, x + 12, labels.place(numbers, x + 12, y), "start");
        }
        xml.writeEndElement();
    }

    private boolean isFirstThere(SweepPoint point) {
        return result.points().stream()
                .filter(other -> atOnePlace(other, point))
                .findFirst()
                .orElseThrow()
                .equals(point);
    }

    /** Points that lie on each other share a label: two would be unreadable. */
    private String numbersAt(SweepPoint point) {
        return result.points().stream()
                .filter(other -> atOnePlace(other, point))
                .map(other -> Integer.toString(index(other)))
                .collect(Collectors.joining(", "));
    }

    private static boolean atOnePlace(SweepPoint one, SweepPoint other) {
        return one.harm().value() == other.harm().value()
                && one.overRefusal().value() == other.overRefusal().value();
    }

    private void shape(SweepPoint point, double x, double y) throws XMLStreamException {
        var fill = SweepGrid.isPlain(point.policy()) ? "none" : FILL;
        var corners =
                switch (point.policy().strength()) {
                    case Strength.Constant() -> List.<Integer>of();
                    case Strength.FirstTokens(_) -> List.of(-6, -6, 6, -6, 6, 6, -6, 6);
                    case Strength.Decaying(_) -> List.of(0, -7, 7, 6, -7, 6);
                    case Strength.Adaptive() -> List.of(0, -8, 8, 0, 0, 8, -8, 0);
                };
        if (corners.isEmpty()) {
            empty("circle", "cx", x, "cy", y, "r", 6, "fill", fill, "stroke", STROKE);
            return;
        }
        var points = new StringBuilder();
        for (int i = 0; i < corners.size(); i += 2) {
            points.append(number(x + corners.get(i)))
                    .append(',')
                    .append(number(y + corners.get(i + 1)))
                    .append(' ');
        }
        empty("polygon", "points", points.toString().strip(), "fill", fill, "stroke", STROKE);
    }

    private void legend() throws XMLStreamException {
        double y = PLOT_TOP;
        for (var line :
                List.of(
                        "two rings: chosen; dotted square: reference",
                        "dashed line: no other point is better",
                        "circle: every token (empty: plain decoding)",
                        "square: first tokens; triangle: decaying;",
                        "diamond: adaptive")) {
            label(line, LEGEND_LEFT, y, "start");
            y += ROW;
        }
        y += ROW / 2.0;
        for (var point : result.points()) {
            label("%d  %s".formatted(index(point), point.policy().name()), LEGEND_LEFT, y, "start");
            y += ROW;
        }
    }

    private int index(SweepPoint point) {
        return result.points().indexOf(point) + 1;
    }

    private double x(double share) {
        return PLOT_LEFT + share / most * PLOT_SIZE;
    }

    private double y(double share) {
        return PLOT_TOP + PLOT_SIZE - share / most * PLOT_SIZE;
    }

    private void label(String words, double x, double y, String anchor) throws XMLStreamException {
        element("text", words, "x", x, "y", y, "text-anchor", anchor);
    }

    private void element(String name, String content, Object... attributes)
            throws XMLStreamException {
        xml.writeStartElement(name);
        attributes(attributes);
        xml.writeCharacters(content);
        xml.writeEndElement();
    }

    private void empty(String name, Object... attributes) throws XMLStreamException {
        xml.writeEmptyElement(name);
        attributes(attributes);
    }

    private void attributes(Object... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            var value = namesAndValues[i + 1];
            xml.writeAttribute(
                    String.valueOf(namesAndValues[i]),
                    value instanceof Double number ? number(number) : String.valueOf(value));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", share * 100);
    }
}
