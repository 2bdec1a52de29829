package dev.rose.cli;

import dev.rose.method.StepExplanation;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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

    /** All columns but those of text. */
    private static final Set<Integer> NUMBERS = Set.of(0, 4, 5, 6, 7, 8, 9);

    private final Vocabulary vocabulary;

    StepTable(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The table; a star marks a token that plain would not take. */
    String of(List<StepExplanation> steps) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (var step : steps) {
            rows.add(row(rows.size(), step));
        }
        return Table.of(rows, NUMBERS);
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
        return text.codePointCount(0, text.length()) <= MOST_COLUMNS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_COLUMNS - 1)) + "…";
    }

    private static String probability(double p) {
        if (Double.isNaN(p)) {
            return "-";
        }
        return String.format(Locale.ROOT, p == 0 || p >= 0.0005 ? "%.3f" : "%.0e", p);
    }
}
