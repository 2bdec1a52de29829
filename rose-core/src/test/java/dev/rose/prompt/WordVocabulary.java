package dev.rose.prompt;

import dev.rose.model.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

    WordVocabulary(
            List<String> words,
            List<String> controls,
            Map<String, Trim> trims,
            List<String> prefix) {
        this.words = words;
        this.trims = trims;
        this.prefix = prefix;
        controls.forEach(spelling ->
                this.controls.put(spelling, BYTES + words.size() + this.controls.size()));
    }

    /** ChatML's control tokens, words that cross borders, and no prefix. */
    static WordVocabulary chatml() {
        return new WordVocabulary(
                List.of("hello", "system\nYou", ".\n", "\nHuman", "user", "\n\n", "im_end"),
                List.of("<|im_start|>", "<|im_end|>", "<|im|>", "<s>"),
                Map.of(),
                List.of());
    }

    WordVocabulary withPrefix(String... spellings) {
        return new WordVocabulary(words, controlTokens(), trims, List.of(spellings));
    }

    WordVocabulary withTrim(String spelling, Trim trim) {
        return new WordVocabulary(words, controlTokens(), Map.of(spelling, trim), prefix);
    }

    /**
     * A whole text with special tokens on, from left to right; an account of its own, for
     * comparison. Trims as the tokens say; adds no prefix.
     */
    int[] tokenizeWithControls(String text) {
        var tokens = new ArrayList<Integer>();
        var plain = new StringBuilder();
        for (var i = 0; i < text.length(); ) {
            var at = i;
            var control = controlTokens().stream().filter(c -> text.startsWith(c, at)).findFirst();
            if (control.isEmpty()) {
                plain.append(text.charAt(i++));
                continue;
            }
            i += control.get().length();
            var trim = trims.getOrDefault(control.get(), Trim.NONE);
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
            tokens.add(controls.get(control.get()));
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
            var at = i;
            var word =
                    words.stream()
                            .filter(w -> text.startsWith(w, at))
                            .max(Comparator.comparingInt(String::length));
            if (word.isPresent()) {
                tokens.add(BYTES + words.indexOf(word.get()));
                i += word.get().length();
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

    int controlToken(String spelling) {
        return controls.get(spelling);
    }

    private List<String> controlTokens() {
        return controls.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    @Override
    public Trim trimAround(int controlToken) {
        return trims.getOrDefault(spelling(controlToken), Trim.NONE);
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
    public boolean isControl(int token) {
        return token >= BYTES + words.size();
    }
}
