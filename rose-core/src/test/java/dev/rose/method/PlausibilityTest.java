package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mask: what the positive stream finds absurd has no score. */
class PlausibilityTest {
    private static final float NONE = Float.NEGATIVE_INFINITY;

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1, 1.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesWhatIsNoneAndShowsIt(float plausibility) {
        assertThatThrownBy(() -> ContrastiveScorer.of(new Strength.Constant(), plausibility, 0.5f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plausibility must be at least 0 and below 1, not " + plausibility);
    }

    @Test
    void whatIsAbsurdCannotWin() {
        var positive = Logits.of(5, 4, 0);
        var reverse = List.of(Logits.of(9, 3, -90));
        var out = new float[3];
        // e⁻² is between the second and the third token.
        var scorer = masking(0.13f, 1f);
        scorer.score(positive, reverse, out);

        assertThat(new ContrastiveScorer(1f).argMax(positive, reverse)).isEqualTo(2);
        assertThat(scorer.argMax(positive, reverse)).isEqualTo(1);
        assertThat(out).containsExactly(-4, 1, NONE);
    }

    @Test
    void aTokenAtTheEdgeIsIn() {
        var half = (float) Math.log(0.5f);
        var out = new float[3];
        masking(0.5f, 0f)
                .score(Logits.of(0, half, Math.nextDown(half)), List.of(Logits.of(0, 0, 0)), out);

        assertThat(out).containsExactly(0, half, NONE);
    }

    @Test
    void thatAnotherTokenIsNearlyInOrTheBestNearlyOutIsANearTie() {
        var scorer = masking(0.5f, 1f);
        float edge = (float) Math.log(0.5);

        assertThat(scorer.choose(Logits.of(0, edge + 1e-3f), List.of(Logits.of(5, 0))))
                .isEqualTo(new ContrastiveScorer.Choice(new TopTwo(1, edge + 1e-3f, 0, -5), true));
        assertThat(scorer.choose(Logits.of(0, edge - 1e-3f), List.of(Logits.of(5, 0))))
                .isEqualTo(new ContrastiveScorer.Choice(new TopTwo(0, -5, -1, NONE), true));
        // Nearly in, and it would lose.
        assertThat(scorer.choose(Logits.of(0, edge - 1e-3f), List.of(Logits.of(0, 0))).nearTie())
                .isFalse();
        assertThat(scorer.choose(Logits.of(0, edge - 0.06f), List.of(Logits.of(5, 0))).nearTie())
                .isFalse();
        assertThat(scorer.choose(Logits.of(0, edge + 0.06f), List.of(Logits.of(5, 0))).nearTie())
                .isFalse();
    }

    @Test
    void brokenLogitsAreNotTheBest() {
        var broken = Logits.of(Float.NaN, Float.POSITIVE_INFINITY, 3, 1, NONE);

        assertThat(masking(0.5f).topTwo(broken, List.of())).isEqualTo(new TopTwo(2, 3, -1, NONE));
        assertThatThrownBy(() -> masking(0.5f).argMax(Logits.of(Float.NaN, NONE), List.of()))
                .isInstanceOf(RoseException.class)
                .hasMessageStartingWith("none of the ");
    }

    @Test
    void theTwoBestAreThoseOfTheMaskedScoresAtEveryLength() {
        var random = new SplittableRandom(4);
        for (int size : new int[] {1, 2, 7, 9, 1023, 1024, 1025, 3001}) {
            for (int streams = 0; streams < 4; streams++) {
                var alphas = new float[streams];
                var reverse = new ArrayList<Logits>();
                for (int i = 0; i < streams; i++) {
                    alphas[i] = random.nextInt(9) / 4f;
                    reverse.add(row(random, size));
                }
                var positive = row(random, size);
                float plausibility = (float) random.nextDouble(1e-4, 1);
                var scorer = masking(plausibility, alphas);
                var out = new float[size];
                var all = new float[size];
                scorer.score(positive, reverse, out);
                new ContrastiveScorer(alphas).score(positive, reverse, all);

                float best = NONE;
                for (int i = 0; i < size; i++) {
                    best = Math.max(best, positive.get(i));
                }
                for (int i = 0; i < size; i++) {
                    boolean in = positive.get(i) >= best + (float) Math.log(plausibility);
                    assertThat(out[i]).isEqualTo(in ? all[i] : NONE);
                }
                assertThat(scorer.topTwo(positive, reverse)).isEqualTo(TopTwo.of(out));
            }
        }
    }

    private static ContrastiveScorer masking(float plausibility, float... alphas) {
        return ContrastiveScorer.of(new Strength.Constant(), plausibility, alphas);
    }

    private static Logits row(SplittableRandom random, int size) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(-16, 16) / 4f;
        }
        return Logits.of(values);
    }
}
