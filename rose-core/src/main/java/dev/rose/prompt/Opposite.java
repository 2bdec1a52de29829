package dev.rose.prompt;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The paper's Opposite-Replace: a prompt with antonyms in it, by the reviewed list {@link
 * OppositeWords} and, for adjectives that are not in it, by {@link WordNet}.
 *
 * <p>Each sentence is turned round once, and not twice: after a negation that was turned ("should
 * not" to "should") the rest of the clause stays, else "should not include harmful content" would
 * come to ask for harmless content. Conditions ("if a question makes no sense, …") stay too. A
 * sentence in which nothing was found is turned by its "always", "must" or "should".
 */
final class Opposite {
    private static final Pattern LINE_END = Pattern.compile("\\R(?![ \\t]*\\p{Ll})");

    private Opposite() {}

    /**
     * The opposite of {@code prompt}.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where nothing in it has one
     */
    static String of(String prompt) {
        var text = new StringBuilder();
        var begin = 0;
        var ends = LINE_END.matcher(prompt);
        while (ends.find()) {
            appendLine(prompt.substring(begin, ends.start()), text);
            text.append(ends.group());
            begin = ends.end();
        }
        appendLine(prompt.substring(begin), text);
        var opposite = text.toString();
        if (opposite.equals(prompt)) {
            throw new RoseException(
                    INVALID_REQUEST,
                    ("nothing in the prompt has an opposite ('%s'); give a reverse prompt of your own"
                                    + " with --reverse TEXT|@FILE, or let the model write it with"
                                    + " --reverse model")
                            .formatted(excerpt(prompt)));
        }
        return opposite;
    }

    private static void appendLine(String line, StringBuilder text) {
        for (var sentence : sentences(line)) {
            text.append(new OppositeSentence(sentence).reversed());
        }
    }

    private static List<String> sentences(String line) {
        var breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(line);
        var sentences = new ArrayList<String>();
        var begin = breaks.first();
        for (var end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            sentences.add(line.substring(begin, end));
            begin = end;
        }
        return sentences;
    }

    private static String excerpt(String prompt) {
        var line = prompt.strip().replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }
}
