package dev.rose.cli;

import dev.rose.engine.GenerationResult;
import dev.rose.method.StepExplanation;
import dev.rose.model.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Explained answers for people. */
final class AnswerText {
    private static final String MARK = "\u001b[1;36m";
    private static final int MOST_CHANGES = 20;
    private static final String PLAIN = "\u001b[0m";

    private final Vocabulary vocabulary;

    AnswerText(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * The answer with the tokens that plain decoding would not have taken marked by colour. Tokens
     * that end inside a character are marked together with those that complete it.
     */
    String marked(GenerationResult result) {
        var marked = new StringBuilder();
        var shown = new StringBuilder();
        var pieces = new Pieces();
        var changed = false;
        for (var step : result.steps()) {
            changed |= step.changed();
            var piece = cut(pieces.next(vocabulary.bytes(step.token())), shown, result.text());
            if (!piece.isEmpty()) {
                shown.append(piece);
                marked.append(changed ? MARK + piece + PLAIN : piece);
                changed = false;
            }
        }
        // What was held back to the end belongs to no token that could still be marked.
        return result.text().startsWith(shown.toString())
                ? marked.append(result.text(), shown.length(), result.text().length()).toString()
                : result.text();
    }

    /** Bytes of tokens as text, as far as their characters are whole. */
    private static final class Pieces {
        private final CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] rest = new byte[0];

        String next(byte[] bytes) {
            var in = ByteBuffer.allocate(rest.length + bytes.length).put(rest).put(bytes).flip();
            var out = CharBuffer.allocate(in.remaining() + 1);
            decoder.decode(in, out, false);
            rest = new byte[in.remaining()];
            in.get(rest);
            return out.flip().toString();
        }
    }

    /** What of {@code piece} belongs to the answer: a stop text does not. */
    private static String cut(String piece, StringBuilder shown, String whole) {
        var room = Math.max(0, whole.length() - shown.length());
        return piece.length() <= room ? piece : piece.substring(0, room);
    }

    /** One line over all tokens. */
    String summary(GenerationResult result) {
        var steps = result.steps();
        var changed = steps.stream().filter(StepExplanation::changed).toList();
        var divergence =
                steps.stream().mapToDouble(StepExplanation::divergence).average().orElse(0);
        var text =
                "%d of %d tokens differ from plain decoding; mean divergence of the streams %s bits"
                        .formatted(changed.size(), steps.size(), decimal(divergence));
        return changed.stream()
                .max(Comparator.comparingDouble(StepExplanation::divergence))
                .map(step ->
                        "%s; most at %s, plain would have taken %s"
                                .formatted(text, quoted(step.token()), quoted(step.plainToken())))
                .orElse(text);
    }

    /** A line for each token that plain decoding would not have taken, the first ones of many. */
    List<String> changes(GenerationResult result) {
        var lines = new ArrayList<String>();
        for (var i = 0; i < result.steps().size() && lines.size() < MOST_CHANGES; i++) {
            var step = result.steps().get(i);
            if (step.changed()) {
                lines.add(
                        "token %d: %s instead of %s; divergence of the streams %s bits"
                                .formatted(
                                        i + 1,
                                        quoted(step.token()),
                                        quoted(step.plainToken()),
                                        decimal(step.divergence())));
            }
        }
        return lines;
    }

    private String quoted(int token) {
        var bytes = vocabulary.isControl(token) ? null : vocabulary.bytes(token);
        var text =
                bytes == null
                        ? vocabulary.spelling(token)
                        : new String(bytes, StandardCharsets.UTF_8);
        return "'" + text.replace("\n", "\\n").replace("\r", "\\r") + "'";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
