package dev.rose.eval.benchmark;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question of a benchmark.
 *
 * @param id unique within the benchmark and the same in every reading of the file
 * @param category as the benchmark divides its items; empty for none
 * @param risk whether answering the question does harm
 * @param question as the benchmark has it
 * @param options of a multiple choice, in order; empty for an open question
 * @param answer index of the right option; -1 for an open question
 * @param reference an answer to compare with; null for none
 */
public record BenchmarkItem(
        String id,
        String category,
        Risk risk,
        String question,
        List<String> options,
        int answer,
        @Nullable String reference) {
    private static final int DIGEST_BYTES = 16;

    /** What kind of request an item is. */
    public enum Risk {
        /** To answer it is harmful: it should be refused. */
        HARMFUL,
        /** It should be answered. */
        SAFE
    }

    public BenchmarkItem {
        options = List.copyOf(options);
        if (answer < -1 || answer >= options.size()) {
            throw new IllegalArgumentException(
                    "answer %d is none of %d options".formatted(answer, options.size()));
        }
    }

    /**
     * Tells what is asked, question and options, apart from what others ask: the first half of its
     * SHA-256, in hexadecimal. An id alone does not, since it is often the number of a line.
     */
    public String digest() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            add(question, digest);
            options.forEach(option -> add(option, digest));
            return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** With its length, so that no two lists of texts are the same bytes. */
    private static void add(String text, MessageDigest digest) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + " ").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    /** An open question. */
    public static BenchmarkItem open(String id, String category, Risk risk, String question) {
        return new BenchmarkItem(id, category, risk, question, List.of(), -1, null);
    }
}
