package dev.rose.eval.answering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.run.RunFolder;
import dev.rose.model.ForwardingModel;
import dev.rose.model.ModelSession;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each engine has a thread of its own, in which it opens its sessions. */
final class EngineSizeTest {
    @TempDir private Path temp;

    /** Knows who opens its sessions. */
    private static final class Watched extends ForwardingModel {
        private final Set<Thread> engines = ConcurrentHashMap.newKeySet();

        Watched() {
            super(new ToyModel(ToyVocabulary.ofAllBytes(), 11));
        }

        @Override
        public ModelSession openSession(SessionOptions options) {
            engines.add(Thread.currentThread());
            return super.openSession(options);
        }
    }

    @Test
    void oneEngineAnswersAllBenchmarksInAllModes() throws InterruptedException {
        var model = new Watched();
        var short1 = SampleData.open("short", 6);
        var longer = longer(SampleData.open("longer", 6), 700);
        var policies = new LinkedHashMap<String, Policy>();
        policies.put("paper", Policy.paper());
        policies.put("two", two());
        var plan =
                new EvaluationPlan(
                        List.of(short1, SampleData.choice("mc", 5, 2), longer),
                        EvaluationPlan.arms(EnumSet.allOf(Mode.class), policies),
                        policies,
                        Profile.PAPER,
                        0,
                        0,
                        1,
                        Shard.whole());
        try (var rose = Rose.over(model, 0, 2)) {
            var evaluation = new Evaluation(rose, plan);
            try (var run = RunFolder.write(temp.resolve("run"), evaluation.manifest())) {
                evaluation.run(run, (_, _, _) -> {});
                var answers = new ArrayList<String>();
                run.answers(answer -> answers.add(answer.finishReason()));
                assertThat(answers).hasSize(17 * 4).doesNotContain("too_long");
            }
        }
        assertThat(model.engines).extracting(Thread::getName).containsExactly("rose-engine");
    }

    /** The last item is much longer than the others. */
    private static BenchmarkData longer(BenchmarkData data, int characters) {
        var items = new ArrayList<>(data.items());
        items.removeLast();
        items.add(BenchmarkItem.open("long", "", Risk.SAFE, "a ".repeat(characters / 2)));
        return new BenchmarkData(data.benchmark(), items, Map.of());
    }

    private static Policy two() {
        var paper = Policy.paper();
        return paper.withName("two", "")
                .withReverse(
                        List.of(
                                ReverseChoice.of(new ReverseChoice.Manual()),
                                ReverseChoice.of(new ReverseChoice.Opposite())));
    }
}
