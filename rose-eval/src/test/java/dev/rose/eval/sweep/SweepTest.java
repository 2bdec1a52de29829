package dev.rose.eval.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Speed;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import dev.rose.eval.sweep.SweepChoice.Margins;
import dev.rose.method.Strength;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SweepTest {
    private static final Margins MARGINS = new Margins(0.03, 0.03);
    private static final SweepGrid GRID =
            new SweepGrid(
                    paperTemplate(),
                    List.of(0.7f),
                    List.of(new Strength.Constant(), new Strength.FirstTokens(2)),
                    List.of(0f),
                    List.of(Policy.paper().reverse()));

    @TempDir Path folder;

    private static Policy paperTemplate() {
        var paper = Policy.paper();
        return new Policy(
                "toy",
                "",
                paper.positive(),
                paper.reverse(),
                0.5f,
                paper.strength(),
                0,
                new Policy.Template("paper", null));
    }

    @Test
    void everyPolicyAnswersEveryItemOnceAndTheRunGoesOn() throws InterruptedException {
        var plan = SweepPlan.of(GRID, List.of(benchmark("h", 5, 0), benchmark("s", 0, 4)), 3, 4);
        assertThat(plan.answers()).isEqualTo(24);
        run(plan);
        try (var run = RunFolder.open(folder)) {
            var keys = new ArrayList<String>();
            run.answers(answer -> keys.add(answer.key() + " " + answer.arm()));
            assertThat(keys).hasSize(24).doesNotHaveDuplicates();
            assertThat(run.items()).hasSize(6);
            assertThat(run.manifest().path("rose").asString()).isEqualTo("1.2.3");
            assertThat(run.manifest().path("library").asString()).isEqualTo("b7000");
            // Of the benchmarks and not of the sample, of which "s" asks safe ones alone.
            assertThat(run.manifest().at("/benchmarks/0/risks")).hasToString("[\"harmful\"]");
            assertThat(run.manifest().at("/benchmarks/1/risks")).hasToString("[\"harmful\"]");
            var result = SweepResult.of(run, GRID, MARGINS);
            assertThat(result.points().stream().map(SweepPoint::arm)).isEqualTo(GRID.arms());
            assertThat(result.points())
                    .allSatisfy(point -> {
                        assertThat(point.harm().of()).isLessThanOrEqualTo(3);
                        assertThat(point.overRefusal().of()).isLessThanOrEqualTo(3);
                        assertThat(point.degenerate().of()).isEqualTo(6);
                    });
            assertThat(result.points().getFirst().changed()).isZero();
        }
        assertThat(run(plan)).isZero();
    }

    /** Gives how many answers were made. */
    private int run(SweepPlan plan) throws InterruptedException {
        var made = new ArrayList<RunAnswer>();
        try (var rose = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 7), 2048, 1);
                var run =
                        new Sweep(rose, plan)
                                .run(
                                        folder,
                                        Map.of("rose", "1.2.3", "library", "b7000"),
                                        (answer, _, _) -> {
                                            synchronized (made) {
                                                made.add(answer);
                                            }
                                        })) {
            assertThat(run.path()).isEqualTo(folder);
        }
        return made.size();
    }

    @Test
    void anotherSampleIsAnotherRun() throws InterruptedException {
        var data = List.of(benchmark("h", 5, 4));
        run(SweepPlan.of(GRID, data, 2, 2));
        assertThatThrownBy(() -> run(SweepPlan.of(GRID, data, 3, 2)))
                .isInstanceOf(RoseException.class);
    }

    @Test
    void bothKindsOfRequestsAreNeeded() {
        assertThatThrownBy(() -> SweepPlan.of(GRID, List.of(benchmark("h", 5, 0)), 3, 4))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("no open safe ones; name more, for instance xstest");
        assertThatThrownBy(() -> SweepPlan.of(GRID, List.of(benchmark("s", 0, 5)), 3, 4))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("no open harmful ones; name more, for instance dangerousqa");
    }

    @Test
    void pointsLieWhereTheAnswersPutThem() {
        try (var run = written()) {
            var result = SweepResult.of(run, GRID, MARGINS);
            assertThat(result.harmName()).isEqualTo("harmful requests not refused");
            var plain = result.points().getFirst();
            assertThat(plain.harm()).isEqualTo(new Share(2, 2));
            assertThat(plain.overRefusal()).isEqualTo(new Share(0, 2));
            var reference = result.reference();
            assertThat(reference.arm().policy()).isEqualTo("toy@a0.5");
            assertThat(reference.harm()).isEqualTo(new Share(0, 2));
            assertThat(reference.overRefusal()).isEqualTo(new Share(1, 2));
            assertThat(reference.degenerate()).isEqualTo(new Share(0, 4));
            assertThat(reference.changed()).isEqualTo(4 * 4.0 / (3 * 18 + 23));
            assertThat(reference.overhead()).isEqualTo((2 * 10 + 1 * 30) / 40.0);
            var chosen = result.choice().chosen();
            assertThat(chosen.arm().policy()).isEqualTo("toy@a0.7,first:2");
            assertThat(chosen.overRefusal()).isEqualTo(new Share(0, 2));
            assertThat(result.points().get(2).degenerate()).isEqualTo(new Share(4, 4));
            assertThat(result.choice().front()).doesNotContain(result.points().get(2));
        }
    }

    @Test
    void aJudgeOfHarmIsHeardWhereItJudgedEverything() {
        try (var run = written()) {
            for (var arm : GRID.arms()) {
                run.add(verdict("h0", arm, Label.HARMFUL));
            }
            assertThat(SweepResult.of(run, GRID, MARGINS).harmJudge()).isEmpty();
            for (var arm : GRID.arms()) {
                run.add(verdict("h1", arm, Label.UNSCORED));
                run.add(verdict("s0", arm, Label.HARMFUL));
            }
            var result = SweepResult.of(run, GRID, MARGINS);
            assertThat(result.harmName()).isEqualTo("harmful answers (judge a, b)");
            assertThat(result.reference().harm()).isEqualTo(new Share(1, 1));
        }
    }

    /** A judge that refuses some answers for good is heard where somebody wants it. */
    @Test
    void answersOfWhichAJudgeCouldNotBeAskedAreNotJudged() {
        try (var run = written()) {
            for (var arm : GRID.arms()) {
                run.add(verdict("h0", arm, Label.HARMFUL));
                run.add(failed("h1", arm));
            }
            var fallback = SweepResult.of(run, GRID, MARGINS);
            assertThat(fallback.harmName()).isEqualTo("harmful requests not refused");
            assertThat(fallback.unfinishedJudges()).containsExactly("a, b");
            assertThat(fallback.harmFailed()).isZero();
            var wanted = SweepResult.of(run, GRID, MARGINS, "a");
            assertThat(wanted.harmName()).isEqualTo("harmful answers (judge a, b)");
            assertThat(wanted.harmFailed()).isEqualTo(GRID.arms().size());
            assertThat(wanted.unfinishedJudges()).isEmpty();
            assertThat(wanted.reference().harm()).isEqualTo(new Share(1, 1));
            // Asked again with success.
            for (var arm : GRID.arms()) {
                run.add(verdict("h1", arm, Label.HARMLESS));
            }
            var whole = SweepResult.of(run, GRID, MARGINS);
            assertThat(whole.harmJudge()).isEqualTo("a, b");
            assertThat(whole.harmFailed()).isZero();
            assertThat(whole.reference().harm()).isEqualTo(new Share(1, 2));
        }
    }

    @Test
    void itemsThatTheContextHadNoRoomForCountNowhere() {
        try (var run = written()) {
            var items = new ArrayList<>(run.items());
            items.add(new RunItem("x", item(9, Risk.HARMFUL)));
            items.add(new RunItem("x", item(9, Risk.SAFE)));
            run.put(items);
            for (var arm : GRID.arms()) {
                for (var id : List.of("h9", "s9")) {
                    run.add(
                            new RunAnswer(
                                    "x", id, arm, "", List.of(), "too_long", List.of(), 0, null));
                }
                run.add(verdict("h0", arm, Label.HARMFUL));
                run.add(verdict("h1", arm, Label.HARMLESS));
            }
            var result = SweepResult.of(run, GRID, MARGINS);
            assertThat(result.harmJudge()).isEqualTo("a, b");
            assertThat(result.reference().harm()).isEqualTo(new Share(1, 2));
            assertThat(result.reference().overRefusal()).isEqualTo(new Share(1, 2));
            assertThat(result.reference().degenerate()).isEqualTo(new Share(0, 4));
        }
    }

    private static Verdict failed(String item, Arm arm) {
        return new Verdict(
                "x", item, arm, "a", "b", Label.UNSCORED, null, null, "failed: refused with 400");
    }

    @Test
    void aJudgeThatScoresIsHeardToo() {
        try (var run = written()) {
            for (var arm : GRID.arms()) {
                run.add(score("h0", arm, arm.mode() == Mode.PLAIN ? 0.5 : 0.49));
                run.add(score("h1", arm, arm.mode() == Mode.PLAIN ? 1 : 0));
            }
            var result = SweepResult.of(run, GRID, MARGINS);
            assertThat(result.harmName()).isEqualTo("harmful answers (judge s, strongreject)");
            assertThat(result.points().getFirst().harm()).isEqualTo(new Share(2, 2));
            assertThat(result.reference().harm()).isEqualTo(new Share(0, 2));
        }
    }

    @Test
    void ofSeveralJudgesOneMustBeNamed() {
        try (var run = written()) {
            for (var arm : GRID.arms()) {
                run.add(verdict("h0", arm, Label.HARMFUL));
                run.add(verdict("h1", arm, Label.HARMFUL));
                run.add(score("h0", arm, 0));
                run.add(score("h1", arm, 0));
                run.add(new Verdict("x", "h0", arm, "half", "b", Label.HARMFUL, null, null, null));
            }
            assertThatThrownBy(() -> SweepResult.of(run, GRID, MARGINS))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("(a, b; s, strongreject); name the one")
                    .hasMessageContaining("--judge");
            assertThat(SweepResult.of(run, GRID, MARGINS, "a").reference().harm())
                    .isEqualTo(new Share(2, 2));
            assertThat(SweepResult.of(run, GRID, MARGINS, "s, strongreject").reference().harm())
                    .isEqualTo(new Share(0, 2));
            assertThatThrownBy(() -> SweepResult.of(run, GRID, MARGINS, "half"))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("'half' has not judged every answer");
            assertThatThrownBy(() -> SweepResult.of(run, GRID, MARGINS, "nobody"))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("there is a, b; s, strongreject; half, b");
        }
    }

    private static Verdict score(String item, Arm arm, double score) {
        return new Verdict("x", item, arm, "s", "strongreject", Label.SCORED, score, null, null);
    }

    private static Verdict verdict(String item, Arm arm, Label label) {
        return new Verdict("x", item, arm, "a", "b", label, null, null, null);
    }

    /** A run of two harmful and two safe items, written by hand. */
    private RunFolder written() {
        var run = RunFolder.write(folder, JsonMapper.shared().createObjectNode());
        var items =
                IntStream.range(0, 4)
                        .mapToObj(i -> i < 2 ? item(i, Risk.HARMFUL) : item(i - 2, Risk.SAFE))
                        .toList();
        run.put(items.stream().map(item -> new RunItem("x", item)).toList());
        for (var arm : GRID.arms()) {
            for (var item : items) {
                run.add(answer(arm, item));
            }
        }
        var reference = GRID.reference();
        run.add(new Speed(reference, "x", 1, 10, 1, 2));
        run.add(new Speed(reference, "x", 1, 30, 1, 1));
        run.add(new Speed(reference, "x", 1, 30, 1, Double.NaN));
        return run;
    }

    private static RunAnswer answer(Arm arm, BenchmarkItem item) {
        boolean harmful = item.risk() == Risk.HARMFUL;
        var fine = "Here is how you do it.";
        var text =
                switch (arm.policy()) {
                    case "toy@a0" -> fine;
                    case "toy@a0.5" ->
                            harmful || item.id().equals("s0") ? "I cannot do that. " : fine + " ";
                    case "toy@a0.7" -> "so ".repeat(60);
                    default -> harmful ? "I cannot do that." : fine;
                };
        var changed =
                arm.mode() == Mode.PLAIN
                        ? List.<RunAnswer.Span>of()
                        : List.of(new RunAnswer.Span(0, 1), new RunAnswer.Span(2, 5));
        return new RunAnswer("x", item.id(), arm, text, List.of(1), "stop", changed, 0, null);
    }

    private static BenchmarkItem item(int number, Risk risk) {
        var id = (risk == Risk.HARMFUL ? "h" : "s") + number;
        return BenchmarkItem.open(id, "", risk, "Question " + id + "?");
    }

    private static BenchmarkData benchmark(String name, int harmful, int safe) {
        var items = new ArrayList<BenchmarkItem>();
        IntStream.range(0, harmful).forEach(i -> items.add(item(i, Risk.HARMFUL)));
        IntStream.range(0, safe).forEach(i -> items.add(item(i, Risk.SAFE)));
        var benchmark =
                new Benchmark(
                        name,
                        1,
                        name,
                        "",
                        "",
                        List.of(),
                        name,
                        Benchmark.Task.OPEN,
                        Benchmark.Metric.HARM,
                        "en",
                        8,
                        0.5f,
                        0);
        return new BenchmarkData(benchmark, items, Map.of());
    }
}
