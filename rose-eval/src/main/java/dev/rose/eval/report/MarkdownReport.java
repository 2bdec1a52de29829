package dev.rose.eval.report;

import dev.rose.eval.summary.RunSummary;
import java.util.ArrayList;
import java.util.List;

/** Runs as Markdown (CommonMark with GitHub's tables). */
public final class MarkdownReport {

    private MarkdownReport() {}

    /** One run after the other, each opened by {@link PlainWords}. */
    public static String of(List<RunSummary> runs) {
        var text = new StringBuilder();
        for (var run : runs) {
            text.append(text.isEmpty() ? "" : "\n");
            write(run, text);
        }
        return text.toString();
    }

    private static void write(RunSummary run, StringBuilder text) {
        text.append("# ").append(cell(run.model())).append("\n\n");
        for (var sentence : PlainWords.of(run)) {
            text.append("- ").append(cell(sentence)).append('\n');
        }
        var tables = new Grids(run);
        var grids = new ArrayList<>(List.of(tables.rates(), tables.comparisons()));
        grids.add(tables.details());
        grids.add(tables.agreement());
        grids.add(tables.speeds());
        grids.addAll(tables.categories());
        for (var grid : grids) {
            if (!grid.rows().isEmpty()) {
                write(grid, text);
            }
        }
    }

    private static void write(Grid grid, StringBuilder text) {
        text.append("\n## ").append(cell(grid.title())).append("\n\n");
        if (!grid.note().isEmpty()) {
            text.append(cell(grid.note())).append("\n\n");
        }
        row(grid.header(), text);
        for (int i = 0; i < grid.header().size(); i++) {
            text.append(i < grid.texts() ? "|---" : "|---:");
        }
        text.append("|\n");
        grid.rows().forEach(row -> row(row, text));
    }

    private static void row(List<String> cells, StringBuilder text) {
        cells.forEach(cell -> text.append("| ").append(cell(cell)).append(' '));
        text.append("|\n");
    }

    /** Names come from files: none may end a cell, begin a tag or become a link or an emphasis. */
    private static String cell(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("[\\\\`*_\\[\\]<>|]", "\\\\$0");
    }
}
