package dev.rose.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What must hold of any figures; the seed is fixed, so a failure comes again. */
final class StatisticsPropertiesTest {
    private static final int ROUNDS = 300;

    private final SplittableRandom random = new SplittableRandom(20240611);

    @Test
    void wilsonHoldsTheRateAndNarrowsWithMore() {
        for (int i = 0; i < ROUNDS; i++) {
            int of = 1 + random.nextInt(500);
            int count = random.nextInt(of + 1);
            var interval = Wilson.interval(count, of, 0.95);
            assertThat(interval.contains((double) count / of)).isTrue();
            assertThat(interval.low()).isBetween(0.0, 1.0);
            assertThat(interval.high()).isBetween(0.0, 1.0);
            var mirrored = Wilson.interval(of - count, of, 0.95);
            assertThat(mirrored.low()).isCloseTo(1 - interval.high(), within(1e-12));
            var more = Wilson.interval(10L * count, 10L * of, 0.95);
            assertThat(width(more)).isLessThan(width(interval));
            assertThat(width(Wilson.interval(count, of, 0.99))).isGreaterThan(width(interval));
        }
    }

    @Test
    void ofNothingNothingIsKnown() {
        assertThat(Wilson.interval(0, 0, 0.95)).isEqualTo(new Interval(0, 1));
        assertThat(McNemar.exact(0, 0)).isEqualTo(1);
        assertThat(Holm.adjust(new double[0])).isEmpty();
        assertThat(PairedBootstrap.interval(0, 0, 0, 0.95, 1).low()).isNaN();
        assertThat(Bootstrap.meanInterval(new double[0], 0.95, 1).high()).isNaN();
        assertThat(PairedDifference.interval(0, 0, 0, 0, 0.95)).isEqualTo(new Interval(-1, 1));
        assertThat(CohenKappa.of(List.of(), List.of())).isNaN();
        assertThat(SmallestEffect.ofPairs(0, 0)).isNaN();
    }

    @Test
    void endsOfTheScaleAreReachedExactly() {
        for (int of : new int[] {1, 2, 7, 50, 939, 14042}) {
            assertThat(Wilson.interval(0, of, 0.95).low()).isZero();
            assertThat(Wilson.interval(of, of, 0.95).high()).isEqualTo(1);
        }
        assertThat(PairedBootstrap.interval(0, 0, 50, 0.95, 1)).isEqualTo(new Interval(0, 0));
        assertThat(PairedBootstrap.interval(50, 0, 50, 0.95, 1)).isEqualTo(new Interval(1, 1));
        assertThat(CohenKappa.of(List.of("a", "a"), List.of("a", "a"))).isNaN();
        assertThat(CohenKappa.of(List.of("a", "b"), List.of("a", "b"))).isEqualTo(1);
    }

    @Test
    void mcNemarIsEvenHandedAndFallsWithTheGap() {
        for (int i = 0; i < ROUNDS; i++) {
            int all = 1 + random.nextInt(200);
            int gained = random.nextInt(all + 1);
            double p = McNemar.exact(gained, all - gained);
            assertThat(p).isBetween(0.0, 1.0).isEqualTo(McNemar.exact(all - gained, gained));
            if (2 * gained < all && gained > 0) {
                assertThat(McNemar.exact(gained - 1, all - gained + 1)).isLessThan(p);
            }
        }
    }

    @Test
    void holmRaisesAndKeepsTheOrder() {
        for (int i = 0; i < ROUNDS; i++) {
            double[] p = random.doubles(1 + random.nextInt(12)).toArray();
            double[] adjusted = Holm.adjust(p);
            for (int a = 0; a < p.length; a++) {
                assertThat(adjusted[a]).isBetween(p[a], Math.min(1, p.length * p[a] + 1e-12));
                for (int b = 0; b < p.length; b++) {
                    if (p[a] < p[b]) {
                        assertThat(adjusted[a]).isLessThanOrEqualTo(adjusted[b]);
                    }
                }
            }
            assertThat(Arrays.stream(adjusted).min().orElseThrow())
                    .isCloseTo(
                            Math.min(1, p.length * Arrays.stream(p).min().orElseThrow()),
                            within(1e-12));
        }
    }

    @Test
    void resampledIntervalsHoldTheEstimateAndComeAgain() {
        for (int i = 0; i < 40; i++) {
            int items = 5 + random.nextInt(200);
            int gained = random.nextInt(items + 1);
            int lost = random.nextInt(items - gained + 1);
            long seed = random.nextLong();
            var interval = PairedBootstrap.interval(gained, lost, items, 0.95, seed);
            assertThat(interval.contains((double) (gained - lost) / items)).isTrue();
            assertThat(PairedBootstrap.interval(gained, lost, items, 0.95, seed))
                    .isEqualTo(interval);
            double[] values = random.doubles(items, -3, 8).toArray();
            var mean = Bootstrap.meanInterval(values, 0.95, seed);
            assertThat(mean.contains(Arrays.stream(values).average().orElseThrow())).isTrue();
            assertThat(Bootstrap.meanInterval(values, 0.95, seed)).isEqualTo(mean);
        }
    }

    /** Both say the same of the difference where items are many. */
    @Test
    void closedFormAndResamplingMeetForManyItems() {
        for (int i = 0; i < 10; i++) {
            int gained = 200 + random.nextInt(300);
            int lost = 200 + random.nextInt(300);
            int both = 600 + random.nextInt(100);
            int items = 2000;
            var closed =
                    PairedDifference.interval(
                            both, gained, lost, items - both - gained - lost, 0.95);
            var drawn = PairedBootstrap.interval(gained, lost, items, 0.95, i);
            assertThat(drawn.low()).isCloseTo(closed.low(), within(0.004));
            assertThat(drawn.high()).isCloseTo(closed.high(), within(0.004));
        }
    }

    /** Of 2,000 samples with a known difference, how many intervals hold it. */
    @Test
    void closedFormHoldsTheTruthAsOftenAsItSays() {
        int held = 0;
        for (int i = 0; i < 2000; i++) {
            int[] cells = new int[4];
            for (int j = 0; j < 60; j++) {
                double u = random.nextDouble();
                cells[u < 0.2 ? 0 : u < 0.25 ? 1 : u < 0.45 ? 2 : 3]++;
            }
            var interval = PairedDifference.interval(cells[0], cells[1], cells[2], cells[3], 0.95);
            held += interval.contains(0.05 - 0.2) ? 1 : 0;
        }
        assertThat(held / 2000.0).isBetween(0.935, 0.975);
    }

    @Test
    void pairedDifferenceTurnsAroundWithItsArms() {
        for (int i = 0; i < ROUNDS; i++) {
            int[] cells = IntStream.range(0, 4).map(_ -> random.nextInt(40)).toArray();
            cells[3]++;
            var one = PairedDifference.interval(cells[0], cells[1], cells[2], cells[3], 0.9);
            var other = PairedDifference.interval(cells[0], cells[2], cells[1], cells[3], 0.9);
            assertThat(one.low()).isCloseTo(-other.high(), within(1e-12));
            double items = Arrays.stream(cells).sum();
            assertThat(one.contains((cells[1] - cells[2]) / items)).isTrue();
        }
    }

    @Test
    void smallestEffectFallsWithItemsAndRisesWithDisorder() {
        for (int i = 0; i < ROUNDS; i++) {
            int items = 6 + random.nextInt(3000);
            double discordant = random.nextDouble();
            double effect = SmallestEffect.ofPairs(items, discordant);
            assertThat(effect).isBetween(0.0, 1.0);
            assertThat(SmallestEffect.ofPairs(items + 50, discordant)).isLessThan(effect);
            assertThat(SmallestEffect.ofPairs(items, Math.min(1, discordant + 0.1)))
                    .isGreaterThanOrEqualTo(effect);
        }
        assertThat(SmallestEffect.ofPairs(5, 1)).isNaN();
        assertThat(SmallestEffect.ofPairs(6, 1)).isEqualTo(1);
    }

    @Test
    void kappaDoesNotDependOnNamesOrOrder() {
        for (int i = 0; i < ROUNDS; i++) {
            int size = 2 + random.nextInt(80);
            var first = IntStream.range(0, size).mapToObj(_ -> random.nextInt(3)).toList();
            var second = IntStream.range(0, size).mapToObj(_ -> random.nextInt(3)).toList();
            double kappa = CohenKappa.of(first, second);
            var named = List.of("x", "y", "z");
            double renamed =
                    CohenKappa.of(
                            first.reversed().stream().map(named::get).toList(),
                            second.reversed().stream().map(named::get).toList());
            assertThat(renamed).isEqualTo(Double.valueOf(kappa));
            if (!Double.isNaN(kappa)) {
                assertThat(kappa).isBetween(-1.0, 1.0);
                assertThat(CohenKappa.of(second, first)).isCloseTo(kappa, within(1e-12));
            }
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Wilson.interval(3, 2, 0.95))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Wilson.interval(1, 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> McNemar.exact(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Holm.adjust(new double[] {0.1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedBootstrap.interval(3, 3, 5, 0.95, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CohenKappa.of(List.of(1), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SmallestEffect.ofPairs(5, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }
}
