package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.model.Logits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows are logarithms of small probabilities, so that every figure can be checked by hand. */
class StepExplainerTest {

    @Test
    void explainsAChangedToken() {
        // s = log pos − log rev, so that ROSE's distribution is pos/rev, normalised: 1 : 2 : 2.
        var step =
                new StepExplainer(3, 1f)
                        .explain(1, logs(0.5, 0.25, 0.25), List.of(logs(0.625, 0.1875, 0.1875)));

        assertThat(step.token()).isEqualTo(1);
        assertThat(step.positive()).isCloseTo(0.25, within(1e-6));
        assertThat(step.reverse()).isCloseTo(0.1875, within(1e-6));
        assertThat(step.rose()).isCloseTo(0.625 / (2 * 0.625 + 0.375), within(1e-6));
        assertThat(step.positiveRank()).isEqualTo(2);
        assertThat(step.plainToken()).isZero();
        assertThat(step.changed()).isTrue();
    }

    @Test
    void theRankOfEqualTokensFollowsTheirIds() {
        var explainer = new StepExplainer(4);
        var row = Logits.of(1, 5, 5, 0);

        assertThat(explainer.explain(1, row, List.of()).positiveRank()).isEqualTo(1);
        assertThat(explainer.explain(2, row, List.of()).positiveRank()).isEqualTo(2);
        assertThat(explainer.explain(3, row, List.of()).positiveRank()).isEqualTo(4);
    }

    @Test
    void withoutAReverseStreamNothingDiverges() {
        var step = new StepExplainer(2).explain(0, logs(0.75, 0.25), List.of());

        assertThat(step.reverse()).isNaN();
        assertThat(step.divergence()).isZero();
        assertThat(step.positive()).isCloseTo(0.75, within(1e-6));
        assertThat(step.rose()).isEqualTo(step.positive());
        assertThat(step.changed()).isFalse();
    }

    @Test
    void divergenceIsInBitsFromNoneToOne() {
        var explainer = new StepExplainer(2, 0.5f);
        var sure = Logits.of(100, -100);

        assertThat(explainer.explain(0, sure, List.of(sure)).divergence()).isZero();
        assertThat(explainer.explain(0, sure, List.of(Logits.of(-100, 100))).divergence())
                .isCloseTo(1, within(1e-12));
        // Against a fair coin: 3/4 · (2 − log₂ 3) ... = H(3/4, 1/4) − 1/2.
        double expected = -(0.75 * log2(0.75) + 0.25 * log2(0.25)) - 0.5;
        assertThat(explainer.explain(0, sure, List.of(logs(0.5, 0.5))).divergence())
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void severalReverseStreamsCountByTheirWeights() {
        var reverse = List.of(logs(0.8, 0.2), logs(0.4, 0.6));
        var positive = logs(0.5, 0.5);

        assertThat(new StepExplainer(2, 0.3f, 0.1f).explain(0, positive, reverse).reverse())
                .isCloseTo(0.7, within(1e-6));
        assertThat(new StepExplainer(2, 0f, 0f).explain(0, positive, reverse).reverse())
                .isCloseTo(0.6, within(1e-6));
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
