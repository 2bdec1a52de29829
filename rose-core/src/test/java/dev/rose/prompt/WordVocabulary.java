package dev.rose.prompt;

import dev.rose.model.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A vocabulary of 256 bytes, a few words that are taken longest first, and control tokens. Words
 * may span what a template and a user wrote, as a real tokenizer's merges do.
 */
final class WordVocabulary implements Vocabulary {
    private static final int BYTES = 256;

    private final List<String> words;
    private final Map<String, Integer> controls = new HashMap<>();
    private final Map<String, Trim> trims;
    private final List<String> prefix;
    private final Set<String> userDefined;
    private final List<String> wordsByLength;
    private final List<String> controlsByLength;

    WordVocabulary(
            List<String> words,
            List<String> controls,
            Map<String, Trim> trims,
            List<String> prefix) {
        this(words, controls, trims, prefix, Set.of());
    }

    private WordVocabulary(
            List<String> words,
            List<String> controls,
            Map<String, Trim> trims,
            List<String> prefix,
            Set<String> userDefined) {
        this.words = words;
        this.userDefined = userDefined;
        this.trims = trims;
        this.prefix = prefix;
        controls.forEach(spelling ->
                this.controls.put(spelling, BYTES + words.size() + this.controls.size()));
        this.wordsByLength = byLength(words);
        this.controlsByLength = byLength(this.controls.keySet());
    }

    /** ChatML's control tokens, words that cross borders, and no prefix. */
    static WordVocabulary chatml() {
        return new WordVocabulary(
                List.of("hello", "system\nYou", ".\n", "\nHuman", "user", "\n\n", "im_end"),
                List.of("<|im_start|>", "<|im_end|>", "<|im|>", "<s>"),
                Map.of(),
                List.of());
    }

    /** Adds words that count as user-defined. */
    WordVocabulary withUserDefined(String... spellings) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(spellings));
        return new WordVocabulary(all, controlsByLength, trims, prefix, Set.of(spellings));
    }

    WordVocabulary withPrefix(String... spellings) {
        return new WordVocabulary(words, controlsByLength, trims, List.of(spellings));
    }

    WordVocabulary withTrim(String spelling, Trim trim) {
        return new WordVocabulary(words, controlsByLength, Map.of(spelling, trim), prefix);
    }

    /**
     * A whole text with special tokens on, from left to right; an account of its own, for
     * comparison. Trims as the tokens say; adds no prefix.
     */
    int[] tokenizeWithControls(String text) {
        var tokens = new ArrayList<Integer>();
        var plain = new StringBuilder();
        for (var i = 0; i < text.length(); ) {
            var control = longestAt(text, i, controlsByLength);
            if (control == null) {
                plain.append(text.charAt(i++));
                continue;
            }
            i += control.length();
            var trim = trims.getOrDefault(control, Trim.NONE);
            var before = plain.toString();
            if (trim == Trim.BEFORE || trim == Trim.BOTH) {
                before = before.stripTrailing();
            }
            if (trim == Trim.AFTER || trim == Trim.BOTH) {
                while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                    i++;
                }
            }
            IntStream.of(tokenize(before)).forEach(tokens::add);
            plain.setLength(0);
            tokens.add(controls.get(control));
        }
        IntStream.of(tokenize(plain.toString())).forEach(tokens::add);
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int size() {
        return BYTES + words.size() + controls.size();
    }

    @Override
    public int[] tokenize(String text) {
        var tokens = new ArrayList<Integer>();
        for (var i = 0; i < text.length(); ) {
            var word = longestAt(text, i, wordsByLength);
            if (word != null) {
                tokens.add(BYTES + words.indexOf(word));
                i += word.length();
            } else {
                var next = text.offsetByCodePoints(i, 1);
                for (var b : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
                    tokens.add(Byte.toUnsignedInt(b));
                }
                i = next;
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int[] tokenizeStructure(String text) {
        return tokenizeWithControls(text);
    }

    private static @Nullable String longestAt(String text, int at, List<String> longestFirst) {
        for (var candidate : longestFirst) {
            if (text.startsWith(candidate, at)) {
                return candidate;
            }
        }
        return null;
    }

    private static List<String> byLength(Collection<String> spellings) {
        return spellings.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    int controlToken(String spelling) {
        return controls.get(spelling);
    }

    @Override
    public Trim trimAround(int token) {
        return trims.getOrDefault(spelling(token), Trim.NONE);
    }

    @Override
    public int[] prefix() {
        return prefix.stream().mapToInt(this::controlToken).toArray();
    }

    @Override
    public byte[] bytes(int token) {
        if (isControl(token)) {
            return new byte[0];
        }
        return token < BYTES
                ? new byte[] {(byte) token}
                : spelling(token).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String spelling(int token) {
        if (token < BYTES) {
            return "<%02x>".formatted(token);
        }
        if (!isControl(token)) {
            return words.get(token - BYTES);
        }
        return controls.entrySet().stream()
                .filter(entry -> entry.getValue() == token)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Override
    public boolean isEndOfGeneration(int token) {
        return spelling(token).equals("<|im_end|>");
    }

    @Override
    public boolean isUserDefined(int token) {
        return !isControl(token) && token >= BYTES && userDefined.contains(spelling(token));
    }

    @Override
    public boolean isControl(int token) {
        return token >= BYTES + words.size();
    }
}
