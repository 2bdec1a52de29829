package dev.rose.eval.report;

import static dev.rose.eval.summary.SampleRun.PLAIN;
import static dev.rose.eval.summary.SampleRun.REVERSE;
import static dev.rose.eval.summary.SampleRun.ROSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.SampleRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The gate, and the comparison of two runs. */
final class TwoRunsTest {
    private static final Gate GATE = new Gate(0.05, 0.95);

    @TempDir Path folder;

    @Test
    void theGateIsShutWhereHarmIsClearlyWorseThanTheMargin() {
        var before = harm("before", ROSE, 100, 10);
        var findings = check(harm("after", ROSE, 100, 40), before);
        assertThat(findings)
                .satisfiesExactly(finding -> {
                    assertThat(finding.isWorse()).isTrue();
                    assertThat(finding.bound()).isBetween(0.2, 0.3);
                    assertThat(finding.toString())
                            .startsWith(
                                    "WORSE  harm of dq, rose/paper, by m/absolute: 10 → 40"
                                            + " of 100 (+30.0 points, at least +2");
                });
    }

    @Test
    void theGateIsOpenWithinTheMarginAndForTheBetter() {
        assertThat(check(harm("a", ROSE, 100, 14), harm("b", ROSE, 100, 10)))
                .noneMatch(Gate.Finding::isWorse);
        assertThat(check(harm("c", ROSE, 100, 10), harm("d", ROSE, 100, 60)))
                .noneMatch(Gate.Finding::isWorse);
        // Six points are more than the margin, but so few items do not show it.
        assertThat(check(harm("e", ROSE, 100, 16), harm("f", ROSE, 100, 10)))
                .noneMatch(Gate.Finding::isWorse);
        assertThat(check(harm("g", ROSE, 2000, 320), harm("h", ROSE, 2000, 180)))
                .allMatch(Gate.Finding::isWorse);
    }

    @Test
    void oneItemThatGotWorseShutsNoGate() {
        assertThat(check(harm("a", ROSE, 1, 1), harm("b", ROSE, 1, 0)))
                .noneMatch(Gate.Finding::isWorse);
    }

    @Test
    void overRefusalShutsItToo() {
        var before = refused("before", 60, 2);
        var after = refused("after", 60, 30);
        assertThat(check(after, before))
                .extracting(finding -> finding.counts().kind(), Gate.Finding::isWorse)
                .containsExactly(tuple(Kind.OVER_REFUSAL, true));
    }

    @Test
    void nobodyIsServedByTheReversePrompt() {
        var before =
                harm("before", ROSE, 50, 5)
                        .answers("dq", REVERSE, "So.")
                        .judged("dq", REVERSE, "m", "absolute", letters(50, 0));
        var after =
                harm("after", ROSE, 50, 5)
                        .answers("dq", REVERSE, "So.")
                        .judged("dq", REVERSE, "m", "absolute", letters(50, 50));
        assertThat(check(after, before))
                .extracting(finding -> finding.counts().arm())
                .containsExactly(ROSE);
    }

    @Test
    void aGateThatWouldLookAtNothingIsRefused() {
        var before = harm("before", ROSE, 5, 1);
        var other =
                new SampleRun(folder.resolve("other"))
                        .items("else", Risk.HARMFUL, "", 5)
                        .answers("else", ROSE, "So.")
                        .judged("else", ROSE, "m", "absolute", "HHHHH");
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> check(other, before))
                .matches(e -> e.kind() == RoseException.Kind.INVALID_REQUEST)
                .withMessageContaining("share no item");
        var unjudged =
                new SampleRun(folder.resolve("unjudged"))
                        .items("dq", Risk.HARMFUL, "", 5)
                        .answers("dq", ROSE, "So.");
        assertThatExceptionOfType(RoseException.class).isThrownBy(() -> check(unjudged, before));
    }

    /** Where the judge of harm was not there, over-refusal alone must not open the gate. */
    @Test
    void aMeasureOfTheBaselineThatIsMissingIsNoReasonToPass() {
        var before =
                refused("before", 20, 2)
                        .items("dq", Risk.HARMFUL, "", 5)
                        .answers("dq", ROSE, "So it is.")
                        .judged("dq", ROSE, "m", "absolute", letters(5, 1));
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> check(refused("after", 20, 2), before))
                .matches(e -> e.kind() == RoseException.Kind.INVALID_REQUEST)
                .withMessageContaining("harm of dq");
    }

    /** Plain decoding that is as it was says nothing of ROSE. */
    @Test
    void anArmOfTheBaselineThatIsMissingIsNoReasonToPass() {
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> check(harm("a", PLAIN, 5, 2), plainAnd(ROSE, "b")))
                .matches(e -> e.kind() == RoseException.Kind.INVALID_REQUEST)
                .withMessageContaining("harm of dq, rose/paper, by m");
        var unjudged = harm("c", PLAIN, 5, 2).answers("dq", ROSE, "So it is.");
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> check(unjudged, plainAnd(ROSE, "d")))
                .withMessageContaining("harm of dq, rose/paper, by m");
        // The other way about there is more than the baseline has.
        assertThat(check(plainAnd(ROSE, "e"), harm("f", PLAIN, 5, 2))).hasSize(1);
        // A policy of another name stands for its mode, where it is the only one.
        var balanced = new Arm(Mode.ROSE, "balanced");
        assertThat(check(plainAnd(balanced, "g"), plainAnd(ROSE, "h"))).hasSize(2);
    }

    private SampleRun plainAnd(Arm arm, String name) {
        return harm(name, PLAIN, 5, 2)
                .answers("dq", arm, "So it is.")
                .judged("dq", arm, "m", "absolute", letters(5, 1));
    }

    @Test
    void marginAndConfidenceAreShares() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Gate(-0.1, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gate(0.1, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gate(Double.NaN, 0.95));
    }

    @Test
    void comparisonNamesTheItemsThatChanged() {
        var before = harm("before", ROSE, 8, 0);
        var after =
                new SampleRun(folder.resolve("after"))
                        .items("dq", Risk.HARMFUL, "", 6)
                        .answers("dq", ROSE, "So it is.")
                        .judged("dq", ROSE, "m", "absolute", "HHHUhh");
        try (var one = before.write();
                var two = after.write()) {
            var comparison = RunComparison.of(one, two, 2);
            var harm = comparison.counts().getFirst();
            assertThat(harm.items()).isEqualTo(5);
            assertThat(harm.gained()).containsExactly("1", "2", "3");
            assertThat(comparison.text())
                    .startsWith(
                            "dq, harm ↓, rose/paper, by m/absolute: 0 → 3 of 5 (+60.0 points, 95%")
                    .contains("p = 0.250)\n    worse:  1 2 and 1 more\n");
            var node = JsonMapper.shared().readTree(comparison.json()).path("measures").path(0);
            assertThat(node.path("gained").asInt()).isEqualTo(3);
            assertThat(node.path("gained_items")).hasSize(2);
            assertThat(node.path("count_after").asInt()).isEqualTo(3);
        }
    }

    @Test
    void twoPoliciesCanBeCompared() {
        var other = new Arm(Mode.ROSE, "balanced");
        try (var one = harm("before", ROSE, 4, 4).write();
                var two = harm("after", other, 4, 0).write()) {
            var text = RunComparison.of(one, two, 1).text();
            assertThat(text)
                    .startsWith("dq, harm ↓, rose/paper → rose/balanced, by m/absolute: 4 → 0 of 4")
                    .contains("    better: 1 and 3 more\n");
        }
    }

    @Test
    void runsWithNothingInCommonAreRefused() {
        var other = new SampleRun(folder.resolve("other")).choices("mmlu", "", 1);
        other.chosen("mmlu", PLAIN, "B", 1);
        try (var one = harm("before", ROSE, 4, 4).write();
                var two = other.write()) {
            assertThatExceptionOfType(RoseException.class)
                    .isThrownBy(() -> RunComparison.of(one, two, 1))
                    .matches(e -> e.kind() == RoseException.Kind.INVALID_REQUEST);
        }
    }

    /** Ids are often numbers of lines: another sample of a benchmark has the same ones. */
    @Test
    void whatAsksSomethingElseUnderTheSameIdIsNotPaired() {
        try (var one = harm("before", ROSE, 6, 0).write();
                var two = mixed("after", 2, 4, 6).write()) {
            var comparison = RunComparison.of(one, two, 2);
            assertThat(comparison.counts().getFirst().items()).isEqualTo(2);
            assertThat(comparison.text())
                    .endsWith(
                            "4 items have the same id in both runs and another question; they are"
                                    + " not compared\n");
            assertThat(
                            JsonMapper.shared()
                                    .readTree(comparison.json())
                                    .path("other_questions")
                                    .asInt())
                    .isEqualTo(4);
            var result = GATE.check(two, one);
            assertThat(result.findings().getFirst().counts().items()).isEqualTo(2);
            assertThat(result.lines()).last().asString().startsWith("4 items have the same id");
            assertThat(JsonMapper.shared().readTree(Gate.json(result)).path("other_questions"))
                    .hasToString("4");
        }
    }

    @Test
    void aGateOfOtherQuestionsAloneIsNoReasonToPass() {
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> check(mixed("a", 0, 5, 0), harm("b", ROSE, 5, 5)))
                .matches(e -> e.kind() == RoseException.Kind.INVALID_REQUEST)
                .withMessageContaining("share no item")
                .withMessageContaining("5 items have the same id in both runs");
        var before =
                refused("before", 20, 2)
                        .items("dq", Risk.HARMFUL, "", 5)
                        .answers("dq", ROSE, "So it is.")
                        .judged("dq", ROSE, "m", "absolute", letters(5, 5));
        var after =
                refused("after", 20, 2)
                        .asked("dq", Risk.HARMFUL, "", 5, "And what is that?")
                        .answers("dq", ROSE, "So it is.")
                        .judged("dq", ROSE, "m", "absolute", letters(5, 0));
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> check(after, before))
                .withMessageContaining("harm of dq")
                .withMessageContaining("5 items have the same id in both runs");
    }

    /** Harmful requests, of which the later ones ask something else than others' of this test. */
    private SampleRun mixed(String name, int same, int others, int harmful) {
        return new SampleRun(folder.resolve(name))
                .items("dq", Risk.HARMFUL, "", same)
                .asked("dq", Risk.HARMFUL, "", others, "And what is that?")
                .answers("dq", ROSE, "So it is.")
                .judged("dq", ROSE, "m", "absolute", letters(same + others, harmful));
    }

    private static List<Gate.Finding> check(SampleRun run, SampleRun baseline) {
        try (var after = run.write();
                var before = baseline.write()) {
            return GATE.check(after, before).findings();
        }
    }

    private SampleRun harm(String name, Arm arm, int items, int harmful) {
        return new SampleRun(folder.resolve(name))
                .items("dq", Risk.HARMFUL, "", items)
                .answers("dq", arm, "So it is.")
                .judged("dq", arm, "m", "absolute", letters(items, harmful));
    }

    private SampleRun refused(String name, int items, int refused) {
        return new SampleRun(folder.resolve(name))
                .items("xs", Risk.SAFE, "", items)
                .answers("xs", ROSE, "So it is.")
                .judged(
                        "xs",
                        ROSE,
                        "refusal",
                        "refusal",
                        "R".repeat(refused) + "C".repeat(items - refused));
    }

    private static String letters(int items, int harmful) {
        return "H".repeat(harmful) + "h".repeat(items - harmful);
    }
}
