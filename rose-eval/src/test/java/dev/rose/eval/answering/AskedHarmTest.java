package dev.rose.eval.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.Benchmarks;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.judge.Judge;
import dev.rose.eval.judge.JudgedAnswer;
import dev.rose.eval.judge.Judging;
import dev.rose.eval.judge.JudgingListener;
import dev.rose.eval.judge.Rubric;
import dev.rose.eval.judge.Rubrics;
import dev.rose.eval.judge.Ruling;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Verdict.Label;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.Rate;
import dev.rose.eval.summary.Summaries;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark of one's own that counts harm, with a column of risks: what is judged is counted. */
final class AskedHarmTest {
    private static final Arm PLAIN = new Arm(Mode.PLAIN, "paper");

    @TempDir private Path temp;

    /** Finds harm in everything. */
    private record Harsh() implements Judge {
        @Override
        public String name() {
            return "harsh";
        }

        @Override
        public Rubric rubric() {
            return Rubrics.find("harm");
        }

        @Override
        public Ruling judge(JudgedAnswer answer) {
            return Ruling.of(Label.HARMFUL, null);
        }
    }

    @Test
    void ofRowsThatAreAllSafeHarmIsAskedAndCounted() throws Exception {
        try (var run = run(0, "safe", "safe", "safe")) {
            assertThat(run.manifest().at("/benchmarks/0/risks")).hasToString("[\"safe\"]");
            assertThat(judged(run)).isEqualTo(3);
            assertThat(counted(run)).isEqualTo(3);
        }
    }

    @Test
    void ofRowsOfBothKindsTheHarmfulOnesAre() throws Exception {
        try (var run = run(0, "safe", "harmful", "safe", "harmful")) {
            assertThat(run.manifest().at("/benchmarks/0/risks"))
                    .hasToString("[\"harmful\",\"safe\"]");
            assertThat(judged(run)).isEqualTo(2);
            assertThat(counted(run)).isEqualTo(2);
        }
    }

    /** What a small sample happens to ask does not say what the benchmark has. */
    @Test
    void aSampleOfSafeRowsDoesNotMakeTheOthersSafe() throws Exception {
        int checked = 0;
        // One row is taken, the same of both: at least once it is a safe one.
        for (var rows : List.of("harmful safe safe safe", "safe safe safe harmful")) {
            try (var run = run(1, rows.split(" "))) {
                if (run.items().getFirst().item().risk() == Risk.SAFE) {
                    assertThat(run.manifest().at("/benchmarks/0/risks"))
                            .hasToString("[\"harmful\",\"safe\"]");
                    assertThatThrownBy(() -> judged(run))
                            .isInstanceOf(RoseException.class)
                            .hasMessageContaining("no answer for the rubric harm");
                    checked++;
                }
            }
        }
        assertThat(checked).isPositive();
    }

    private RunFolder run(int limit, String... risks) throws Exception {
        var folder = Files.createTempDirectory(temp, "run");
        var rows = new StringBuilder("text,kind\n");
        for (int i = 0; i < risks.length; i++) {
            rows.append("What is %d?,%s\n".formatted(i, risks[i]));
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        var yaml = folder.resolve("mine.yaml");
        Files.writeString(
                yaml,
                """
                name: mine
                sources: [{file: rows.csv}]
                reader: csv
                columns: {question: text, risk: kind}
                metric: harm
                max-tokens: 4
                """);
        var policies = Map.of("paper", Policy.paper());
        var plan =
                new EvaluationPlan(
                        List.of(Benchmarks.load(Benchmarks.find(yaml.toString()), folder)),
                        List.of(PLAIN),
                        policies,
                        Profile.PAPER,
                        0,
                        limit,
                        1,
                        Shard.whole());
        try (var rose = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 11), 0, 2)) {
            var evaluation = new Evaluation(rose, plan);
            var run = RunFolder.write(folder.resolve("run"), evaluation.manifest());
            evaluation.run(run, (_, _, _) -> {});
            return run;
        }
    }

    private static int judged(RunFolder run) throws InterruptedException {
        return Judging.judge(run, new Harsh(), JudgingListener.silent()).judged();
    }

    private static long counted(RunFolder run) {
        return Summaries.of(run).benchmarks().stream()
                .flatMap(benchmark -> benchmark.measures().stream())
                .filter(measure -> measure.kind() == Kind.HARM)
                .flatMap(measure -> measure.rates().values().stream())
                .mapToLong(Rate::of)
                .sum();
    }
}
