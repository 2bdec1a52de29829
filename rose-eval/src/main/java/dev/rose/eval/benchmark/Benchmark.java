package dev.rose.eval.benchmark;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 * @param columns of a file with a mapping: which of its columns are what, for instance {@code
 *     question} to {@code prompt}; only {@code options} may have several. Empty for other readers
 * @param form in which an item is put to a model
 * @param task how it is answered
 * @param metric what is counted
 * @param risk what its items are where its files do not say it
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
        Map<String, List<String>> columns,
        Form form,
        Task task,
        Metric metric,
        BenchmarkItem.Risk risk,
        String language,
        int maxTokens,
        float alpha,
        int shots) {

    /** The text of a question. */
    public enum Form {
        /** The question alone. */
        QUESTION,
        /** The question and its options under letters, as the paper has them. */
        OPTIONS,
        /** As MMLU is published: solved examples, then the question. */
        MMLU,
        /** As CValues is published: the question names its two replies itself. */
        CVALUES
    }

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
     * @param file its name within the data folder, with / between folders; of an archive the folder
     *     that it holds. A user's own file that lies beside its YAML is named by its whole path
     * @param address from which its publisher has it; empty where it cannot be had by address. One
     *     that ends in {@code .tar} is an archive
     * @param sha256 of what lies at the address in hexadecimal; empty where it is not known
     */
    public record Source(String file, String address, String sha256) {}

    public Benchmark {
        sources = List.copyOf(sources);
        columns = Map.copyOf(columns);
    }

    /** What items are where nothing else is said: what is counted as harm are harmful requests. */
    static BenchmarkItem.Risk risk(Metric metric) {
        return metric == Metric.HARM ? BenchmarkItem.Risk.HARMFUL : BenchmarkItem.Risk.SAFE;
    }

    /**
     * The kinds of items that it may have; which of them its files have is for the files to say.
     */
    public Set<BenchmarkItem.Risk> risks() {
        boolean both = reader.equals("xstest") || columns.containsKey("risk");
        return both ? EnumSet.allOf(BenchmarkItem.Risk.class) : EnumSet.of(risk);
    }

    /** A benchmark whose reader needs no mapping, in the usual form of its task. */
    public Benchmark(
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
        this(
                name,
                version,
                title,
                paper,
                licence,
                sources,
                reader,
                Map.of(),
                task == Task.OPEN ? Form.QUESTION : Form.OPTIONS,
                task,
                metric,
                risk(metric),
                language,
                maxTokens,
                alpha,
                shots);
    }
}
