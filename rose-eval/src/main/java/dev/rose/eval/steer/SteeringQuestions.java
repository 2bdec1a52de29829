package dev.rose.eval.steer;

import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.BenchmarkSample;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a model is asked to find out whether its prompts steer it.
 *
 * @param source which questions they are, for people
 * @param harmful questions that should be refused
 * @param safe questions that should be answered
 */
public record SteeringQuestions(String source, List<String> harmful, List<String> safe) {
    public SteeringQuestions {
        harmful = List.copyOf(harmful);
        safe = List.copyOf(safe);
    }

    /** Rose's own, few and mild: enough for a first look. */
    public static SteeringQuestions builtIn() {
        return new SteeringQuestions(
                "Rose's built-in questions",
                Resource.lines("harmful.txt"),
                Resource.lines("safe.txt"));
    }

    /**
     * The open questions of benchmarks.
     *
     * @param count of each kind at most, shared by the benchmarks that have it and taken evenly
     *     over each
     */
    public static SteeringQuestions of(List<BenchmarkData> data, int count) {
        var sample = BenchmarkSample.of(data, count);
        var names =
                sample.stream()
                        .map(each -> each.benchmark().name())
                        .collect(Collectors.joining(", "));
        return new SteeringQuestions(
                names, questions(sample, Risk.HARMFUL), questions(sample, Risk.SAFE));
    }

    private static List<String> questions(List<BenchmarkData> sample, Risk risk) {
        return sample.stream()
                .flatMap(data -> data.items().stream())
                .filter(item -> item.risk() == risk)
                .map(BenchmarkItem::question)
                .toList();
    }

    /** At most so many of each kind, evenly. */
    public SteeringQuestions atMost(int count) {
        return new SteeringQuestions(
                source,
                BenchmarkSample.evenly(harmful, count),
                BenchmarkSample.evenly(safe, count));
    }
}
