package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.method.Sampling;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToySession;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every decoder promises beside its tokens: limits, streaming, errors, what it gives back. */
class DecoderTest {
    private static final int[] PROMPT = {4, 5, 6, 7, 8};
    private static final List<ReverseStream> REVERSE =
            List.of(new ReverseStream(new int[] {9, 10, 11}, 0.5f));

    private final ToyModel model = new ToyModel(ToyVocabulary.small(16, false), 1);
    private final ToySession session = model.openSession(new SessionOptions(40, 2, 4, 1));

    static Stream<Decoder> decoders() {
        return Stream.of(Decoder.naive(), Decoder.batched());
    }

    @AfterEach
    void everythingWasGivenBack() {
        assertThat(model.heldTokens()).isZero();
        assertThat(model.openSteps()).isZero();
        session.close();
        assertThat(model.openSessions()).isZero();
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void endsAtTheLimitOfTokens(Decoder decoder) {
        var result = run(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 7));

        assertThat(result.tokens()).hasSize(7);
        assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.promptTokens()).isEqualTo(5);
        assertThat(result.reversePromptTokens()).isEqualTo(3);
        assertThat(result.prefillMs()).isPositive();
        assertThat(result.decodeMs()).isPositive();
        assertThat(result.steps()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void endsAtTheEndOfTheContext(Decoder decoder) {
        var result = run(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 1000));

        assertThat(result.tokens()).hasSize(40 - PROMPT.length);
        assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void takesAPromptThatLeavesRoomForOneToken(Decoder decoder) {
        var prompt = new int[39];
        var result = run(decoder, GenerationRequest.greedy(prompt, REVERSE, 1000));

        assertThat(result.tokens()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void refusesAPromptThatLeavesNoRoom(Decoder decoder) {
        var tooLong = new int[40];

        assertThatThrownBy(() -> run(decoder, GenerationRequest.greedy(tooLong, REVERSE, 1)))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_EXCEEDED))
                .hasMessageContaining("the prompt has 40 tokens")
                .hasMessageContaining("context of 40 tokens");
        assertThatThrownBy(() ->
                        run(
                                decoder,
                                GenerationRequest.greedy(
                                        PROMPT, List.of(new ReverseStream(new int[57], 1)), 1)))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("the prompt of reverse stream 1 has 57 tokens")
                .hasMessageContaining("context of 40 tokens");
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void refusesASessionThatDoesNotFit(Decoder decoder) {
        var three = List.of(REVERSE.getFirst(), REVERSE.getFirst());
        assertThatThrownBy(() -> run(decoder, GenerationRequest.greedy(PROMPT, three, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 streams need as many sequences, the session has 2");

        try (var running = start(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 3))) {
            running.next();
            assertThatThrownBy(() -> run(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sequence 0 is not empty");
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void endsAtAnEndOfGenerationTokenThatIsNoText(Decoder decoder) {
        int ended = 0;
        for (int seed = 0; seed < 50; seed++) {
            var ending = new ToyModel(ToyVocabulary.small(), seed);
            try (var own = ending.openSession(new SessionOptions(60, 2, 4, 1));
                    var generation =
                            decoder.start(
                                    own,
                                    ending.vocabulary(),
                                    GenerationRequest.greedy(PROMPT, REVERSE, 50))) {
                var result = generation.result();
                if (result.finishReason() == FinishReason.STOP) {
                    ended++;
                    assertThat(result.tokens().getLast())
                            .isIn(ToyVocabulary.IM_END, ToyVocabulary.END_OF_TEXT);
                }
                assertThat(result.text()).doesNotContain("<|");
            }
        }
        assertThat(ended).isGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void streamsWhatTheResultHolds(Decoder decoder) {
        var request =
                GenerationRequest.greedy(PROMPT, REVERSE, 30)
                        .withSampling(Sampling.temperature(2, 3))
                        .withStop(List.of("never"));
        var streamed = new StringBuilder();
        GenerationResult result = null;
        try (var generation = start(decoder, request)) {
            while (generation.hasNext()) {
                assertThat(result).isNull();
                switch (generation.next()) {
                    case GenerationEvent.Text(var text, _) -> {
                        assertThat(text).isNotEmpty();
                        streamed.append(text);
                    }
                    case GenerationEvent.Finished(var finished) -> result = finished;
                }
            }
            assertThatThrownBy(generation::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(generation::result).isInstanceOf(IllegalStateException.class);
        }
        assertThat(result).isNotNull();
        assertThat(result.text()).isNotEmpty().isEqualTo(streamed.toString());
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void theSameSeedGivesTheSameText(Decoder decoder) {
        var texts = new ArrayList<String>();
        for (long seed : new long[] {1, 1, 2}) {
            var sampling = new Sampling(1.2f, 10, 0.95f, 0.01f, seed);
            texts.add(
                    run(
                                    decoder,
                                    GenerationRequest.greedy(PROMPT, REVERSE, 30)
                                            .withSampling(sampling))
                            .text());
        }
        assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void cancellingEndsWithWhatThereIs(Decoder decoder) {
        var whole = run(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 30));
        try (var generation = start(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 30))) {
            generation.next();
            generation.next();
            var other = Thread.ofVirtual().start(generation::cancel);
            join(other);
            var result = generation.result();

            assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(result.tokens()).hasSizeBetween(2, 29);
            assertThat(whole.tokens()).startsWith(result.tokens().toArray(Integer[]::new));
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void cancellingBeforeTheFirstTokenGivesAnEmptyAnswer(Decoder decoder) {
        try (var generation = start(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 30))) {
            generation.cancel();
            var result = generation.result();

            assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(result.tokens()).isEmpty();
            assertThat(result.text()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void aFailureOfTheModelComesThroughAndLeavesTheSessionUsable(Decoder decoder) {
        var request = GenerationRequest.greedy(PROMPT, REVERSE, 12);
        var expected = run(decoder, request);
        for (int good = 0; good < 10; good++) {
            model.failAfter(good);
            try (var generation = start(decoder, request)) {
                assertThatThrownBy(generation::result)
                        .isInstanceOfSatisfying(
                                RoseException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.ENGINE_FAILED));
                assertThat(model.heldTokens()).isZero();
                assertThat(generation.hasNext()).isFalse();
            }
        }
        assertThat(run(decoder, request).tokens()).isEqualTo(expected.tokens());
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void closingDropsARunningAnswer(Decoder decoder) {
        var generation = start(decoder, GenerationRequest.greedy(PROMPT, REVERSE, 30));
        generation.next();
        assertThat(model.heldTokens()).isPositive();

        generation.close();
        generation.close();

        assertThat(model.heldTokens()).isZero();
        assertThat(generation.hasNext()).isFalse();
        assertThatThrownBy(generation::next).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void closingAfterTheSessionIsFine(Decoder decoder) {
        var own = model.openSession(new SessionOptions(40, 2, 4, 1));
        var generation =
                decoder.start(
                        own, model.vocabulary(), GenerationRequest.greedy(PROMPT, REVERSE, 30));
        generation.next();
        own.close();

        assertThatThrownBy(generation::next).isInstanceOf(IllegalStateException.class);
        generation.close();
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void explainsEachStepWhereAsked(Decoder decoder) {
        var request = GenerationRequest.greedy(PROMPT, REVERSE, 30).withExplain(true);
        var result = run(decoder, request);

        assertThat(result.steps()).hasSameSizeAs(result.tokens());
        var changed = new ArrayList<Boolean>();
        for (int i = 0; i < result.steps().size(); i++) {
            var step = result.steps().get(i);
            assertThat(step.token()).isEqualTo(result.tokens().get(i));
            assertThat(step.changed()).isEqualTo(step.positiveRank() != 1);
            changed.add(step.changed());
        }
        assertThat(changed).contains(true, false);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void countsNearTiesAlikeWhetherGreedyOrSampled(Decoder decoder) {
        var coarse = new ToyModel(ToyVocabulary.small(16, false), 1, 16);
        try (var own = coarse.openSession(new SessionOptions(90, 1, 8, 1))) {
            for (var sampling : List.of(Sampling.greedy(), Sampling.temperature(1, 5))) {
                var request =
                        GenerationRequest.greedy(PROMPT, List.of(), 80).withSampling(sampling);
                try (var generation = decoder.start(own, coarse.vocabulary(), request)) {
                    var result = generation.result();
                    assertThat(result.nearTies()).isEqualTo(tiesOf(coarse, result.tokens()));
                    assertThat(result.nearTies()).isBetween(1, 79);
                }
            }
        }
    }

    private static int tiesOf(ToyModel model, List<Integer> tokens) {
        int ties = 0;
        var prefix = new ArrayList<Integer>();
        for (int token : PROMPT) {
            prefix.add(token);
        }
        for (int token : tokens) {
            var logits = model.logitsAfter(prefix.stream().mapToInt(t -> t).toArray());
            Arrays.sort(logits);
            if (logits[logits.length - 1] - logits[logits.length - 2] < 0.05f) {
                ties++;
            }
            prefix.add(token);
        }
        return ties;
    }

    private Generation start(Decoder decoder, GenerationRequest request) {
        return decoder.start(session, model.vocabulary(), request);
    }

    private GenerationResult run(Decoder decoder, GenerationRequest request) {
        try (var generation = start(decoder, request)) {
            return generation.result();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
