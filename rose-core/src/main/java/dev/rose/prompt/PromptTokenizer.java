package dev.rose.prompt;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import dev.rose.model.Vocabulary;
import dev.rose.model.Vocabulary.Trim;
import dev.rose.prompt.RenderedPrompt.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * From a rendered prompt to tokens. Special tokens come from structure alone: control tokens, and
 * those user-defined ones that the template spells ({@code <｜User｜>} in DeepSeek's). On a prompt
 * whose contents spell none the result is what the model's tokenizer makes of the whole text with
 * special tokens on. Thread-safe where the vocabulary is.
 */
public final class PromptTokenizer {
    /*
     * Tokenising structure tells which special tokens it holds, in order; their spellings tell
     * where. What stays plain between two of them is tokenised as one text, across the borders of
     * structure and content, because merges cross them too. A special token may swallow the white
     * space beside it (llama.cpp's tokenizer_st_partition).
     *
     * Tokenizers find user-defined tokens in plain text too, and some merge their way to a control
     * token. Where a plain text gives one that only structure may give, the text is cut inside the
     * spelling and its parts are tokenised one by one.
     */
    private final Vocabulary vocabulary;
    private final Map<String, Set<Integer>> reserved = new ConcurrentHashMap<>();

    public PromptTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * A message of a conversation.
     *
     * @param text as it was given to the template
     * @param tokens whose text it is, none of them control, where it is an answer of the model;
     *     else none
     */
    public record Spoken(String text, List<Integer> tokens) {
        public Spoken {
            tokens = List.copyOf(tokens);
        }

        /** A message that the model did not say. */
        public static Spoken written(String text) {
            return new Spoken(text, List.of());
        }
    }

    /**
     * The tokens of {@code prompt}, {@link Vocabulary#prefix} in front where it is not there.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} for content that cannot be tokenised
     *     without a special token
     */
    public int[] tokenize(RenderedPrompt prompt) {
        return tokenize(prompt, List.of());
    }

    /**
     * The tokens of a conversation, in which the model reads its answers as it said them: a text
     * has more than one way into tokens, and those of another way would be found in no cache. Only
     * where the template gives an answer as it is and ends it with a control token; others are
     * tokenised as text.
     *
     * @param messages what {@code prompt} was rendered from, in order
     * @throws RoseException as {@link #tokenize(RenderedPrompt)}
     */
    public int[] tokenize(RenderedPrompt prompt, List<Spoken> messages) {
        var said = said(prompt, messages);
        var outline =
                new Outline(
                        reserved.computeIfAbsent(
                                prompt.grammar(), this::userDefinedTokensSpelledIn));
        for (var i = 0; i < prompt.segments().size(); i++) {
            switch (prompt.segments().get(i)) {
                case Segment.Content(var text) -> {
                    var tokens = said.getOrDefault(i, List.of());
                    if (tokens.isEmpty()
                            || !endsWithControl(prompt, i)
                            || tokens.stream().anyMatch(outline::isStructural)) {
                        outline.plain.append(text);
                    } else {
                        outline.addSaid(tokens);
                    }
                }
                case Segment.Structure(var text) -> addStructure(text, outline);
            }
        }
        return withPrefix(outline.tokens());
    }

    private Set<Integer> userDefinedTokensSpelledIn(String grammar) {
        return IntStream.of(vocabulary.tokenizeStructure(grammar))
                .filter(this::isMarker)
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** White space is user-defined in some vocabularies, and belongs to everyone. */
    private boolean isMarker(int token) {
        return vocabulary.isUserDefined(token) && !vocabulary.spelling(token).isBlank();
    }

    /** The model's own tokens of segments, by index. From the end: system texts may be merged. */
    private static Map<Integer, List<Integer>> said(RenderedPrompt prompt, List<Spoken> messages) {
        var said = new HashMap<Integer, List<Integer>>();
        var at = prompt.segments().size();
        for (var message : messages.reversed()) {
            var place = at - 1;
            while (place >= 0
                    && !prompt.segments().get(place).equals(new Segment.Content(message.text()))) {
                place--;
            }
            if (place >= 0) {
                said.put(place, message.tokens());
                at = place;
            }
        }
        return said;
    }

    /** Whether a control token follows a segment with nothing between. */
    private boolean endsWithControl(RenderedPrompt prompt, int segment) {
        if (segment + 1 == prompt.segments().size()) {
            return false;
        }
        var next = prompt.segments().get(segment + 1).text();
        var tokens = vocabulary.tokenizeStructure(next);
        return tokens.length > 0
                && vocabulary.isControl(tokens[0])
                && next.startsWith(vocabulary.spelling(tokens[0]));
    }

    private void addStructure(String text, Outline outline) {
        var from = 0;
        for (var token : vocabulary.tokenizeStructure(text)) {
            var control = vocabulary.isControl(token);
            if (!control && !isMarker(token)) {
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
            outline.addSpecial(token);
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

    /** Tokens that are settled, with the plain texts before each of them and after the last. */
    private final class Outline {
        private final List<Settled> settled = new ArrayList<>();
        private final Set<Integer> structural;
        private final StringBuilder plain = new StringBuilder();

        /** A special token alone, or an answer's own tokens. */
        private record Settled(String before, List<Integer> tokens, Trim trim) {}

        Outline(Set<Integer> reserved) {
            this.structural = new HashSet<>(reserved);
        }

        void addSpecial(int token) {
            structural.add(token);
            add(List.of(token), vocabulary.trimAround(token));
        }

        void addSaid(List<Integer> tokens) {
            add(tokens, Trim.NONE);
        }

        private void add(List<Integer> tokens, Trim trim) {
            settled.add(new Settled(plain.toString(), tokens, trim));
            plain.setLength(0);
        }

        int[] tokens() {
            var tokens = IntStream.builder();
            var trimLeft = false;
            for (var next : settled) {
                var trimRight = next.trim() == Trim.BEFORE || next.trim() == Trim.BOTH;
                addPlain(next.before(), trimLeft, trimRight, tokens);
                next.tokens().forEach(tokens::add);
                trimLeft = next.trim() == Trim.AFTER || next.trim() == Trim.BOTH;
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
            if (trimmed.isEmpty()) {
                return;
            }
            var pieces = new ArrayDeque<>(List.of(trimmed));
            while (!pieces.isEmpty()) {
                var piece = pieces.removeFirst();
                var found = vocabulary.tokenize(piece);
                var stray = IntStream.of(found).filter(this::isStructural).distinct().toArray();
                if (stray.length == 0) {
                    IntStream.of(found).forEach(tokens::add);
                } else {
                    cut(piece, stray).reversed().forEach(pieces::addFirst);
                }
            }
        }

        private boolean isStructural(int token) {
            return structural.contains(token) || vocabulary.isControl(token);
        }

        /** The parts of {@code text} between the first and second character of each spelling. */
        private List<String> cut(String text, int[] tokens) {
            var cuts = new TreeSet<Integer>();
            for (var token : tokens) {
                var spelling = vocabulary.spelling(token);
                var first = spelling.isEmpty() ? 0 : spelling.offsetByCodePoints(0, 1);
                if (spelling.isEmpty() || first == spelling.length() || !text.contains(spelling)) {
                    throw new RoseException(
                            INVALID_REQUEST,
                            ("a text holds '%s', which this model reads as a part of its template"
                                            + " however it is written; remove it")
                                    .formatted(spelling));
                }
                for (var at = text.indexOf(spelling);
                        at >= 0;
                        at = text.indexOf(spelling, at + 1)) {
                    cuts.add(at + first);
                }
            }
            var parts = new ArrayList<String>();
            var from = 0;
            for (int at : cuts) {
                parts.add(text.substring(from, at));
                from = at;
            }
            parts.add(text.substring(from));
            return parts;
        }
    }
}
