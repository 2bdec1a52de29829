package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.model.Logits;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContrastiveScorerTest {
    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesAWeightThatIsNoneAndShowsIt(float alpha) {
        assertThatThrownBy(() -> new ContrastiveScorer(0.5f, alpha))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alpha must be finite and at least 0, not " + alpha);
    }

    @Test
    void refusesRowsThatDoNotFit() {
        var scorer = new ContrastiveScorer(0.5f);
        var row = Logits.of(1, 2, 3);

        assertThatThrownBy(() -> scorer.argMax(row, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 reverse rows for 1 weights");
        assertThatThrownBy(() -> scorer.argMax(row, List.of(Logits.of(1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a reverse row has 2 logits, the positive one 3");
        assertThatThrownBy(() -> scorer.score(row, List.of(row), new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("out has 2 places for 3 scores");
    }

    @Test
    void theLowestIdWinsATie() {
        var plain = new ContrastiveScorer();

        assertThat(plain.topTwo(Logits.of(1, 7, 7, 3, 7), List.of()))
                .isEqualTo(new TopTwo(1, 7, 2, 7));
        assertThat(plain.topTwo(Logits.of(0f, -0f, 0f), List.of()).best()).isZero();
        assertThat(plain.topTwo(Logits.of(-0f, 0f), List.of()).best()).isZero();
    }

    @Test
    void theMarginIsThatOfTheBestTwo() {
        var top = new ContrastiveScorer().topTwo(Logits.of(1, 4, 9, 6.5f, 2), List.of());

        assertThat(top.best()).isEqualTo(2);
        assertThat(top.second()).isEqualTo(3);
        assertThat(top.margin()).isEqualTo(2.5f);
    }

    @Test
    void aVocabularyOfOneTokenHasNoSecond() {
        var top = new ContrastiveScorer().topTwo(Logits.of(3), List.of());

        assertThat(top.best()).isZero();
        assertThat(top.second()).isEqualTo(-1);
        assertThat(top.margin()).isInfinite();
    }

    @Test
    void scoresThatAreNotFiniteAreNeverTaken() {
        var scorer = new ContrastiveScorer(1f);
        var positive = Logits.of(NAN, 1, -INFINITY, INFINITY, 2, 5);
        // −∞ in both streams is NaN; −∞ in the reverse stream alone would be +∞.
        var reverse = Logits.of(0, NAN, -INFINITY, 0, 0, -INFINITY);
        var out = new float[6];
        scorer.score(positive, List.of(reverse), out);

        assertThat(scorer.argMax(positive, List.of(reverse))).isEqualTo(4);
        assertThat(out).containsExactly(-INFINITY, -INFINITY, -INFINITY, -INFINITY, 2, -INFINITY);
    }

    @Test
    void aStepWithoutAnyFiniteScoreIsAnError() {
        assertThatThrownBy(
                        () -> new ContrastiveScorer().argMax(Logits.of(NAN, -INFINITY), List.of()))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.ENGINE_FAILED))
                .hasMessageStartingWith("none of the 2 scores of this step is a finite number");
    }

    @Test
    void aStreamOfWeightZeroLeavesTheScoresAlone() {
        var scorer = new ContrastiveScorer(0f);
        var out = new float[3];
        scorer.score(Logits.of(1, 2, 3), List.of(Logits.of(NAN, INFINITY, -INFINITY)), out);

        assertThat(out).containsExactly(1, 2, 3);
    }

    @Test
    void theTwoBestAreThoseOfTheScoresAtEveryLength() {
        var random = new SplittableRandom(4);
        for (int size : new int[] {1, 2, 3, 7, 8, 9, 1023, 1024, 1025, 2048, 3001}) {
            for (int streams = 0; streams < 4; streams++) {
                var alphas = new float[streams];
                var reverse = new ArrayList<Logits>();
                for (int i = 0; i < streams; i++) {
                    alphas[i] = random.nextInt(9) / 4f;
                    reverse.add(row(random, size));
                }
                var positive = row(random, size);
                var scorer = new ContrastiveScorer(alphas);
                var out = new float[size];
                scorer.score(positive, reverse, out);

                int best = 0;
                for (int i = 0; i < size; i++) {
                    float expected = positive.get(i);
                    for (int s = 0; s < streams; s++) {
                        expected -= alphas[s] * reverse.get(s).get(i);
                    }
                    assertThat(out[i]).isEqualTo(expected);
                    best = out[i] > out[best] ? i : best;
                }
                assertThat(scorer.argMax(positive, reverse)).isEqualTo(best);
                assertThat(scorer.topTwo(positive, reverse)).isEqualTo(TopTwo.of(out));
            }
        }
    }

    @Test
    void readsBorrowedRowsInPlaceAndLeavesThemAsTheyWere() {
        try (var arena = Arena.ofConfined()) {
            var positive = new Logits(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3));
            var reverse = new Logits(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0, 0, 8));

            assertThat(new ContrastiveScorer(0.5f).argMax(positive, List.of(reverse))).isEqualTo(1);
            assertThat(positive.values().toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 2, 3);
            assertThat(reverse.values().toArray(ValueLayout.JAVA_FLOAT)).containsExactly(0, 0, 8);
        }
    }

    /** Multiples of a quarter, so that ties are common and sums are exact. */
    private static Logits row(SplittableRandom random, int size) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(-64, 64) / 4f;
        }
        return Logits.of(values);
    }

    @Test
    void changesOfScoresDecideTheTokenAndTheNearTie() {
        var sampling = Sampling.greedy().withLogitBias(Map.of(1, -2f)).withPenalties(0.5f, 0.25f);
        var changes = ScoreChanges.of(sampling, 3).orElseThrow();
        var scorer = new ContrastiveScorer(0.5f);
        var positive = Logits.of(3, 6, 3.76f);
        var reverse = List.of(Logits.of(0, 2, 0));

        assertThat(scorer.choose(positive, reverse).top()).isEqualTo(new TopTwo(1, 5, 2, 3.76f));
        assertThat(scorer.choose(positive, reverse, changes).top())
                .isEqualTo(new TopTwo(2, 3.76f, 0, 3));
        assertThat(scorer.choose(positive, reverse, changes).nearTie()).isFalse();
        changes.count(2);
        assertThat(scorer.choose(positive, reverse, changes).top().bestScore()).isEqualTo(3.01f);
        assertThat(scorer.choose(positive, reverse, changes).nearTie()).isTrue();
        changes.count(2);
        assertThat(scorer.choose(positive, reverse, changes).top().best()).isZero();
    }

    @Test
    void aMaskIsOfThePositiveStreamWhateverIsChanged() {
        var changes =
                ScoreChanges.of(Sampling.greedy().withLogitBias(Map.of(0, 100f, 2, 1f)), 3)
                        .orElseThrow();
        var scorer = ContrastiveScorer.of(new Strength.Constant(), 0.1f);

        assertThat(scorer.choose(Logits.of(0, 5, 4.5f), List.of(), changes).top())
                .isEqualTo(new TopTwo(2, 5.5f, 1, 5));
    }

    @Test
    void changedScoresAreThoseThatASamplerGets() {
        var random = new SplittableRandom(5);
        for (int run = 0; run < 300; run++) {
            int size = random.nextInt(2, 3000);
            var sampling =
                    Sampling.greedy()
                            .withPenalties(
                                    (float) random.nextDouble(-2, 2),
                                    (float) random.nextDouble(-2, 2))
                            .withLogitBias(
                                    Map.of(random.nextInt(size), (float) random.nextDouble(-9, 9)));
            var changes = ScoreChanges.of(sampling, size).orElseThrow();
            random.ints(random.nextInt(20), 0, size).forEach(changes::count);
            var scorer =
                    ContrastiveScorer.of(new Strength.Constant(), random.nextInt(2) * 0.05f, 0.7f);
            var positive = row(random, size);
            var reverse = List.of(row(random, size));
            var scores = new float[size];
            scorer.score(positive, reverse, scores);
            changes.addTo(scores);

            assertThat(scorer.choose(positive, reverse, changes).top())
                    .isEqualTo(TopTwo.of(scores));

            var plain = new float[size];
            positive.copyTo(plain);
            changes.addTo(plain);
            int best = TopTwo.of(plain).best();
            int other = random.nextInt(size);
            assertThat(new PlainChoice(changes).isOtherThan(best, positive)).isFalse();
            assertThat(new PlainChoice(changes).isOtherThan(other, positive))
                    .isEqualTo(other != best);
        }
    }

    @Test
    void theLowerIdIsPlainsChoiceOfEqualOnes() {
        var plain = new PlainChoice(null);
        var positive = Logits.of(NAN, 2, 2, 1, INFINITY);

        assertThat(plain.isOtherThan(1, positive)).isFalse();
        assertThat(plain.isOtherThan(2, positive)).isTrue();
        assertThat(plain.isOtherThan(0, positive)).isTrue();
    }

    @Test
    void aRowThatWasSeenOnTheWayGivesTheSamePlainChoice() {
        var random = new SplittableRandom(8);
        for (int run = 0; run < 500; run++) {
            int size = random.nextInt(1, 4000);
            var scorer = new ContrastiveScorer(0.7f);
            // Few values, so that many are equal; some are ruled out, and some rows are broken.
            var logits = new float[size];
            for (int i = 0; i < size; i++) {
                logits[i] =
                        random.nextInt(50) == 0
                                ? List.of(-INFINITY, NAN, INFINITY)
                                        .get(run % 4 == 3 ? random.nextInt(3) : 0)
                                : random.nextInt(run % 2 == 0 ? 4 : 10_000);
            }
            logits[random.nextInt(size)] = 3;
            var positive = Logits.of(logits);
            var reverse = List.of(run % 5 == 0 ? Logits.of(new float[size]) : row(random, size));
            var plain = new PlainChoice(null);

            var choice = scorer.choose(positive, reverse, plain);

            var scores = new float[size];
            scorer.score(positive, reverse, scores);
            assertThat(choice.top()).isEqualTo(TopTwo.of(scores));
            assertThat(choice).isEqualTo(scorer.choose(positive, reverse));
            int token = run % 3 == 0 ? choice.top().best() : TopTwo.of(logits).best();
            assertThat(plain.isOtherThan(token, positive))
                    .isEqualTo(token != TopTwo.of(logits).best());
            int any = random.nextInt(size);
            assertThat(plain.isOtherThan(any, positive)).isEqualTo(any != TopTwo.of(logits).best());
        }
    }
}
