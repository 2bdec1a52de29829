package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rose.model.Logits;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rows are logarithms of small probabilities, so that every figure can be checked by hand. */
class StepExplainerTest {

    @Test
    void explainsAChangedToken() {
        // s = log pos − log rev, so that ROSE's distribution is pos/rev, normalised: 1 : 2 : 2.
        var step =
                explainer(3, 1f)
                        .explain(1, logs(0.5, 0.25, 0.25), List.of(logs(0.625, 0.1875, 0.1875)));

        assertThat(step.token()).isEqualTo(1);
        assertThat(step.positive()).isCloseTo(0.25, within(1e-5));
        assertThat(step.reverse()).isCloseTo(0.1875, within(1e-5));
        assertThat(step.rose()).isCloseTo(0.625 / (2 * 0.625 + 0.375), within(1e-5));
        assertThat(step.positiveRank()).isEqualTo(2);
        assertThat(step.plainToken()).isZero();
        assertThat(step.changed()).isTrue();
    }

    @Test
    void theRankOfEqualTokensFollowsTheirIds() {
        var explainer = explainer(4);
        var row = Logits.of(1, 5, 5, 0);

        assertThat(explainer.explain(1, row, List.of()).positiveRank()).isEqualTo(1);
        assertThat(explainer.explain(2, row, List.of()).positiveRank()).isEqualTo(2);
        assertThat(explainer.explain(3, row, List.of()).positiveRank()).isEqualTo(4);
    }

    @Test
    void withoutAReverseStreamNothingDiverges() {
        var step = explainer(2).explain(0, logs(0.75, 0.25), List.of());

        assertThat(step.reverse()).isNaN();
        assertThat(step.divergence()).isZero();
        assertThat(step.positive()).isCloseTo(0.75, within(1e-5));
        assertThat(step.rose()).isEqualTo(step.positive());
        assertThat(step.changed()).isFalse();
    }

    @Test
    void divergenceIsInBitsFromNoneToOne() {
        var explainer = explainer(2, 0.5f);
        var sure = Logits.of(100, -100);

        assertThat(explainer.explain(0, sure, List.of(sure)).divergence()).isZero();
        assertThat(explainer.explain(0, sure, List.of(Logits.of(-100, 100))).divergence())
                .isCloseTo(1, within(1e-6));
        // Against a fair coin: 3/4 · (2 − log₂ 3) ... = H(3/4, 1/4) − 1/2.
        double expected = -(0.75 * log2(0.75) + 0.25 * log2(0.25)) - 0.5;
        assertThat(explainer.explain(0, sure, List.of(logs(0.5, 0.5))).divergence())
                .isCloseTo(expected, within(1e-5));
    }

    @Test
    void severalReverseStreamsCountByTheirWeights() {
        var reverse = List.of(logs(0.8, 0.2), logs(0.4, 0.6));
        var positive = logs(0.5, 0.5);

        assertThat(explainer(2, 0.3f, 0.1f).explain(0, positive, reverse).reverse())
                .isCloseTo(0.7, within(1e-5));
        assertThat(explainer(2, 0f, 0f).explain(0, positive, reverse).reverse())
                .isCloseTo(0.6, within(1e-5));
    }

    @Test
    void onTheToyModelProbabilitiesSumToOneAndDivergenceIsNoneForEqualPrompts() {
        var model = new ToyModel(ToyVocabulary.ofAllBytes(), 3);
        int size = model.vocabulary().size();
        var random = new SplittableRandom(1);
        for (int round = 0; round < 20; round++) {
            var positive = Logits.of(model.logitsAfter(new int[] {1, round}));
            var reverse = Logits.of(model.logitsAfter(new int[] {2, round}));
            var scorer =
                    ContrastiveScorer.of(
                            new Strength.Adaptive(), round % 2 * 0.1f, random.nextFloat(), 0.5f);
            var explainer = new StepExplainer(size, scorer);
            var rows = List.of(reverse, positive);
            scorer.weigh(0, positive, rows);

            double positiveSum = 0;
            double reverseSum = 0;
            double roseSum = 0;
            for (int token = 0; token < size; token++) {
                var step = explainer.explain(token, positive, rows);
                positiveSum += step.positive();
                reverseSum += step.reverseStreams().getFirst().probability();
                roseSum += step.rose();
                assertThat(step.divergence()).isBetween(0.0, 1.0);
                assertThat(step.reverseStreams().getFirst().divergence()).isPositive();
                assertThat(step.reverseStreams().get(1).divergence()).isZero();
                assertThat(step.reverseStreams().get(1).alpha()).isZero();
            }
            assertThat(positiveSum).isCloseTo(1, within(1e-4));
            assertThat(reverseSum).isCloseTo(1, within(1e-4));
            assertThat(roseSum).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void figuresAreThoseOfDoublePrecision() {
        var random = new SplittableRandom(2);
        for (int size : new int[] {1, 2, 7, 8, 9, 1023, 1024, 1025, 3001}) {
            var positive = gaussian(random, size);
            var reverse = gaussian(random, size);
            var p = softmax(positive);
            var q = softmax(reverse);
            double bits = 0;
            for (int i = 0; i < size; i++) {
                double middle = (p[i] + q[i]) / 2;
                bits += (p[i] * log2(p[i] / middle) + q[i] * log2(q[i] / middle)) / 2;
            }
            int token = random.nextInt(size);
            var step =
                    explainer(size, 0.5f)
                            .explain(token, Logits.of(positive), List.of(Logits.of(reverse)));

            assertThat(step.positive()).isCloseTo(p[token], withinPercentage(0.002));
            assertThat(step.reverse()).isCloseTo(q[token], withinPercentage(0.002));
            assertThat(step.divergence()).isCloseTo(bits, within(1e-5));
            assertThat(step.positiveTop()).isEqualTo(sorted(step.positiveTop()));
            assertThat(step.positiveTop()).hasSize(Math.min(5, size));
            assertThat(step.positiveTop().getFirst().token()).isEqualTo(step.plainToken());
            long better = Arrays.stream(p).filter(x -> x > p[token]).count();
            assertThat(step.positiveRank()).isEqualTo((int) better + 1);
            var best = Arrays.stream(p).boxed().sorted(Comparator.reverseOrder()).toList();
            for (int i = 0; i < step.positiveTop().size(); i++) {
                assertThat(p[step.positiveTop().get(i).token()]).isEqualTo(best.get(i));
            }
        }
    }

    @Test
    void scoresThatAreNotFiniteAreNothing() {
        float infinity = Float.POSITIVE_INFINITY;
        var row = Logits.of(Float.NaN, infinity, 1, -infinity, 1);
        var step = explainer(5, 0.5f).explain(1, row, List.of(row));

        assertThat(step.positive()).isZero();
        assertThat(step.divergence()).isZero();
        assertThat(step.plainToken()).isEqualTo(2);
        assertThat(step.positiveTop())
                .containsExactly(
                        new StepExplanation.Candidate(2, 0.5),
                        new StepExplanation.Candidate(4, 0.5));
    }

    @Test
    void aMaskedTokenHasNoProbabilityUnderRose() {
        var scorer = ContrastiveScorer.of(new Strength.Constant(), 0.5f, 1f);
        var step =
                new StepExplainer(3, scorer)
                        .explain(0, logs(0.6, 0.1, 0.3), List.of(logs(0.8, 0.1, 0.1)));

        assertThat(step.roseTop()).hasSize(2).noneMatch(candidate -> candidate.token() == 1);
        assertThat(step.rose()).isCloseTo(0.75 / 3.75, within(1e-5));
        assertThat(step.alpha()).isEqualTo(1);
    }

    private static float[] gaussian(SplittableRandom random, int size) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian() * 3;
        }
        return values;
    }

    private static double[] softmax(float[] scores) {
        var out = new double[scores.length];
        Softmax.of(scores, out);
        return out;
    }

    private static List<StepExplanation.Candidate> sorted(
            List<StepExplanation.Candidate> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparing(StepExplanation.Candidate::probability).reversed())
                .toList();
    }

    private static StepExplainer explainer(int vocabSize, float... alphas) {
        return new StepExplainer(vocabSize, new ContrastiveScorer(alphas));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private static Logits logs(double... probabilities) {
        var logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return Logits.of(logits);
    }
}
