package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.error.RoseException;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scores after a prompt, against the toy model's own logits. */
class EngineScoringTest {
    private static final float ALPHA = 0.7f;
    private static final int[] LETTERS = {3, 1, 7};

    private final ToyModel model = new ToyModel(ToyVocabulary.small(), 9);

    @Test
    void scoresArePositiveMinusReverseAndProbabilitiesAreOfTheWholeVocabulary() {
        var requests = new ArrayList<ScoringRequest>();
        for (int i = 0; i < 20; i++) {
            var reverse = List.of(new ReverseStream(prompt(i, 40), ALPHA));
            requests.add(ScoringRequest.of(prompt(i, 50), reverse, LETTERS));
        }
        try (var engine = Engine.open(model, EngineOptions.of(128).withSlots(3))) {
            var scorings = engine.score(requests);
            assertThat(scorings).hasSize(20);
            for (int i = 0; i < 20; i++) {
                check(scorings.get(i), scores(prompt(i, 50), prompt(i, 40)));
            }
            assertThat(engine.stats().cachedTokens()).as("the shared header").isPositive();
        }
        assertThat(model.openSessions()).isZero();
        assertThat(model.openStates()).isZero();
    }

    @Test
    void withoutReverseStreamsScoresAreLogits() {
        var prompt = prompt(1, 10);
        try (var engine = Engine.open(model, EngineOptions.of(128))) {
            var scoring =
                    engine.score(List.of(ScoringRequest.of(prompt, List.of(), LETTERS))).getFirst();
            check(scoring, model.logitsAfter(prompt));
        }
    }

    @Test
    void whatCannotBeScoredIsSaid() {
        try (var engine = Engine.open(model, EngineOptions.of(64))) {
            assertThat(engine.score(List.of())).isEmpty();
            assertThatThrownBy(() ->
                            engine.score(
                                    List.of(ScoringRequest.of(prompt(0, 9), List.of(), 100_000))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("candidate 100000 is no token");
            var tooLong = ScoringRequest.of(prompt(0, 64), List.of(), LETTERS);
            var fits = ScoringRequest.of(prompt(0, 9), List.of(), LETTERS);
            assertThatThrownBy(() -> engine.score(List.of(fits, tooLong)))
                    .isInstanceOfSatisfying(
                            RoseException.class,
                            e ->
                                    assertThat(e.kind())
                                            .isEqualTo(RoseException.Kind.CONTEXT_EXCEEDED));
            assertThat(engine.score(List.of(fits))).hasSize(1);
        }
        assertThat(model.openSessions()).isZero();
    }

    private static void check(Scoring scoring, float... expected) {
        double sum = 0;
        int best = 0;
        for (int token = 0; token < expected.length; token++) {
            sum += Math.exp(expected[token]);
            best = expected[token] > expected[best] ? token : best;
        }
        assertThat(scoring.best()).isEqualTo(best);
        double mass = 0;
        for (int i = 0; i < LETTERS.length; i++) {
            var candidate = scoring.candidates().get(i);
            assertThat(candidate.token()).isEqualTo(LETTERS[i]);
            assertThat(candidate.score()).isEqualTo(expected[LETTERS[i]]);
            double probability = Math.exp(expected[LETTERS[i]]) / sum;
            assertThat(candidate.probability()).isCloseTo(probability, within(1e-6));
            assertThat(expected[LETTERS[i]])
                    .isLessThanOrEqualTo(scoring.candidates().get(scoring.bestCandidate()).score());
            mass += probability;
        }
        assertThat(scoring.mass()).isCloseTo(mass, within(1e-6));
    }

    private float[] scores(int[] positive, int[] reverse) {
        var scores = model.logitsAfter(positive);
        var taken = model.logitsAfter(reverse);
        for (int token = 0; token < scores.length; token++) {
            scores[token] -= ALPHA * taken[token];
        }
        return scores;
    }

    /** Prompts that begin alike and end differently. */
    private static int[] prompt(int number, int length) {
        var prompt = new int[length];
        Arrays.setAll(prompt, i -> (i * 7 + length) % 11);
        prompt[length - 1] = number % 11;
        prompt[length - 2] = number / 11;
        return prompt;
    }
}
