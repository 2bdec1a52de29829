package dev.rose.cli;

import dev.rose.method.StepExplanation;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Explained tokens as a table for people, a line each. */
final class StepTable {
    /** Longer texts of tokens are cut. */
    private static final int MOST_COLUMNS = 20;

    private static final List<String> HEAD =
            List.of(
                    "",
                    "token",
                    "",
                    "plain",
                    "p plain",
                    "p reverse",
                    "p rose",
                    "rank",
                    "jsd",
                    "alpha");

    /** Columns of text; the others are numbers, which end alike. */
    private static final List<Integer> TEXTS = List.of(1, 2, 3);

    private final Vocabulary vocabulary;

    StepTable(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * The table, without a line break at its end; a star marks a token that plain would not take.
     */
    String of(List<StepExplanation> steps) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (var step : steps) {
            rows.add(row(rows.size(), step));
        }
        var widths = new int[HEAD.size()];
        for (var row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], columns(row.get(column)));
            }
        }
        var table = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                var cell = row.get(column);
                var padding = " ".repeat(widths[column] - columns(cell));
                line.append(column == 0 ? "" : "  ")
                        .append(TEXTS.contains(column) ? cell + padding : padding + cell);
            }
            table.append(table.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
        }
        return table.toString();
    }

    private List<String> row(int number, StepExplanation step) {
        return List.of(
                Integer.toString(number),
                text(step.token()),
                step.changed() ? "*" : "",
                text(step.plainToken()),
                probability(step.positive()),
                probability(step.reverse()),
                probability(step.rose()),
                Integer.toString(step.positiveRank()),
                String.format(Locale.ROOT, "%.3f", step.divergence()),
                String.format(Locale.ROOT, "%.3f", step.alpha()));
    }

    private String text(int token) {
        var text = TokenText.quoted(vocabulary, token);
        return columns(text) <= MOST_COLUMNS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_COLUMNS - 1)) + "…";
    }

    private static String probability(double p) {
        if (Double.isNaN(p)) {
            return "-";
        }
        return String.format(Locale.ROOT, p == 0 || p >= 0.0005 ? "%.3f" : "%.0e", p);
    }

    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }
}
