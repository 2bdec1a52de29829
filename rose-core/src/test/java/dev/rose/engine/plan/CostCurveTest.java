package dev.rose.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CostCurveTest {
    private final CostCurve curve = new CostCurve();

    @Test
    void knownPointsAreKeptAndBetweenThemIsALine() {
        curve.set(Way.JOINT, 4, 10);
        curve.set(Way.JOINT, 8, 30);

        assertThat(curve.ms(Way.JOINT, 4)).isEqualTo(10);
        assertThat(curve.ms(Way.JOINT, 5)).isCloseTo(15, within(1e-9));
        assertThat(curve.ms(Way.JOINT, 8)).isEqualTo(30);
        assertThat(curve.points(Way.JOINT)).containsOnlyKeys(4, 8);
        assertThat(curve.points(Way.SPLIT)).isEmpty();
    }

    @Test
    void beyondThemTheAssumedShapePassesThroughTheNearest() {
        curve.set(Way.JOINT, 4, 10);
        curve.set(Way.JOINT, 8, 16);

        assertThat(curve.ms(Way.JOINT, 1)).isBetween(1.0, 10.0);
        assertThat(curve.ms(Way.JOINT, 9)).isBetween(16.0, 20.0);
        assertThat(curve.ms(Way.JOINT, 64)).isGreaterThan(curve.ms(Way.JOINT, 32));
        // The other way is as much slower or faster as is assumed of any machine.
        double ratio = new CostCurve().ms(Way.SPLIT, 4) / new CostCurve().ms(Way.JOINT, 4);
        assertThat(curve.ms(Way.SPLIT, 4)).isCloseTo(10 * ratio, within(1e-9));
    }

    @Test
    void fewTimesChangeNothingAndOneStallNeverDoes() {
        curve.set(Way.SPLIT, 2, 5);
        for (int i = 0; i < 4; i++) {
            curve.observe(Way.SPLIT, 2, 100);
        }
        assertThat(curve.ms(Way.SPLIT, 2)).isEqualTo(5);

        for (int i = 0; i < 20; i++) {
            curve.observe(Way.SPLIT, 2, 7);
        }
        curve.observe(Way.SPLIT, 2, 10_000);
        assertThat(curve.ms(Way.SPLIT, 2)).isEqualTo(7);
    }

    @Test
    void aStretchOfStallsIsNotBelieved() {
        curve.set(Way.SPLIT, 1, 5);
        for (double ms : new double[] {5, 5, 12, 9, 11, 10, 5, 12, 9}) {
            curve.observe(Way.SPLIT, 1, ms);
        }
        assertThat(curve.ms(Way.SPLIT, 1)).isEqualTo(5);
    }

    @Test
    void aChangedMachineIsLearned() {
        for (int i = 0; i < 200; i++) {
            curve.observe(Way.JOINT, 1, 5);
        }
        for (int i = 0; i < 60; i++) {
            curve.observe(Way.JOINT, 1, 9);
        }
        assertThat(curve.ms(Way.JOINT, 1)).isEqualTo(9);
    }

    @Test
    void aWayThatIsGoneAnewIsLearnedFromThenOn() {
        for (int i = 0; i < 64; i++) {
            curve.observe(Way.SPLIT, 1, 9);
            curve.observe(Way.JOINT, 1, 9);
        }
        curve.beginAnew(Way.SPLIT);
        assertThat(curve.ms(Way.SPLIT, 1)).isEqualTo(9);

        for (int i = 0; i < 5; i++) {
            curve.observe(Way.SPLIT, 1, 5);
            curve.observe(Way.JOINT, 1, 5);
        }
        assertThat(curve.ms(Way.SPLIT, 1)).isEqualTo(5);
        assertThat(curve.ms(Way.JOINT, 1)).isEqualTo(9);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        curve.set(Way.JOINT, 1, 3);
        var copy = curve.copy();
        curve.set(Way.JOINT, 1, 4);
        copy.set(Way.SPLIT, 1, 2);

        assertThat(copy.ms(Way.JOINT, 1)).isEqualTo(3);
        assertThat(curve.points(Way.SPLIT)).isEmpty();
    }

    @Test
    void anyCurveIsPositiveEverywhere() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            var any = new CostCurve();
            for (int i = random.nextInt(6); i > 0; i--) {
                var way = random.nextBoolean() ? Way.SPLIT : Way.JOINT;
                any.set(way, random.nextInt(1, 100), random.nextDouble(0.001, 1000));
            }
            for (int rows = 0; rows < 600; rows++) {
                assertThat(any.ms(Way.SPLIT, rows)).isPositive().isFinite();
                assertThat(any.ms(Way.JOINT, rows)).isPositive().isFinite();
            }
        }
    }

    @Test
    void onlyWhatLiesBetweenKnownPointsIsKnown() {
        var curve = new CostCurve();
        curve.set(Way.JOINT, 2, 10);
        curve.set(Way.JOINT, 4, 20);

        assertThat(curve.knownMs(Way.JOINT, 3)).hasValue(15);
        assertThat(curve.knownMs(Way.JOINT, 4)).hasValue(20);
        assertThat(curve.knownMs(Way.JOINT, 1)).isEmpty();
        assertThat(curve.knownMs(Way.JOINT, 5)).isEmpty();
        assertThat(curve.knownMs(Way.SPLIT, 3)).isEmpty();
    }
}
