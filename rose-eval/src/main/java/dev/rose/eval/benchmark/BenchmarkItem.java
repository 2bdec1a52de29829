package dev.rose.eval.benchmark;

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

    /** An open question. */
    public static BenchmarkItem open(String id, String category, Risk risk, String question) {
        return new BenchmarkItem(id, category, risk, question, List.of(), -1, null);
    }
}
