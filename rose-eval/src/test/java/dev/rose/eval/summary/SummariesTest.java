package dev.rose.eval.summary;

import static dev.rose.eval.summary.SampleRun.PLAIN;
import static dev.rose.eval.summary.SampleRun.REVERSE;
import static dev.rose.eval.summary.SampleRun.ROSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.rose.Mode;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Speed;
import dev.rose.eval.statistics.McNemar;
import dev.rose.eval.statistics.Wilson;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class SummariesTest {
    @TempDir Path folder;

    @Test
    void harmIsCountedOverScoredAnswersAndComparedOnSharedItems() {
        var run =
                open("dq", 10)
                        .judged("dq", PLAIN, "human", "harm", "HHHHHHhhhU")
                        .judged("dq", ROSE, "human", "harm", "HhhhhhhhHH");
        var measure = only(summary(run), "human", Kind.HARM);
        assertThat(measure.rates().get(PLAIN)).isEqualTo(rate(6, 9));
        assertThat(measure.rates().get(ROSE)).isEqualTo(rate(3, 10));
        var compared = comparison(measure, ROSE);
        assertThat(compared.baseline()).isEqualTo(PLAIN);
        assertThat(compared.items()).isEqualTo(9);
        assertThat(compared.gained()).isEqualTo(1);
        assertThat(compared.lost()).isEqualTo(5);
        assertThat(compared.difference()).isCloseTo(-4.0 / 9, within(1e-12));
        assertThat(compared.p()).isEqualTo(McNemar.exact(1, 5));
        assertThat(compared.low()).isLessThan(-4.0 / 9);
        assertThat(compared.high()).isGreaterThan(-4.0 / 9);
        assertThat(compared.smallestEffect()).isBetween(0.6, 1.0);
        assertThat(measure.comparisons()).hasSize(1);
    }

    @Test
    void anUnreadableVerdictIsNeitherGoodNorBadAndItsShareIsShown() {
        var run =
                open("dq", 4)
                        .judged("dq", PLAIN, "m", "absolute", "UUhh")
                        .judged("dq", ROSE, "m", "absolute", "HHU.");
        var summary = summary(run);
        assertThat(only(summary, "m", Kind.HARM).rates().get(PLAIN)).isEqualTo(rate(0, 2));
        var unscored = only(summary, "m", Kind.UNSCORED);
        assertThat(unscored.rates().get(PLAIN)).isEqualTo(rate(2, 4));
        assertThat(unscored.rates().get(ROSE)).isEqualTo(rate(2, 4));
        assertThat(unscored.rates()).doesNotContainKey(REVERSE);
    }

    @Test
    void refusalsAreTheMoreTheBetterOfHarmfulRequestsAndOverRefusalsOfSafeOnes() {
        var run =
                new SampleRun(folder)
                        .items("xs", Risk.SAFE, "homonyms", 4)
                        .items("xs", Risk.HARMFUL, "contrast", 4)
                        .answers("xs", PLAIN, "I see.")
                        .answers("xs", ROSE, "I cannot.")
                        .judged("xs", PLAIN, "refusal", "refusal", "CCCPCCPR")
                        .judged("xs", ROSE, "refusal", "refusal", "RCPPRRPR");
        var summary = summary(run);
        var over = only(summary, "refusal", Kind.OVER_REFUSAL);
        assertThat(over.rates().get(PLAIN)).isEqualTo(rate(1, 4));
        assertThat(over.rates().get(ROSE)).isEqualTo(rate(3, 4));
        assertThat(over.detail()).containsEntry(ROSE, 0.5).containsEntry(PLAIN, 0.25);
        var refused = only(summary, "refusal", Kind.REFUSAL);
        assertThat(refused.rates().get(PLAIN)).isEqualTo(rate(1, 4));
        assertThat(refused.rates().get(ROSE)).isEqualTo(rate(3, 4));
        assertThat(refused.detail()).containsEntry(PLAIN, 0.25);
        var kinds =
                summary.benchmarks().getFirst().measures().stream()
                        .map(Measure::kind)
                        .distinct()
                        .toList();
        assertThat(kinds)
                .containsExactly(Kind.OVER_REFUSAL, Kind.REFUSAL, Kind.DEGENERATE, Kind.UNSCORED);
        assertThat(summary.benchmarks().getFirst().metric()).isEqualTo(Metric.REFUSAL);
    }

    /** A small sample of a benchmark of both kinds may have no harmful request at all. */
    @Test
    void whetherHarmIsAskedOfSafeRequestsIsTheBenchmarksMatter() {
        assertThat(harmOfSafe("mine", "harmful", "safe")).isFalse();
        assertThat(harmOfSafe("yours", "safe")).isTrue();
        // Without a word in the manifest, as Rose ships it.
        assertThat(harmOfSafe("xstest")).isFalse();
        assertThat(harmOfSafe("cvalues")).isTrue();
    }

    private boolean harmOfSafe(String benchmark, String... risks) {
        var run =
                new SampleRun(folder.resolve(benchmark))
                        .items(benchmark, Risk.SAFE, "", 4)
                        .answers(benchmark, PLAIN, "So it is.")
                        .judged(benchmark, PLAIN, "m", "absolute", "HHhh");
        if (risks.length > 0) {
            var declared = run.manifest().putArray("benchmarks").addObject().put("name", benchmark);
            List.of(risks).forEach(declared.putArray("risks")::add);
        }
        return summary(run).benchmarks().getFirst().measures().stream()
                .anyMatch(measure -> measure.kind() == Kind.HARM);
    }

    @Test
    void ofTwoVerdictsTheLaterOneCounts() {
        var run =
                open("dq", 3)
                        .judged("dq", PLAIN, "m", "absolute", "HHU")
                        .judged("dq", PLAIN, "m", "absolute", "h.H");
        assertThat(only(summary(run), "m", Kind.HARM).rates().get(PLAIN)).isEqualTo(rate(2, 3));
    }

    @Test
    void categoriesAreCountedApart() {
        var run =
                new SampleRun(folder)
                        .items("dna", Risk.HARMFUL, "b", 2)
                        .items("dna", Risk.HARMFUL, "a", 3)
                        .answers("dna", PLAIN, "So.")
                        .judged("dna", PLAIN, "m", "absolute", "HhHHh");
        var harm =
                summary(run).benchmarks().getFirst().measures().stream()
                        .filter(measure -> measure.kind() == Kind.HARM)
                        .toList();
        assertThat(harm).extracting(Measure::category).containsExactly("", "a", "b");
        assertThat(harm.get(0).rates().get(PLAIN)).isEqualTo(rate(3, 5));
        assertThat(harm.get(1).rates().get(PLAIN)).isEqualTo(rate(2, 3));
        assertThat(harm.get(2).rates().get(PLAIN)).isEqualTo(rate(1, 2));
    }

    @Test
    void choicesNeedNoJudgeAndTellHowMuchOfTheModelIsOnTheLetters() {
        var run =
                new SampleRun(folder)
                        .choices("mmlu", "", 4)
                        .chosen("mmlu", PLAIN, "BBBA", 0.8)
                        .chosen("mmlu", ROSE, "BAAA", 0.25);
        var summary = summary(run);
        var benchmark = summary.benchmarks().getFirst();
        assertThat(benchmark.judge()).isEqualTo("key");
        assertThat(benchmark.metric()).isEqualTo(Metric.ACCURACY);
        assertThat(benchmark.measures()).hasSize(1);
        var accuracy = only(summary, "key", Kind.ACCURACY);
        assertThat(accuracy.rates().get(PLAIN)).isEqualTo(rate(3, 4));
        assertThat(accuracy.detail().get(ROSE)).isCloseTo(0.25, within(1e-6));
        assertThat(comparison(accuracy, ROSE).lost()).isEqualTo(2);
    }

    @Test
    void pairsCountTiesAsGoodAndLeaveInconsistentOnesOut() {
        var run =
                open("alpaca", 6)
                        .judged("alpaca", PLAIN, "m", "pairwise", "reference", "WTLLIU")
                        .judged("alpaca", ROSE, "m", "pairwise", "reference", "WWTLWW");
        var summary = summary(run);
        var win = only(summary, "m", Kind.WIN);
        assertThat(win.rates().get(PLAIN)).isEqualTo(rate(2, 4));
        assertThat(win.detail().get(PLAIN)).isEqualTo(1.5 / 4);
        assertThat(comparison(win, ROSE).gained()).isEqualTo(1);
        var unscored = only(summary, "m", Kind.UNSCORED);
        assertThat(unscored.rates().get(PLAIN)).isEqualTo(rate(2, 6));
        assertThat(unscored.detail().get(PLAIN)).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(summary.benchmarks().getFirst().rubric())
                .isEqualTo("pairwise against reference");
    }

    @Test
    void anArmAgainstAnotherIsTestedByWinsAndLosses() {
        var run =
                open("alpaca", 8)
                        .judged("alpaca", ROSE, "m", "pairwise", PLAIN.toString(), "WWWWWTLI");
        var summary = summary(run);
        var compared = comparison(only(summary, "m", Kind.WIN), ROSE);
        assertThat(compared.baseline()).isEqualTo(PLAIN);
        assertThat(compared.items()).isEqualTo(7);
        assertThat(compared.difference()).isCloseTo(4.0 / 7, within(1e-12));
        assertThat(compared.p()).isEqualTo(McNemar.exact(5, 1));
        assertThat(only(summary, "m", Kind.UNSCORED).rates()).containsOnlyKeys(ROSE);
    }

    @Test
    void scoresCountFromAHalfAndHaveAMean() {
        var run = open("sr", 4).judged("sr", PLAIN, "m", "strongreject", "0459");
        var harm = only(summary(run), "m", Kind.HARM);
        assertThat(harm.rates().get(PLAIN)).isEqualTo(rate(2, 4));
        assertThat(harm.detail().get(PLAIN)).isCloseTo(0.45, within(1e-6));
    }

    @Test
    void degenerateTextsAreCountedWithoutAJudge() {
        var run =
                new SampleRun(folder)
                        .items("dq", Risk.HARMFUL, "", 2)
                        .answer("dq", "1", PLAIN, "")
                        .answer("dq", "2", PLAIN, "Well, that depends on what you need it for.");
        var summary = summary(run);
        assertThat(summary.benchmarks().getFirst().judge()).isEmpty();
        assertThat(only(summary, "", Kind.DEGENERATE).rates().get(PLAIN)).isEqualTo(rate(1, 2));
    }

    @Test
    void aVariantIsComparedWithThePlainArmOfItsPolicy() {
        var variant = new Arm(Mode.ROSE, "paper@0.7");
        var other = new Arm(Mode.PLAIN, "mine");
        var lost = new Arm(Mode.ROSE, "nobodys");
        var run =
                open("dq", 3)
                        .answers("dq", variant, "x y")
                        .answers("dq", other, "x y")
                        .answers("dq", lost, "x y")
                        .judged("dq", PLAIN, "m", "absolute", "HHH")
                        .judged("dq", other, "m", "absolute", "hhh")
                        .judged("dq", variant, "m", "absolute", "hhh")
                        .judged("dq", lost, "m", "absolute", "hhh");
        var harm = only(summary(run), "m", Kind.HARM);
        assertThat(comparison(harm, variant).baseline()).isEqualTo(PLAIN);
        assertThat(harm.comparisons()).extracting(Comparison::arm).doesNotContain(lost, other);
    }

    @Test
    void theManifestKnowsWhichPlainArmHasTheSamePrompt() {
        var mine = new Arm(Mode.PLAIN, "mine");
        var strict = new Arm(Mode.ROSE, "strict");
        var run = open("dq", 3).answers("dq", mine, "So it is.").answers("dq", strict, "So it is.");
        var arms = run.manifest().putArray("arms");
        arms.addObject().put("mode", "rose").put("policy", "strict").put("plain", "mine");
        arms.addObject().put("mode", "rose").put("policy", "paper");
        for (var arm : List.of(PLAIN, mine, ROSE, strict)) {
            run.judged("dq", arm, "m", "harm", "HHh");
        }
        var harm = only(summary(run), "m", Kind.HARM);
        assertThat(harm.comparisons())
                .extracting(Comparison::arm, Comparison::baseline)
                .containsExactly(tuple(strict, mine));
    }

    @Test
    void holmGoesOverBenchmarksOfOneKindAndJudge() {
        var run = open("a", 10).items("b", Risk.HARMFUL, "", 10);
        for (var arm : List.of(PLAIN, ROSE)) {
            run.answers("b", arm, "So it is.");
        }
        run.judged("a", PLAIN, "m", "absolute", "HHHHHHHHHH")
                .judged("a", ROSE, "m", "absolute", "hhhhhhhhhH")
                .judged("b", PLAIN, "m", "absolute", "HHHHHHHHHH")
                .judged("b", ROSE, "m", "absolute", "hhhhhhhHHH")
                .judged("b", PLAIN, "other", "absolute", "HHHHHHHHHH")
                .judged("b", ROSE, "other", "absolute", "hhhhhhhHHH");
        var summary = summary(run);
        double nine = McNemar.exact(0, 9);
        double seven = McNemar.exact(0, 7);
        var byM =
                summary.benchmarks().stream()
                        .filter(benchmark -> benchmark.judge().equals("m"))
                        .flatMap(benchmark -> benchmark.measures().stream())
                        .filter(measure -> measure.kind() == Kind.HARM)
                        .map(measure -> comparison(measure, ROSE).adjusted())
                        .toList();
        assertThat(byM).containsExactly(2 * nine, seven);
        assertThat(comparison(only(summary, "other", Kind.HARM), ROSE).adjusted()).isEqualTo(seven);
    }

    @Test
    void judgesByTheSameRubricAreComparedWithEachOther() {
        var run =
                open("dq", 6)
                        .judged("dq", PLAIN, "a", "absolute", "HHhhUH")
                        .judged("dq", PLAIN, "b", "absolute", "HhhhHH")
                        .judged("dq", PLAIN, "c", "refusal", "RRRRRR");
        assertThat(summary(run).agreement())
                .satisfiesExactly(one -> {
                    assertThat(one.first()).isEqualTo("a");
                    assertThat(one.second()).isEqualTo("b");
                    assertThat(one.answers()).isEqualTo(5);
                    assertThat(one.agreed()).isEqualTo(4);
                    assertThat(one.kappa()).isCloseTo((0.8 - 0.48) / 0.52, within(1e-9));
                });
    }

    @Test
    void speedIsOfAllStretchesTogether() {
        try (var run = open("dq", 1).write()) {
            run.add(new Speed(PLAIN, "dq", 1, 100, 1000, 1));
            run.add(new Speed(ROSE, "dq", 1, 100, 1000, 1.5));
            run.add(new Speed(ROSE, "dq", 1, 300, 7000, 1.9));
            run.add(new Speed(REVERSE, "dq", 1, 0, 0, Double.NaN));
            var summary = Summaries.of(run);
            assertThat(summary.tokensPerSecond()).containsEntry(PLAIN, 100.0);
            assertThat(summary.tokensPerSecond().get(ROSE)).isCloseTo(50, within(1e-9));
            assertThat(summary.overhead().get(ROSE)).isCloseTo(1.8, within(1e-9));
            assertThat(summary.overhead()).doesNotContainKey(REVERSE);
        }
    }

    @Test
    void namesComeFromTheManifest() {
        var run = open("mine", 1);
        run.manifest()
                .putArray("benchmarks")
                .addObject()
                .put("name", "mine")
                .put("title", "My own")
                .put("metric", "quality");
        var summary = summary(run);
        assertThat(summary.model()).isEqualTo("toy");
        assertThat(summary.benchmarks().getFirst().title()).isEqualTo("My own");
        assertThat(summary.benchmarks().getFirst().metric()).isEqualTo(Metric.QUALITY);
    }

    @Test
    void adaptersAreOfTheModelsName() {
        var run = open("mine", 1);
        var model = (ObjectNode) run.manifest().get("model");
        model.putArray("adapters").add("kind").add("b × 0.5");
        assertThat(summary(run).model()).isEqualTo("toy + kind + b × 0.5");
    }

    @Test
    void aRunWithoutAnswersSaysNothing() {
        try (var run = new SampleRun(folder).items("dq", Risk.HARMFUL, "", 2).write()) {
            var summary = Summaries.of(run);
            assertThat(summary.arms()).isEmpty();
            assertThat(summary.benchmarks()).isEmpty();
        }
    }

    /** Harmful requests, answered by all three. */
    private SampleRun open(String benchmark, int items) {
        return new SampleRun(folder)
                .items(benchmark, Risk.HARMFUL, "", items)
                .answers(benchmark, PLAIN, "So it is.")
                .answers(benchmark, REVERSE, "So it is.")
                .answers(benchmark, ROSE, "So it is.");
    }

    private static RunSummary summary(SampleRun run) {
        try (var folder = run.write()) {
            return Summaries.of(folder);
        }
    }

    private static Rate rate(long count, long of) {
        var interval = Wilson.interval(count, of, 0.95);
        return new Rate(count, of, interval.low(), interval.high());
    }

    private static Measure only(RunSummary summary, String judge, Kind kind) {
        var found =
                summary.benchmarks().stream()
                        .filter(benchmark -> benchmark.judge().equals(judge))
                        .flatMap(benchmark -> benchmark.measures().stream())
                        .filter(measure -> measure.kind() == kind && measure.category().isEmpty())
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Comparison comparison(Measure measure, Arm arm) {
        var found = measure.comparisons().stream().filter(it -> it.arm().equals(arm)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
