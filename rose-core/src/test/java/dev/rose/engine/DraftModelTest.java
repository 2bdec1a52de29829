package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import dev.rose.error.RoseException;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A draft model may be right, wrong, broken or of another family; the text is the same. */
class DraftModelTest {
    private static final int[] PROMPT = {1, 2, 3, 4, 5, 6, 7};

    private final ToyModel model = new ToyModel(ToyVocabulary.small(), 5);

    @Test
    void aModelThatAgreesIsGuessedFrom() {
        var stats = answers(new ToyModel(ToyVocabulary.small(), 5), List.of());
        // An answer may end before the last guess.
        assertThat(stats.draftTokensAccepted()).isGreaterThan(stats.draftTokens() / 3);
    }

    @Test
    void aModelThatIsAlwaysWrongChangesNothing() {
        var stats =
                answers(
                        new ToyModel(ToyVocabulary.small(), 6),
                        List.of(new ReverseStream(new int[] {9, 8, 7}, 0.5f)));
        assertThat(stats.draftTokens()).isPositive();
        assertThat(stats.draftTokensAccepted()).isLessThan(stats.draftTokens());
    }

    @Test
    void aModelThatFailsOnlyStopsGuessing() {
        answers(new ToyModel(ToyVocabulary.small(), 5).failAfter(4), List.of());
    }

    @Test
    void anotherVocabularyIsRefused() {
        var other = new ToyModel(ToyVocabulary.ofAllBytes(), 5);
        var options = EngineOptions.of(128).withDraftModel(other);
        assertThatThrownBy(() -> Engine.open(model, options))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.INVALID_REQUEST))
                .hasMessageContaining("has another vocabulary");
        assertThat(other.openSessions()).isZero();
        assertThat(model.openSessions()).isZero();
    }

    private EngineStats answers(ToyModel draft, List<ReverseStream> reverse) {
        var options = EngineOptions.of(128).withThreads(2).withSlots(2).withDraftModel(draft);
        EngineStats stats;
        try (var engine = Engine.open(model, options, freeRows())) {
            var generations = new ArrayList<Generation>();
            var requests = new ArrayList<GenerationRequest>();
            for (int i = 0; i < 6; i++) {
                var prompt = PROMPT.clone();
                prompt[0] = i;
                requests.add(GenerationRequest.greedy(prompt, reverse, 60));
                generations.add(engine.submit(EngineRequest.of(requests.getLast())));
            }
            for (int i = 0; i < 6; i++) {
                assertThat(generations.get(i).result().tokens()).isEqualTo(naive(requests.get(i)));
            }
            engine.plan();
            stats = engine.stats();
        }
        assertThat(model.openSessions() + draft.openSessions()).isZero();
        assertThat(model.openSteps() + draft.openSteps()).isZero();
        return stats;
    }

    /** On a machine where further rows cost nothing. */
    private static CostCurve freeRows() {
        var curve = new CostCurve();
        for (var way : Way.values()) {
            curve.set(way, 1, 10);
            curve.set(way, 64, 10.1);
        }
        return curve;
    }

    private List<Integer> naive(GenerationRequest request) {
        try (var session = model.openSession(SessionOptions.of(128, 1 + request.reverse().size()));
                var generation = Decoder.naive().start(session, model.vocabulary(), request)) {
            return generation.result().tokens();
        }
    }
}
