package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.model.Logits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrengthTest {
    private static final Logits ROW = Logits.of(1, 2, 3);
    private static final Logits OTHER = Logits.of(3, 2, 1);

    @ParameterizedTest
    @ValueSource(strings = {"constant", "first:1", "first:999999", "decaying:16", "adaptive"})
    void readsWhatItIsCalled(String text) {
        assertThat(Strength.parse(text).label()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Constant",
                "constant:1",
                "first",
                "first:",
                "first:0",
                "first:-1",
                "first:01",
                "first:1000000",
                "first: 1",
                "decaying:1.5",
                "adaptive:2",
                "first:٣"
            })
    void refusesWhatIsNoneAndShowsIt(String text) {
        assertThatThrownBy(() -> Strength.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "strength must be constant, first:N, decaying:N or adaptive, with N from 1"
                                + " to 999999, not '%s'".formatted(text));
    }

    @Test
    void refusesNoTokens() {
        assertThatThrownBy(() -> new Strength.FirstTokens(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strength first:N must be of at least 1 token, not 0");
        assertThatThrownBy(() -> new Strength.Decaying(-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strength decaying:N must be of at least 1 token, not -3");
    }

    @Test
    void constantIsTheSameForEveryToken() {
        assertThat(weights(new Strength.Constant(), 0)).containsExactly(0.5f, 0.25f);
        assertThat(weights(new Strength.Constant(), 1000)).containsExactly(0.5f, 0.25f);
    }

    @Test
    void theFirstTokensAloneReadTheReverseStreams() {
        var strength = new Strength.FirstTokens(3);
        var scorer = ContrastiveScorer.of(strength, 0, 0.5f);

        scorer.weigh(2, ROW, List.of(OTHER));
        assertThat(scorer.argMax(ROW, List.of(OTHER))).isEqualTo(2);
        assertThat(scorer.stepAlphas()).containsExactly(0.5f);
        scorer.weigh(3, ROW, List.of());
        assertThat(scorer.argMax(ROW, List.of())).isEqualTo(2);
        assertThat(scorer.stepAlphas()).containsExactly(0);
        assertThatThrownBy(() -> scorer.weigh(2, ROW, List.of()))
                .hasMessage("0 reverse rows for 1 weights");
        assertThatThrownBy(() -> scorer.weigh(3, ROW, List.of(OTHER)))
                .hasMessage("1 reverse rows for 0 weights");
    }

    @Test
    void decayingHalvesInItsHalfLife() {
        var strength = new Strength.Decaying(4);

        assertThat(weights(strength, 0)).containsExactly(0.5f, 0.25f);
        assertThat(weights(strength, 4)).containsExactly(0.25f, 0.125f);
        assertThat(weights(strength, 12)).containsExactly(0.0625f, 0.03125f);
        assertThat(weights(strength, 2)[0]).isEqualTo((float) (0.5 / Math.sqrt(2)));
        assertThat(weights(strength, 1_000_000)).containsExactly(0, 0);
    }

    @Test
    void adaptiveIsNothingWhereTheStreamsAgreeAndAllWhereTheyExcludeEachOther() {
        var scorer = ContrastiveScorer.of(new Strength.Adaptive(), 0, 0.5f, 2f, 1f, 0f);
        var sure = Logits.of(100, -100, 0);
        var opposite = Logits.of(-100, 100, 0);
        var shifted = Logits.of(103, -97, 3);
        scorer.weigh(5, sure, List.of(sure, opposite, shifted, Logits.of(Float.NaN, 0, 0)));

        assertThat(scorer.stepAlphas()).containsExactly(0, 2, 0, 0);
    }

    @Test
    void adaptiveIsTheDivergenceInBits() {
        var scorer = ContrastiveScorer.of(new Strength.Adaptive(), 0, 1f);
        var coin = Logits.of((float) Math.log(0.5), (float) Math.log(0.5));
        // Of a sure thing and a fair coin: H(3/4, 1/4) − H(1/2, 1/2) / 2.
        scorer.weigh(0, Logits.of(100, -100), List.of(coin));

        double bits = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)) / Math.log(2) - 0.5;
        assertThat((double) scorer.stepAlphas()[0]).isCloseTo(bits, within(1e-5));
    }

    private static float[] weights(Strength strength, int step) {
        var scorer = ContrastiveScorer.of(strength, 0, 0.5f, 0.25f);
        scorer.weigh(step, ROW, List.of(OTHER, OTHER));
        return scorer.stepAlphas();
    }
}
