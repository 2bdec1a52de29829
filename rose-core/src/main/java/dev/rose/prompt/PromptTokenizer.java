package dev.rose.prompt;

import dev.rose.model.Vocabulary;
import dev.rose.model.Vocabulary.Trim;
import dev.rose.prompt.RenderedPrompt.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From a rendered prompt to tokens. Control tokens come from structure alone; on a prompt whose
 * contents spell none the result is what the model's tokenizer makes of the whole text with special
 * tokens on. Thread-safe where the vocabulary is.
 */
public final class PromptTokenizer {
    /*
     * Tokenising structure tells which control tokens it holds, in order; their spellings tell
     * where. What stays plain between two control tokens is tokenised as one text, across the
     * borders of structure and content, because merges cross them too. A control token may swallow
     * the white space beside it (llama.cpp's tokenizer_st_partition).
     */
    private final Vocabulary vocabulary;

    public PromptTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The tokens of {@code prompt}, {@link Vocabulary#prefix} in front where it is not there. */
    public int[] tokenize(RenderedPrompt prompt) {
        var outline = new Outline();
        for (var segment : prompt.segments()) {
            switch (segment) {
                case Segment.Content(var text) -> outline.plain.append(text);
                case Segment.Structure(var text) -> addStructure(text, outline);
            }
        }
        return withPrefix(outline.tokens());
    }

    private void addStructure(String text, Outline outline) {
        var from = 0;
        for (var token : vocabulary.tokenizeStructure(text)) {
            if (!vocabulary.isControl(token)) {
                continue;
            }
            var spelling = vocabulary.spelling(token);
            var at = text.indexOf(spelling, from);
            if (at < 0) {
                throw new IllegalStateException(
                        "the vocabulary finds %s in '%s', which does not spell it"
                                .formatted(spelling, text));
            }
            outline.plain.append(text, from, at);
            outline.addControl(token);
            from = at + spelling.length();
        }
        outline.plain.append(text, from, text.length());
    }

    private int[] withPrefix(int[] tokens) {
        var prefix = vocabulary.prefix();
        if (tokens.length >= prefix.length
                && Arrays.equals(tokens, 0, prefix.length, prefix, 0, prefix.length)) {
            return tokens;
        }
        return IntStream.concat(IntStream.of(prefix), IntStream.of(tokens)).toArray();
    }

    /** Control tokens with the plain texts before each and after the last. */
    private final class Outline {
        private final List<String> before = new ArrayList<>();
        private final List<Integer> controls = new ArrayList<>();
        private final StringBuilder plain = new StringBuilder();

        void addControl(int token) {
            before.add(plain.toString());
            plain.setLength(0);
            controls.add(token);
        }

        int[] tokens() {
            var tokens = IntStream.builder();
            var trimLeft = false;
            for (var i = 0; i < controls.size(); i++) {
                var control = controls.get(i);
                var trim = vocabulary.trimAround(control);
                var trimRight = trim == Trim.BEFORE || trim == Trim.BOTH;
                addPlain(before.get(i), trimLeft, trimRight, tokens);
                tokens.add(control);
                trimLeft = trim == Trim.AFTER || trim == Trim.BOTH;
            }
            addPlain(plain.toString(), trimLeft, false, tokens);
            return tokens.build().toArray();
        }

        private void addPlain(
                String text, boolean trimLeft, boolean trimRight, IntStream.Builder tokens) {
            var trimmed = text;
            if (trimLeft) {
                trimmed = CSpace.stripLeading(trimmed);
            }
            if (trimRight) {
                trimmed = CSpace.stripTrailing(trimmed);
            }
            if (!trimmed.isEmpty()) {
                IntStream.of(vocabulary.tokenize(trimmed)).forEach(tokens::add);
            }
        }
    }
}
