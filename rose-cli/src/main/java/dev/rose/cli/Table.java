package dev.rose.cli;

import java.util.List;
import java.util.Set;

/** Rows of texts in columns, two spaces apart. */
final class Table {
    private static final String GAP = "  ";

    private Table() {}

    /**
     * The rows, each a line; all columns begin alike.
     *
     * @param rows each of as many columns; not empty
     */
    static String of(List<List<String>> rows) {
        return of(rows, Set.of());
    }

    /**
     * The rows, each a line.
     *
     * @param rows each of as many columns; not empty
     * @param numbers columns that end alike, from 0
     */
    static String of(List<List<String>> rows, Set<Integer> numbers) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (var i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var i = 0; i < row.size(); i++) {
                var padding = " ".repeat(widths[i] - width(row.get(i)));
                line.append(i == 0 ? "" : GAP)
                        .append(numbers.contains(i) ? padding + row.get(i) : row.get(i) + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
