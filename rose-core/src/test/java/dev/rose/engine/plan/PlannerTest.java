package dev.rose.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.engine.draft.Acceptance;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is chosen on the machines and models that were measured, and on any other. */
class PlannerTest {
    private static final Set<Way> ALL = EnumSet.allOf(Way.class);
    private static final int[] LENGTHS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32};

    private final Acceptance acceptance = new Acceptance();

    /**
     * Models by their decodes: milliseconds of 1, 2, 4, … rows in one decode, and in each of two.
     */
    private enum Model {
        SMOLLM2_Q4_0(
                new double[] {4.6, 8.1, 11.5, 20, 33, 55, 106},
                new double[] {6.8, 12, 22, 34, 53, 99}),
        SMOLLM2_Q8_0(new double[] {8, 14, 18, 24, 42, 73, 128}, new double[] {11}),
        SMOLLM2_Q4_1(new double[] {7.9, 14.5, 22, 36, 64, 122, 228}, new double[] {12.4}),
        /** One row fills both cores already. */
        RANDOM_0_8B(
                new double[] {16, 31, 47, 80, 131, 256, 478},
                new double[] {29.7, 59, 90, 150, 255, 500});

        private final double[] joint;
        private final double[] split;

        Model(double[] joint, double[] split) {
            this.joint = joint;
            this.split = split;
        }

        CostCurve curve() {
            var curve = new CostCurve();
            for (int i = 0; i < joint.length; i++) {
                curve.set(Way.JOINT, 1 << i, joint[i]);
            }
            for (int i = 0; i < split.length; i++) {
                curve.set(Way.SPLIT, 1 << i, split[i]);
            }
            return curve;
        }

        Planner planner() {
            return new Planner(curve(), ALL);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // One answer with one reverse stream: side by side where the cores have room.
        "SMOLLM2_Q4_0, SPLIT, 1, 1, SPLIT",
        "SMOLLM2_Q4_0, JOINT, 1, 1, SPLIT",
        "SMOLLM2_Q8_0, JOINT, 1, 1, SPLIT",
        "SMOLLM2_Q4_1, JOINT, 1, 1, SPLIT",
        // Neither is better by enough to move for.
        "RANDOM_0_8B, SPLIT, 1, 1, SPLIT",
        "RANDOM_0_8B, JOINT, 1, 1, JOINT",
        // Several reverse streams or answers: together.
        "RANDOM_0_8B, SPLIT, 1, 3, JOINT",
        "SMOLLM2_Q4_0, SPLIT, 1, 3, JOINT",
        "SMOLLM2_Q4_0, SPLIT, 4, 4, JOINT",
        "SMOLLM2_Q4_0, JOINT, 4, 4, JOINT",
        // Nothing to put aside.
        "SMOLLM2_Q4_0, SPLIT, 1, 0, JOINT",
        "SMOLLM2_Q4_0, SPLIT, 3, 0, JOINT",
    })
    void theWayOfRunningAnswers(Model model, Way current, int positive, int reverse, Way way) {
        assertThat(model.planner().way(current, positive, reverse, true)).isEqualTo(way);
        assertThat(model.planner().way(current, positive, reverse, false)).isEqualTo(Way.JOINT);
    }

    @ParameterizedTest
    @CsvSource({
        // Several rows at a time are much cheaper each, and there is no second context.
        "SMOLLM2_Q8_0, JOINT, true",
        "SMOLLM2_Q4_0, JOINT, false",
        // Side by side is cheaper still.
        "SMOLLM2_Q8_0, BOTH, false",
        "SMOLLM2_Q4_0, BOTH, false",
        "SMOLLM2_Q4_1, BOTH, false",
    })
    void runningAhead(Model model, String ways, boolean expected) {
        var allowed = ways.equals("BOTH") ? ALL : EnumSet.of(Way.JOINT);
        assertThat(new Planner(model.curve(), allowed).shouldRunAhead(2, true)).isEqualTo(expected);
        assertThat(new Planner(model.curve(), allowed).shouldRunAhead(1, true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // Short matches are hardly right, and long ones not for ever.
        "SMOLLM2_Q4_0, SPLIT, 2, 1",
        "RANDOM_0_8B, JOINT, 2, 1",
        "SMOLLM2_Q4_0, SPLIT, 64, 12",
        "RANDOM_0_8B, JOINT, 64, 8",
    })
    void guessesOfMatches(Model model, Way way, int match, int rows) {
        var step = new Planner.Step(way, 2, 0, 0);
        assertThat(model.planner().checkLength(step, 31, match, acceptance)).isEqualTo(rows);
    }

    @Test
    void noMoreIsCheckedThanThereIs() {
        for (var model : Model.values()) {
            for (int guesses = -1; guesses < 32; guesses++) {
                var step = new Planner.Step(Way.JOINT, 2, 0, 0);
                assertThat(model.planner().checkLength(step, guesses, 64, acceptance))
                        .isBetween(1, Math.max(1, guesses + 1));
            }
        }
    }

    @Test
    void guessesThatCostMoreThanTheySaveAreNotMade() {
        var planner = Model.SMOLLM2_Q4_0.planner();
        var step = new Planner.Step(Way.SPLIT, 2, 0, 0);
        assertThat(planner.checkLength(step.withGuessMs(50), 31, 64, acceptance)).isEqualTo(1);
        assertThat(planner.checkLength(step.withGuessMs(0.1), 31, 64, acceptance)).isGreaterThan(8);
    }

    @Test
    void neverMuchWorseThanInOneDecodeWhateverTheCurve() {
        for (int seed = 0; seed < 5000; seed++) {
            var random = new SplittableRandom(seed);
            var curve = randomCurve(random);
            var planner = new Planner(curve, ALL);
            var current = random.nextBoolean() ? Way.SPLIT : Way.JOINT;
            int positive = random.nextInt(1, 5);
            int reverse = random.nextInt(9);
            double joint = curve.ms(Way.JOINT, positive + reverse);
            double chosen =
                    switch (planner.way(current, positive, reverse, true)) {
                        case JOINT -> joint;
                        case SPLIT -> curve.ms(Way.SPLIT, Math.max(positive, reverse));
                    };
            assertThat(chosen).as("seed %d", seed).isLessThanOrEqualTo(joint * 1.05);
        }
    }

    @Test
    void aCheckIsNeverWorseThanNoneAndNearlyTheBest() {
        for (int seed = 0; seed < 5000; seed++) {
            var random = new SplittableRandom(seed);
            var curve = randomCurve(random);
            var way = random.nextBoolean() ? Way.SPLIT : Way.JOINT;
            int streams = random.nextInt(1, 5);
            int match = random.nextInt(2, 65);
            var step = new Planner.Step(way, streams, 0, 0);
            int inLane = way == Way.SPLIT ? Math.max(1, streams - 1) : streams;

            int chosen = new Planner(curve, ALL).checkLength(step, 31, match, acceptance);

            double best = 0;
            for (int length : LENGTHS) {
                best = Math.max(best, rate(curve, way, inLane, match, length));
            }
            assertThat(LENGTHS).contains(chosen);
            assertThat(rate(curve, way, inLane, match, chosen))
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(rate(curve, way, inLane, match, 1))
                    .isGreaterThanOrEqualTo(best / 1.02);
        }
    }

    private double rate(CostCurve curve, Way way, int inLane, int match, int length) {
        return acceptance.expectedTokens(match, length) / curve.ms(way, length * inLane);
    }

    private static CostCurve randomCurve(SplittableRandom random) {
        var curve = new CostCurve();
        for (var way : Way.values()) {
            for (int rows = 1; rows <= 64; rows *= 2) {
                if (random.nextInt(5) > 0) {
                    curve.set(way, rows, random.nextDouble(0.5, 3) * (2 + rows));
                }
            }
        }
        return curve;
    }
}
