package dev.rose.prompt;

import dev.rose.model.Vocabulary;
import dev.rose.prompt.RenderedPrompt.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From a rendered prompt to tokens. Control tokens come from structure alone; on a prompt whose
 * contents spell none the result is what the model's tokenizer makes of the whole text with special
 * tokens on. Thread-safe where the vocabulary is.
 */
public final class PromptTokenizer {
    /*
     * Follows llama.cpp's tokenizer_st_partition: for each control token, longest first, every
     * occurrence in the text that is still plain splits it in three; a token may swallow the white
     * space beside it. What stays plain between two control tokens is tokenised as one text, across
     * the borders of structure and content, because merges cross them too.
     */
    private final Vocabulary vocabulary;

    public PromptTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The tokens of {@code prompt}, {@link Vocabulary#prefix} in front where it is not there. */
    public int[] tokenize(RenderedPrompt prompt) {
        var text = prompt.text();
        List<Piece> pieces = List.of(new Piece.Plain(0, text.length()));
        var structure = structureOf(prompt);
        for (var spelling : vocabulary.controlTokens()) {
            if (!spelling.isEmpty() && text.contains(spelling)) {
                pieces = split(pieces, text, structure, spelling);
            }
        }
        var tokens =
                pieces.stream()
                        .flatMapToInt(piece ->
                                switch (piece) {
                                    case Piece.Control(var token) -> IntStream.of(token);
                                    case Piece.Plain(var begin, var end) ->
                                            IntStream.of(
                                                    vocabulary.tokenize(
                                                            text.substring(begin, end)));
                                })
                        .toArray();
        return withPrefix(tokens);
    }

    private sealed interface Piece {
        record Plain(int begin, int end) implements Piece {}

        record Control(int token) implements Piece {}
    }

    private static BitSet structureOf(RenderedPrompt prompt) {
        var structure = new BitSet();
        var at = 0;
        for (var segment : prompt.segments()) {
            var end = at + segment.text().length();
            switch (segment) {
                case Segment.Structure _ -> structure.set(at, end);
                case Segment.Content _ -> {}
            }
            at = end;
        }
        return structure;
    }

    private List<Piece> split(List<Piece> pieces, String text, BitSet structure, String spelling) {
        var result = new ArrayList<Piece>();
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Control control -> result.add(control);
                case Piece.Plain plain -> splitPlain(plain, text, structure, spelling, result);
            }
        }
        return result;
    }

    private void splitPlain(
            Piece.Plain plain, String text, BitSet structure, String spelling, List<Piece> result) {
        var token = vocabulary.controlToken(spelling);
        var trim = vocabulary.trimAround(token);
        var begin = plain.begin();
        var from = begin;
        while (true) {
            var found = text.indexOf(spelling, from, plain.end());
            if (found < 0) {
                break;
            }
            var after = found + spelling.length();
            if (structure.nextClearBit(found) < after) {
                from = found + 1;
                continue;
            }
            var end = found;
            if (trim == Vocabulary.Trim.BEFORE || trim == Vocabulary.Trim.BOTH) {
                while (end > begin && isSpace(text.charAt(end - 1))) {
                    end--;
                }
            }
            if (trim == Vocabulary.Trim.AFTER || trim == Vocabulary.Trim.BOTH) {
                while (after < plain.end() && isSpace(text.charAt(after))) {
                    after++;
                }
            }
            addPlain(begin, end, result);
            result.add(new Piece.Control(token));
            begin = after;
            from = after;
        }
        addPlain(begin, plain.end(), result);
    }

    private static void addPlain(int begin, int end, List<Piece> result) {
        if (begin < end) {
            result.add(new Piece.Plain(begin, end));
        }
    }

    // C's isspace, which is what llama.cpp trims by.
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private int[] withPrefix(int[] tokens) {
        var prefix = vocabulary.prefix();
        if (tokens.length >= prefix.length
                && Arrays.equals(tokens, 0, prefix.length, prefix, 0, prefix.length)) {
            return tokens;
        }
        return IntStream.concat(IntStream.of(prefix), IntStream.of(tokens)).toArray();
    }
}
