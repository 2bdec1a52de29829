package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
    private static final int DRAWS = 20_000;

    /** Forty tokens, ties among them, probabilities from 0.14 to 0.00001 at temperature 1. */
    private static final float[] SCORES = scores();

    private static float[] scores() {
        var scores = new float[40];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = ((i * 17) % 40) / 2 * -0.5f;
        }
        return scores;
    }

    static Stream<Sampling> samplings() {
        return Stream.of(
                new Sampling(1, 0, 1, 0, 1),
                new Sampling(0.7f, 0, 1, 0, 2),
                new Sampling(3, 0, 1, 0, 3),
                new Sampling(1, 7, 1, 0, 4),
                new Sampling(1, 39, 1, 0, 5),
                new Sampling(1, 0, 0.8f, 0, 6),
                new Sampling(1, 0, 0.999f, 0, 7),
                new Sampling(1, 0, 1, 0.2f, 8),
                new Sampling(1.5f, 12, 0.9f, 0.1f, 9));
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void drawsFollowTheDistribution(Sampling sampling) {
        var expected = expected(SCORES, sampling);
        var sampler = new Sampler(sampling);
        var counts = new long[SCORES.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.sample(SCORES)]++;
        }

        var kept = IntStream.range(0, counts.length).filter(i -> expected[i] > 0).toArray();
        for (int i = 0; i < counts.length; i++) {
            if (expected[i] == 0) {
                assertThat(counts[i]).as("token %d is filtered out", i).isZero();
            }
        }
        // Cells too rare for the test's approximation are one cell together.
        var frequent = Arrays.stream(kept).filter(i -> expected[i] * DRAWS >= 5).toArray();
        var cells = new double[frequent.length + 1];
        var seen = new long[frequent.length + 1];
        for (int i = 0; i < frequent.length; i++) {
            cells[i] = expected[frequent[i]];
            seen[i] = counts[frequent[i]];
        }
        cells[frequent.length] = Math.max(0, 1 - Arrays.stream(cells).sum());
        seen[frequent.length] = DRAWS - Arrays.stream(seen).sum();
        int used = cells[frequent.length] * DRAWS >= 5 ? cells.length : frequent.length;
        var result =
                ChiSquareTest.withDefaults()
                        .test(Arrays.copyOf(cells, used), Arrays.copyOf(seen, used));
        assertThat(result.getPValue()).isGreaterThan(0.001);
    }

    @Test
    void theChiSquareTestWouldSeeAWrongTemperature() {
        var expected = expected(SCORES, Sampling.temperature(1, 0));
        var sampler = new Sampler(Sampling.temperature(0.95f, 1));
        var counts = new long[SCORES.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.sample(SCORES)]++;
        }

        assertThat(ChiSquareTest.withDefaults().test(expected, counts).getPValue())
                .isLessThan(0.001);
    }

    /** The distribution by the words of {@link Sampling}, on sorted lists and without shortcuts. */
    private static double[] expected(float[] scores, Sampling sampling) {
        var order =
                new ArrayList<>(
                        IntStream.range(0, scores.length)
                                .boxed()
                                .sorted(
                                        Comparator.comparing((Integer i) -> -scores[i])
                                                .thenComparing(i -> i))
                                .toList());
        if (sampling.topK() > 0) {
            order = new ArrayList<>(order.subList(0, Math.min(sampling.topK(), order.size())));
        }
        var p = normalised(scores, order, sampling);
        double reached = 0;
        var nucleus = new ArrayList<Integer>();
        for (int token : order) {
            if (reached < sampling.topP()) {
                nucleus.add(token);
                reached += p[token];
            }
        }
        p = normalised(scores, nucleus, sampling);
        var kept = new ArrayList<Integer>();
        for (int token : nucleus) {
            if (p[token] >= sampling.minP() * p[nucleus.getFirst()]) {
                kept.add(token);
            }
        }
        return normalised(scores, kept, sampling);
    }

    private static double[] normalised(float[] scores, List<Integer> tokens, Sampling sampling) {
        var p = new double[scores.length];
        for (int token : tokens) {
            p[token] = Math.exp(scores[token] / sampling.temperature());
        }
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    @Test
    void theCandidatesAreThoseOfTheWordsInRandomCases() {
        var random = new SplittableRandom(8);
        for (int round = 0; round < 300; round++) {
            var scores = new float[random.nextInt(1, 60)];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(-8, 8) / 2f;
            }
            var sampling =
                    new Sampling(
                            random.nextInt(1, 5) / 2f,
                            random.nextInt(0, scores.length + 5),
                            random.nextInt(1, 11) / 10f,
                            random.nextInt(0, 8) / 10f,
                            round);
            var expected = expected(scores, sampling);
            var sampler = new Sampler(sampling);
            for (int draw = 0; draw < 50; draw++) {
                int token = sampler.sample(scores);
                assertThat(expected[token]).as("%s, token %d", sampling, token).isPositive();
            }
        }
    }

    @Test
    void theSameSeedDrawsTheSameTokens() {
        assertThat(draws(42)).isEqualTo(draws(42)).isNotEqualTo(draws(43));
    }

    private static List<Integer> draws(long seed) {
        var sampler = new Sampler(new Sampling(1, 20, 0.95f, 0.01f, seed));
        return IntStream.range(0, 100).map(i -> sampler.sample(SCORES)).boxed().toList();
    }

    @Test
    void eachTokenTakesOneNumberWhateverTheFilters() {
        // Samplers whose filters differ, but keep both sides of a coin, stay in step.
        var samplers =
                Stream.of(
                                new Sampling(1, 0, 1, 0, 7),
                                new Sampling(1, 2, 1, 0.9f, 7),
                                new Sampling(5, 30, 0.6f, 0, 7))
                        .map(Sampler::new)
                        .toList();
        var coin = new float[2];
        for (int i = 0; i < 50; i++) {
            samplers.forEach(sampler -> sampler.sample(SCORES));
            assertThat(samplers.stream().map(sampler -> sampler.sample(coin)).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void greedyTakesTheBestAndTheLowestIdOfEqualOnes() {
        var sampler = new Sampler(Sampling.greedy());

        assertThat(sampler.sample(new float[] {1, 3, 3, 2})).isEqualTo(1);
    }

    @Test
    void scoresThatAreNotFiniteAreNeverDrawn() {
        float[] scores = {
            Float.NaN, 0, Float.NEGATIVE_INFINITY, 0, Float.POSITIVE_INFINITY, Float.NaN
        };
        for (var sampling :
                List.of(
                        new Sampling(1, 0, 1, 0, 1),
                        new Sampling(1, 3, 1, 0, 1),
                        new Sampling(1, 5, 0.99f, 0, 1),
                        new Sampling(100, 0, 1, 0.5f, 1))) {
            var sampler = new Sampler(sampling);
            for (int i = 0; i < 100; i++) {
                assertThat(sampler.sample(scores)).isIn(1, 3);
            }
        }
        assertThatThrownBy(() ->
                        new Sampler(Sampling.temperature(1, 1)).sample(new float[] {Float.NaN}))
                .isInstanceOf(RoseException.class);
    }

    @Test
    void extremeTemperaturesDrawWithoutOverflow() {
        float[] scores = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE};
        var cold = new Sampler(Sampling.temperature(Float.MIN_VALUE, 1));
        var hot = new Sampler(Sampling.temperature(Float.MAX_VALUE, 1));
        for (int i = 0; i < 100; i++) {
            assertThat(cold.sample(scores)).isIn(0, 2);
            assertThat(hot.sample(scores)).isBetween(0, 2);
        }
    }

    @Test
    void aSamplerServesVocabulariesOfAnySize() {
        var sampler = new Sampler(new Sampling(1, 2, 0.9f, 0, 1));

        assertThat(sampler.sample(new float[] {1, 2})).isBetween(0, 1);
        assertThat(sampler.sample(new float[1000])).isIn(0, 1);
        assertThat(sampler.sample(new float[] {5})).isZero();
    }

    @Test
    void theGeneratorIsSplitMix64() {
        // The first outputs that the reference implementation in C gives for this seed.
        var random = new SplitMix64(1234567);

        assertThat(Stream.generate(random::nextLong).limit(5).map(Long::toUnsignedString))
                .containsExactly(
                        "6457827717110365317",
                        "3203168211198807973",
                        "9817491932198370423",
                        "4593380528125082431",
                        "16408922859458223821");
        for (int i = 0; i < 1000; i++) {
            assertThat(random.nextDouble()).isGreaterThanOrEqualTo(0).isLessThan(1);
        }
    }
}
