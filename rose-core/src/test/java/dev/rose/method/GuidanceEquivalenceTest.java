package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.model.Logits;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classifier-free guidance with a negative prompt, as Hugging Face transformers computes it, takes
 * the token of ROSE for γ = 1/(1−α), α below 1: {@code rev + γ(pos − rev) = γ(pos − α·rev)}, and
 * the log-softmaxes only shift each row by a constant.
 */
class GuidanceEquivalenceTest {
    private static final int VOCAB_SIZE = 997;

    @ParameterizedTest
    @ValueSource(floats = {0, 0.1f, 0.3f, 0.5f, 0.7f, 0.9f})
    void takesTheSameTokenAsGuidance(float alpha) {
        var random = new SplittableRandom(11);
        var scorer = new ContrastiveScorer(alpha);
        int otherThanPlain = 0;
        for (int round = 0; round < 500; round++) {
            var positive = row(random);
            var reverse = row(random);

            int rose = scorer.argMax(Logits.of(positive), List.of(Logits.of(reverse)));
            assertThat(rose).isEqualTo(guided(positive, reverse, 1 / (1 - (double) alpha)));
            otherThanPlain += rose == TopTwo.of(positive).best() ? 0 : 1;
        }
        if (alpha > 0) {
            assertThat(otherThanPlain).isPositive();
        }
    }

    private static int guided(float[] positive, float[] reverse, double guidanceScale) {
        var pos = logSoftmax(positive);
        var rev = logSoftmax(reverse);
        int best = 0;
        var guided = new double[pos.length];
        for (int i = 0; i < guided.length; i++) {
            guided[i] = rev[i] + guidanceScale * (pos[i] - rev[i]);
            best = guided[i] > guided[best] ? i : best;
        }
        return best;
    }

    private static double[] logSoftmax(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        var out = new double[logits.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = logits[i] - Math.log(sum);
        }
        return out;
    }

    private static float[] row(SplittableRandom random) {
        var values = new float[VOCAB_SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-12, 12);
        }
        return values;
    }
}
