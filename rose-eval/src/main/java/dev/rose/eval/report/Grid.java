package dev.rose.eval.report;

import java.util.List;

/**
 * A table before it has a format.
 *
 * @param title of it
 * @param note what its cells say; empty where that is plain
 * @param header of each column
 * @param rows each of as many cells
 * @param texts how many of the first columns are texts; the others are figures
 */
record Grid(String title, String note, List<String> header, List<List<String>> rows, int texts) {
    Grid {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
