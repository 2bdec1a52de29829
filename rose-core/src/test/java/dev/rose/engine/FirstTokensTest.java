package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rose.engine.plan.Way;
import dev.rose.method.Strength;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the first tokens alone read them, the reverse streams are given up after these. */
class FirstTokensTest {
    private static final int[] PROMPT = IntStream.range(4, 14).toArray();
    private static final int[] REVERSE = IntStream.range(5, 25).map(i -> 4 + i % 8).toArray();
    private static final int TOKENS = 30;
    private static final GenerationRequest REQUEST =
            GenerationRequest.greedy(
                            PROMPT,
                            List.of(
                                    new ReverseStream(REVERSE, 1),
                                    new ReverseStream(REVERSE, 0.3f)),
                            TOKENS)
                    .withStrength(new Strength.FirstTokens(4));

    private final ToyModel model = new ToyModel(ToyVocabulary.small(16, false), 1);
    private final AtomicInteger held = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"naive", "batched"})
    void theirSequencesAreEmptied(String name) {
        model.beforeDecode(() -> held.set(model.heldTokens()));
        var decoder = name.equals("naive") ? Decoder.naive() : Decoder.batched();
        try (var session = model.openSession(new SessionOptions(64, 3, 8, 1));
                var generation = decoder.start(session, model.vocabulary(), REQUEST)) {
            assertThat(generation.result().tokens()).hasSize(TOKENS);
        }
        assertThat(held).hasValue(PROMPT.length + TOKENS - 2);
    }

    @ParameterizedTest
    @EnumSource
    void theirSeatsAreGivenBackAndTheirCachesKept(Way way) {
        var options =
                EngineOptions.of(64)
                        .withReverseStreams(2)
                        .withDrafts(false)
                        .withWays(EnumSet.of(way));
        try (var engine = Engine.open(model, options)) {
            model.beforeDecode(() -> held.set(model.heldTokens()));
            assertThat(result(engine, REQUEST).tokens()).hasSize(TOKENS);
            assertThat(held).hasValue(PROMPT.length + TOKENS - 2);
            // Both reverse streams decoded their prompts and three tokens, no more.
            int rows = PROMPT.length + TOKENS - 1 + 2 * (REVERSE.length + 3);
            await().untilAsserted(() -> assertThat(engine.stats().rows()).isEqualTo(rows));

            long before = engine.stats().cachedTokens();
            result(engine, REQUEST.withStrength(new Strength.Constant()));
            assertThat(engine.stats().cachedTokens() - before)
                    .isEqualTo(PROMPT.length - 1 + 2 * (REVERSE.length - 1));
        }
        assertThat(model.openStates()).isZero();
    }

    @Test
    void anAnswerThatEndsBeforeIsAsOneOfConstantStrength() {
        try (var engine = Engine.open(model, EngineOptions.of(64).withReverseStreams(2))) {
            var shorter = GenerationRequest.greedy(REQUEST.prompt(), REQUEST.reverse(), 4);

            assertThat(result(engine, shorter.withStrength(new Strength.FirstTokens(4))).tokens())
                    .isEqualTo(result(engine, shorter).tokens());
        }
    }

    private static GenerationResult result(Engine engine, GenerationRequest request) {
        try (var generation = engine.submit(EngineRequest.of(request))) {
            return generation.result();
        }
    }
}
