package dev.rose.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Texts beside each other, each wrapped at spaces within its column. */
final class Columns {
    private static final String GAP = " │ ";

    private final int width;

    /**
     * @param cells of a line in all
     */
    Columns(int cells, int count) {
        this.width = Math.max(1, (cells - GAP.length() * (count - 1)) / count);
    }

    /** Lines, ended, with no spaces at their ends. */
    String of(List<String> texts) {
        var wrapped = texts.stream().map(this::wrap).toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
        var all = new StringBuilder();
        for (var i = 0; i < height; i++) {
            var line = new StringBuilder();
            for (var column : wrapped) {
                if (!line.isEmpty()) {
                    line.append(GAP);
                }
                var cell = i < column.size() ? column.get(i) : "";
                line.append(cell).append(" ".repeat(Math.max(0, width - cells(cell))));
            }
            all.append(line.toString().stripTrailing()).append('\n');
        }
        return all.toString();
    }

    private List<String> wrap(String text) {
        var lines = new ArrayList<String>();
        for (var paragraph : text.replace("\t", "    ").split("\\R", -1)) {
            var line = new StringBuilder();
            for (var word : paragraph.split("(?<= )", -1)) {
                if (cells(line) + cells(word.stripTrailing()) > width && !line.isEmpty()) {
                    lines.add(line.toString().stripTrailing());
                    line.setLength(0);
                }
                addWord(word, line, lines);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Adds a word to a line; one that is longer than a line is cut. */
    private void addWord(String word, StringBuilder line, List<String> lines) {
        word.codePoints()
                .forEach(c -> {
                    if (c != ' ' && cells(line) + cells(c) > width && !line.isEmpty()) {
                        lines.add(line.toString());
                        line.setLength(0);
                    }
                    line.appendCodePoint(c);
                });
    }

    private static int cells(CharSequence text) {
        return text.codePoints().map(Columns::cells).sum();
    }

    private static int cells(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }
}
