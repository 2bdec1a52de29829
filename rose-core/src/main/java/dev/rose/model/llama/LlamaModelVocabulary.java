package dev.rose.model.llama;

import dev.rose.llama.LlamaVocabulary;
import dev.rose.model.Vocabulary;
import java.util.Arrays;

/** A vocabulary of llama.cpp. */
final class LlamaModelVocabulary implements Vocabulary {
    private final LlamaVocabulary vocabulary;
    private final int[] prefix;

    LlamaModelVocabulary(LlamaVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.prefix = prefixOf(vocabulary);
    }

    /**
     * What llama.cpp puts before a text: the tokens of the empty text, short of one that ends it.
     */
    private static int[] prefixOf(LlamaVocabulary vocabulary) {
        return Arrays.stream(vocabulary.tokenize("", true, false))
                .takeWhile(token -> !vocabulary.isEndOfGeneration(token))
                .limit(1)
                .toArray();
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public int[] tokenize(String text) {
        return vocabulary.tokenize(text, false, false);
    }

    @Override
    public int[] tokenizeStructure(String text) {
        return vocabulary.tokenize(text, false, true);
    }

    @Override
    public Trim trimAround(int token) {
        var before = vocabulary.trimsBefore(token);
        var after = vocabulary.trimsAfter(token);
        if (before) {
            return after ? Trim.BOTH : Trim.BEFORE;
        }
        return after ? Trim.AFTER : Trim.NONE;
    }

    @Override
    public int[] prefix() {
        return prefix.clone();
    }

    @Override
    public byte[] bytes(int token) {
        return vocabulary.bytes(token);
    }

    @Override
    public String spelling(int token) {
        return vocabulary.spelling(token);
    }

    @Override
    public boolean isEndOfGeneration(int token) {
        return vocabulary.isEndOfGeneration(token);
    }

    @Override
    public boolean isControl(int token) {
        return vocabulary.isControl(token);
    }

    @Override
    public boolean isUserDefined(int token) {
        return vocabulary.isUserDefined(token);
    }
}
