package dev.rose.cli.bench;

import java.util.List;

/** What the charts share. */
final class Svg {
    static final int WIDTH = 720;

    /** Of a character of the page's text at its size, which differs from font to font. */
    private static final double CHARACTER = 8.4;

    private Svg() {}

    /**
     * Begins a chart.
     *
     * @param words what it says, for those who do not see it
     */
    static Markup begin(String id, String words, int height) {
        return new Markup()
                .add(
                        "<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s\">",
                        WIDTH, height, id)
                .add("<title id=\"%s\">%s</title>", id, words);
    }

    static void end(Markup svg) {
        svg.add("</svg></div>");
    }

    /** Room for the longest of some texts. */
    static int width(List<String> texts) {
        return (int) Math.ceil(texts.stream().mapToInt(String::length).max().orElse(0) * CHARACTER);
    }
}
