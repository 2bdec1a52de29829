package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.engine.GenerationResult;
import dev.rose.method.StepExplanation;
import dev.rose.model.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Explained answers for people. */
final class AnswerText {
    private final Vocabulary vocabulary;
    private final AnswerOptions options;

    /** How a changed token is made to stand out. */
    enum Mark {
        NONE("", ""),
        COLOUR("\u001b[1;36m", "\u001b[0m"),
        BRACKETS("[", "]");

        private final String begin;
        private final String end;

        Mark(String begin, String end) {
            this.begin = begin;
            this.end = end;
        }

        private String around(String piece) {
            return begin + piece + end;
        }
    }

    AnswerText(Vocabulary vocabulary, AnswerOptions options) {
        this.vocabulary = vocabulary;
        this.options = options;
    }

    /**
     * The answer with the tokens marked that plain decoding would not have taken. Tokens that end
     * inside a character are marked together with those that complete it.
     */
    String marked(GenerationResult result, Mark mark) {
        if (mark == Mark.NONE) {
            return result.text();
        }
        var marked = new StringBuilder();
        var shown = new StringBuilder();
        var pieces = new Pieces();
        var changed = false;
        for (var step : result.steps()) {
            changed |= step.changed();
            var piece = cut(pieces.next(vocabulary.bytes(step.token())), shown, result.text());
            if (!piece.isEmpty()) {
                shown.append(piece);
                marked.append(changed ? mark.around(piece) : piece);
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

    /** One line over all tokens; the first has number 1. */
    String summary(GenerationResult result) {
        var steps = result.steps();
        var changed = steps.stream().filter(StepExplanation::changed).toList();
        var text = "%d of %d tokens %s".formatted(changed.size(), steps.size(), difference());
        if (changed.isEmpty()) {
            return text;
        }
        var first = changed.getFirst();
        return "%s; first at %d: %s, plain %s"
                .formatted(
                        text,
                        steps.indexOf(first) + 1,
                        TokenText.quoted(vocabulary, first.token()),
                        TokenText.quoted(vocabulary, first.plainToken()));
    }

    /** A drawn token may be another one without ROSE. */
    private String difference() {
        return options.sampling().isGreedy()
                ? "changed by ROSE"
                : "other than plain greedy decoding's";
    }
}
