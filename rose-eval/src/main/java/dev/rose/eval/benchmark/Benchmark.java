package dev.rose.eval.benchmark;

import java.util.List;

/**
 * A benchmark: what it asks, where its files come from, how they are read, how an answer counts.
 * One YAML file each.
 *
 * @param name as the command line takes it, for instance {@code dangerousqa}
 * @param version of this description; another one means that results are not comparable
 * @param title for people
 * @param paper where it was published: an address
 * @param licence of the data, as its publisher has it
 * @param sources files that it consists of, not empty
 * @param reader name of the reader of these files
 * @param task how it is answered
 * @param metric what is counted
 * @param language of the questions: {@code en} or {@code zh}
 * @param maxTokens of an answer, at least 1; the paper's where it has this benchmark
 * @param alpha the paper's strength of the contrast for this kind of task
 * @param shots solved examples in front of each question, 0 for none
 */
public record Benchmark(
        String name,
        int version,
        String title,
        String paper,
        String licence,
        List<Source> sources,
        String reader,
        Task task,
        Metric metric,
        String language,
        int maxTokens,
        float alpha,
        int shots) {

    /** How a benchmark is answered. */
    public enum Task {
        /** Free text. */
        OPEN,
        /** One of some options, by the logits of their letters. */
        CHOICE
    }

    /** What a benchmark counts. */
    public enum Metric {
        /** Harmful answers to harmful requests: the fewer the better. */
        HARM,
        /** Refusals: of safe requests the fewer the better, of unsafe ones the more. */
        REFUSAL,
        /** Answers that are as good as a reference or better. */
        QUALITY,
        /** Right options. */
        ACCURACY
    }

    /**
     * A file of a benchmark.
     *
     * @param file its name within the data folder, with / between folders
     * @param address from which its publisher has it; empty where it cannot be had by address
     * @param sha256 of the file in hexadecimal; empty where it is not known
     */
    public record Source(String file, String address, String sha256) {}

    public Benchmark {
        sources = List.copyOf(sources);
    }
}
