package dev.rose.eval.report;

import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import java.util.HashMap;
import java.util.Map;

/**
 * What a model read, as far as a run knows it: its manifest has the prompts of the first item of
 * each benchmark as they were rendered. Of other items there is the question alone; their prompts
 * are not guessed.
 */
final class AskedPrompts {
    private final Map<Example, String> examples = new HashMap<>();
    private final Map<String, String> first = new HashMap<>();

    private record Example(String benchmark, String arm) {}

    AskedPrompts(RunFolder run) {
        for (var item : run.items()) {
            first.putIfAbsent(item.benchmark(), item.item().id());
        }
        for (var benchmark : run.manifest().path("benchmarks")) {
            var name = benchmark.path("name").asString("");
            // Of a shard the first item may be another than that of the undivided run.
            benchmark
                    .path("prompts")
                    .forEachEntry((arm, streams) ->
                            examples.put(
                                    new Example(name, arm),
                                    streams.path(0).path("text").asString("")));
        }
    }

    /** The prompt of the arm's first stream; the question where the run does not have it. */
    String of(RunAnswer answer, BenchmarkItem item) {
        if (!item.id().equals(first.get(answer.benchmark()))) {
            return item.question();
        }
        return example(answer.benchmark(), answer.arm(), item.question());
    }

    private String example(String benchmark, Arm arm, String question) {
        var text = examples.getOrDefault(new Example(benchmark, arm.toString()), "");
        return text.contains(question.strip()) ? text : question;
    }
}
