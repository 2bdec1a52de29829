package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JudgingTest {
    @TempDir Path folder;

    /** A judge of one's own. */
    private record Own(Rubric rubric, int concurrency, Function<JudgedAnswer, Ruling> rule)
            implements Judge {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Ruling judge(JudgedAnswer answer) {
            return rule.apply(answer);
        }
    }

    @Test
    void refusalJudgesAllOpenAnswersInTheirOrder() throws InterruptedException {
        try (var run = SampleRun.write(folder, 2, 1)) {
            var heard = new ArrayList<String>();
            var outcome =
                    Judging.judge(
                            run,
                            Judges.refusal(),
                            (verdict, done, total) ->
                                    heard.add(verdict.item() + " " + done + "/" + total));
            assertThat(outcome).isEqualTo(new Judging.Outcome(6, 0, 0));
            assertThat(heard)
                    .containsExactly("h0 1/6", "h1 2/6", "s0 3/6", "h0 4/6", "h1 5/6", "s0 6/6");
            var verdicts = SampleRun.verdicts(run);
            assertThat(verdicts).allMatch(v -> v.judge().equals("refusal"));
            assertThat(verdicts).allMatch(v -> v.rubric().equals("refusal"));
            assertThat(verdicts)
                    .extracting(Verdict::label)
                    .containsExactly(
                            Label.COMPLIANCE,
                            Label.COMPLIANCE,
                            Label.COMPLIANCE,
                            Label.REFUSAL,
                            Label.REFUSAL,
                            Label.REFUSAL);
        }
    }

    @Test
    void theSameAgainDoesNothing() throws InterruptedException {
        try (var run = SampleRun.write(folder, 2, 1)) {
            Judging.judge(run, Judges.refusal(), JudgingListener.silent());
            var again = Judging.judge(run, Judges.refusal(), JudgingListener.silent());
            assertThat(again).isEqualTo(new Judging.Outcome(0, 0, 6));
            assertThat(SampleRun.verdicts(run)).hasSize(6);
            var anew = new JudgingScope(Set.of(Mode.ROSE), "plain", true);
            Judging.judge(run, Judges.refusal(), anew, JudgingListener.silent());
            assertThat(SampleRun.verdicts(run)).hasSize(9);
            // Of two about the same the later one counts.
            assertThat(VerdictCounts.of(run).stream().mapToInt(VerdictCounts::total).sum())
                    .isEqualTo(6);
        }
    }

    @Test
    void goesOnBehindATornLine() throws InterruptedException, IOException {
        try (var run = SampleRun.write(folder, 3, 0)) {
            Judging.judge(run, Judges.refusal(), JudgingListener.silent());
        }
        var file = folder.resolve("verdicts.jsonl");
        var whole = Files.readString(file);
        var lines = whole.lines().toList();
        Files.writeString(
                file,
                lines.get(0) + "\n" + lines.get(1).substring(0, 30),
                StandardOpenOption.TRUNCATE_EXISTING);
        try (var run = RunFolder.open(folder)) {
            var outcome = Judging.judge(run, Judges.refusal(), JudgingListener.silent());
            assertThat(outcome).isEqualTo(new Judging.Outcome(5, 0, 1));
        }
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void verdictsAreInOrderHoweverLongEachTakes() throws InterruptedException {
        var last = new CountDownLatch(1);
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        try (var run = SampleRun.write(folder, 3, 0)) {
            Judging.judge(
                    run,
                    new Own(
                            Rubrics.find("harm"),
                            3,
                            answer -> {
                                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                                if (answer.item().item().id().equals("h2")) {
                                    last.countDown();
                                } else {
                                    await(last);
                                }
                                atOnce.decrementAndGet();
                                return Ruling.of(Label.HARMLESS, null);
                            }),
                    JudgingListener.silent());
            assertThat(SampleRun.verdicts(run))
                    .extracting(Verdict::item)
                    .containsExactly("h0", "h1", "h2", "h0", "h1", "h2");
            assertThat(most).hasValue(3);
        }
    }

    @Test
    void theHarmRubricIsForHarmfulItems() throws InterruptedException {
        assertThat(judgedItems("harm", "plain")).containsExactly("h0", "h0", "h1", "h1");
        assertThat(judgedItems("xstest", "plain")).hasSize(10);
    }

    /** An answer that did not fit has no text; a judge would call it harmless. */
    @Test
    void whatDidNotFitIsNotJudged() throws InterruptedException {
        try (var run = SampleRun.write(folder, 1, 0)) {
            run.add(
                    new RunAnswer(
                            "danger",
                            "h0",
                            new Arm(Mode.REVERSE, "paper"),
                            "",
                            List.of(),
                            "too_long",
                            List.of(),
                            0,
                            null));
            var seen = new ArrayList<JudgedAnswer>();
            judge(run, "harm", "plain", seen);
            assertThat(seen)
                    .extracting(JudgedAnswer::arm)
                    .containsExactlyInAnyOrder(SampleRun.PLAIN, SampleRun.ROSE);
        }
    }

    @Test
    void pairsAgainstAnArmLeaveThatArmOut() throws InterruptedException {
        try (var run = SampleRun.write(folder, 1, 1)) {
            var seen = new ArrayList<JudgedAnswer>();
            judge(run, "pairwise", "plain", seen);
            assertThat(seen).hasSize(2);
            assertThat(seen).allMatch(answer -> answer.arm().equals(SampleRun.ROSE));
            assertThat(seen).extracting(JudgedAnswer::other).contains("Take a long spoon for h0.");
            assertThat(SampleRun.verdicts(run)).allMatch(v -> "plain/paper".equals(v.against()));
        }
    }

    @Test
    void pairsAgainstReferencesAreOfItemsThatHaveOne() throws InterruptedException {
        try (var run = SampleRun.write(folder, 1, 2)) {
            var seen = new ArrayList<JudgedAnswer>();
            judge(run, "pairwise", "reference", seen);
            assertThat(seen).extracting(JudgedAnswer::other).containsOnly("Reference 1.");
            assertThat(seen).hasSize(2);
            // Another opponent is another verdict.
            var more = new ArrayList<JudgedAnswer>();
            judge(run, "pairwise", "plain/paper", more);
            assertThat(more).hasSize(3);
        }
    }

    @Test
    void nothingToJudgeIsSaid() {
        try (var run = SampleRun.write(folder, 0, 1)) {
            assertThatThrownBy(() -> judge(run, "harm", "plain", new ArrayList<>()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("no answer for the rubric harm")
                    .hasMessageContaining("--rubric");
            assertThatThrownBy(() -> judge(run, "pairwise", "plane", new ArrayList<>()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("no arm 'plane'");
        }
    }

    @Test
    void whatFailedIsAskedForAgain() throws InterruptedException {
        try (var run = SampleRun.write(folder, 2, 0)) {
            var fails = new AtomicInteger(3);
            Function<JudgedAnswer, Ruling> rule =
                    _ ->
                            fails.getAndDecrement() > 0
                                    ? Ruling.failed("status 500")
                                    : Ruling.of(Label.HARMLESS, null);
            var judge = new Own(Rubrics.find("harm"), 1, rule);
            assertThat(Judging.judge(run, judge, JudgingListener.silent()))
                    .isEqualTo(new Judging.Outcome(4, 3, 0));
            assertThat(SampleRun.verdicts(run).getFirst())
                    .returns(Label.UNSCORED, Verdict::label)
                    .returns("failed: status 500", Verdict::note);
            assertThat(Judging.judge(run, judge, JudgingListener.silent()))
                    .isEqualTo(new Judging.Outcome(3, 0, 1));
            assertThat(VerdictCounts.of(run)).allMatch(c -> c.count(Label.HARMLESS) == 2);
        }
    }

    @Test
    void nobodyThereEndsIt() {
        try (var run = SampleRun.write(folder, 50, 0)) {
            var judge = new Own(Rubrics.find("harm"), 1, _ -> Ruling.failed("connection refused"));
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("10 times in a row")
                    .hasMessageContaining("connection refused");
            assertThat(SampleRun.verdicts(run)).hasSize(10);
        }
    }

    @Test
    void aRunThatAnotherWritesToIsNotJudged() {
        try (var writer = SampleRun.write(folder, 2, 0);
                var run = RunFolder.open(folder)) {
            var asked = new AtomicInteger();
            var judge =
                    new Own(
                            Rubrics.find("harm"),
                            1,
                            _ -> {
                                asked.incrementAndGet();
                                return Ruling.of(Label.HARMLESS, null);
                            });
            assertThatThrownBy(() -> Judging.judge(run, judge, JudgingListener.silent()))
                    .isInstanceOf(RoseException.class)
                    .hasMessageContaining("is being written to");
            assertThat(asked).hasValue(0);
            assertThat(SampleRun.verdicts(writer)).isEmpty();
        }
    }

    @Test
    void countsByArmAndLabel() throws InterruptedException {
        try (var run = SampleRun.write(folder, 2, 0)) {
            var replies = new AtomicInteger();
            var judge =
                    new Own(
                            Rubrics.find("strongreject"),
                            1,
                            answer ->
                                    answer.arm().equals(SampleRun.ROSE)
                                            ? Ruling.unscored("nothing")
                                            : new Ruling(
                                                    Label.SCORED,
                                                    replies.getAndIncrement() * 0.5,
                                                    null));
            Judging.judge(run, judge, JudgingListener.silent());
            var counts = VerdictCounts.of(run);
            assertThat(counts)
                    .extracting(VerdictCounts::arm)
                    .containsExactly(SampleRun.PLAIN, SampleRun.ROSE);
            assertThat(counts.get(0).meanScore()).isEqualTo(0.25);
            assertThat(counts.get(0).unscoredShare()).isZero();
            assertThat(counts.get(1).meanScore()).isNaN();
            assertThat(counts.get(1).unscoredShare()).isEqualTo(1);
        }
    }

    private List<String> judgedItems(String rubric, String against) throws InterruptedException {
        try (var run = SampleRun.write(folder.resolve(rubric), 2, 3)) {
            var seen = new ArrayList<JudgedAnswer>();
            judge(run, rubric, against, seen);
            return seen.stream().map(answer -> answer.item().item().id()).sorted().toList();
        }
    }

    private static void judge(RunFolder run, String rubric, String against, List<JudgedAnswer> seen)
            throws InterruptedException {
        Function<JudgedAnswer, Ruling> rule =
                answer -> {
                    seen.add(answer);
                    return Ruling.of(Label.TIE, null);
                };
        Judging.judge(
                run,
                new Own(Rubrics.find(rubric), 1, rule),
                new JudgingScope(JudgingScope.all().modes(), against, false),
                JudgingListener.silent());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
