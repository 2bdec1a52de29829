package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyFaults;
import dev.rose.model.ToyFaults.Operation;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails below the engine ends no more than it must, and nothing is left of it. */
@Timeout(30)
class EngineFailureTest {
    private static final int CONTEXT = 400;

    /** Tokens of an answer that needs more decodes than are made before others are held. */
    private static final int LONG = 370;

    private static final int DECODES_BEFORE_HOLD = 60;

    private final ToyModel model = new ToyModel(ToyVocabulary.small(16, false), 1);
    private final AtomicBoolean fifthHasCome = new AtomicBoolean();
    private int[] melody = {};

    @AfterEach
    void assertNothingIsLeft() {
        assertThat(model.openSessions()).isZero();
        assertThat(model.openSteps()).isZero();
        assertThat(model.openStates()).isZero();
        assertThat(model.refusals()).isZero();
    }

    @Test
    void anAnswerThatCannotBeKeptForLaterIsStillGiven() {
        model.withFaults(operation -> operation == Operation.COPY_STATE);
        try (var engine = Engine.open(model, options())) {
            for (int i = 0; i < 3; i++) {
                assertAnswer(engine.submit(EngineRequest.of(request(40, 2, 20))), 40, 2, 20);
            }
            assertThat(engine.stats().failed()).isZero();
        }
    }

    @Test
    void anEngineWhoseAnswersCannotBeKeptCloses() throws InterruptedException {
        try (var engine = Engine.open(model, options())) {
            var closer = new Thread(engine::close);
            holdUntil(() -> closer.getState() == Thread.State.WAITING);
            var running = engine.submit(EngineRequest.of(request(10, 1, LONG)));
            assertThat(running.next()).isInstanceOf(GenerationEvent.Text.class);
            model.withFaults(operation -> operation == Operation.COPY_STATE);
            closer.start();
            assertThat(closer.join(Duration.ofSeconds(10))).isTrue();
            assertThat(running.result().finishReason()).isEqualTo(FinishReason.CANCELLED);
        }
    }

    @Test
    void aCachedPromptThatCannotBeReadIsComputed() {
        model.withFaults(operation -> operation == Operation.SET_STATE);
        try (var engine = Engine.open(model, options())) {
            for (int i = 0; i < 3; i++) {
                assertAnswer(engine.submit(EngineRequest.of(request(40, 1, 10))), 40, 1, 10);
            }
            assertThat(engine.stats().failed()).isZero();
            assertThat(engine.stats().cachedTokens()).isZero();
        }
    }

    @Test
    void answersThatCannotBeMovedAreComputedAnew() {
        model.withFaults(
                operation -> operation == Operation.COPY_STATE || operation == Operation.SET_STATE);
        assertMoves();
    }

    @Test
    void aMoveThatFailsLeavesNoRowsBehind() {
        var moving = new AtomicBoolean();
        model.withFaults(operation -> {
            if (operation == Operation.SET_STATE) {
                moving.set(true);
                return true;
            }
            return operation == Operation.DECODE && moving.getAndSet(false);
        });
        try (var engine = Engine.open(model, options().withSlots(6).withPrefixCacheBytes(0))) {
            var answers = startFour(engine);
            assertAnswer(submitFifth(engine), 30, 1, 50);
            for (var answer : answers) {
                assertThatThrownBy(answer::result).isInstanceOf(RoseException.class);
            }
            model.withFaults(ToyFaults.NONE);
            for (int i = 0; i < 6; i++) {
                answers.add(engine.submit(EngineRequest.of(request(40 + i, 1, 20))));
            }
            for (int i = 0; i < 6; i++) {
                assertAnswer(answers.get(4 + i), 40 + i, 1, 20);
            }
            assertThat(engine.stats().failed()).isEqualTo(4);
        }
    }

    @Test
    void aGapBetweenSequencesThatCannotBeClosedStays() {
        model.withFaults(operation -> operation == Operation.COPY_STATE);
        try (var engine = Engine.open(model, options().withWays(EnumSet.of(Way.JOINT)))) {
            var first = engine.submit(EngineRequest.of(request(20, 1, 5)));
            var second = engine.submit(EngineRequest.of(request(30, 1, 200)));
            assertAnswer(first, 20, 1, 5);
            assertAnswer(second, 30, 1, 200);
        }
    }

    @Test
    void guessesThatWereRightAreCounted() throws InterruptedException {
        var options = options().withWays(EnumSet.of(Way.JOINT)).withPrefixCacheBytes(0);
        try (var engine = Engine.open(model, options, flatCurve())) {
            int rounds = 3;
            for (int i = 0; i < rounds; i++) {
                engine.submit(EngineRequest.of(request(20, 0, 100))).result();
            }
            assertThat(engine.drain(Duration.ofSeconds(10))).isTrue();
            var stats = engine.stats();
            long prefills = rounds * 2;
            long decodes = stats.steps().get(Way.JOINT) - prefills;
            // A decode gives a token of its own and one for each guess that was right.
            assertThat(stats.tokens()).isEqualTo(rounds * 100);
            assertThat(stats.draftTokensAccepted())
                    .isEqualTo(stats.tokens() - rounds - decodes)
                    .isPositive()
                    .isLessThan(stats.draftTokens());
        }
    }

    @Test
    void allScopesTogetherKeepToTheMemoryForPrefixes() {
        int most = 20_000;
        try (var engine = Engine.open(model, options().withPrefixCacheBytes(most))) {
            for (int i = 0; i < 120; i++) {
                var request = EngineRequest.of(request(30 + i, 1, 20));
                engine.submit(request.withScope("caller " + i % 40)).result();
            }
            // While one is put in, those that make room for it are still there.
            assertThat(model.mostStateBytes()).isLessThanOrEqualTo(most + 8 * CONTEXT);
            assertThat(engine.stats().prefixes()).isPositive();
        }
    }

    private static CostCurve flatCurve() {
        var curve = new CostCurve();
        for (int rows = 1; rows <= 64; rows *= 2) {
            curve.set(Way.JOINT, rows, 1e-4 + rows * 1e-7);
        }
        return curve;
    }

    @Test
    void withoutMemoryForTheJointContextThoseThatRunGoOn() {
        var opened = new AtomicInteger();
        model.withFaults(
                operation -> operation == Operation.OPEN_SESSION && opened.incrementAndGet() > 2);
        try (var engine = Engine.open(model, options().withSlots(6))) {
            var answers = startFour(engine);
            var fifth = submitFifth(engine);
            assertThatThrownBy(fifth::result)
                    .isInstanceOfSatisfying(
                            RoseException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.OUT_OF_MEMORY));
            for (int i = 0; i < 4; i++) {
                assertAnswer(answers.get(i), 20 + i, 1, LONG);
            }
            assertAnswer(engine.submit(EngineRequest.of(request(30, 1, 50))), 30, 1, 50);
        }
    }

    @Test
    void withoutMemoryForTwoContextsOneDoes() {
        var opened = new AtomicInteger();
        model.withFaults(
                operation -> operation == Operation.OPEN_SESSION && opened.incrementAndGet() == 2);
        try (var engine = Engine.open(model, options().withSlots(4))) {
            for (int i = 0; i < 6; i++) {
                assertAnswer(engine.submit(EngineRequest.of(request(20, 2, 30))), 20, 2, 30);
            }
            assertThat(engine.stats().failed()).isZero();
        }
    }

    @Test
    void manyReverseStreamsRunAheadWithinTheirBatch() {
        var curve = new CostCurve();
        for (int rows = 1; rows <= 256; rows *= 2) {
            curve.set(Way.JOINT, rows, rows == 1 ? 1e-4 : 1);
        }
        var options = options().withSlots(1).withReverseStreams(8).withWays(EnumSet.of(Way.JOINT));
        melody = new int[] {5, 6, 7};
        model.withMelody(melody, 0);
        try (var engine = Engine.open(model, options, curve)) {
            assertAnswer(engine.submit(EngineRequest.of(request(10, 8, 60))), 10, 8, 60);
            assertThat(engine.stats().draftTokensAccepted()).isPositive();
        }
    }

    @Test
    void whoHasAnAnswerHasAPlaceForTheNext() {
        try (var engine = Engine.open(model, options().withSlots(1).withQueue(0))) {
            for (int i = 0; i < 5000; i++) {
                engine.submit(EngineRequest.of(request(1, 0, 1))).result();
            }
            var scorings = new ArrayList<ScoringRequest>();
            for (int i = 0; i < 500; i++) {
                scorings.add(ScoringRequest.of(prompt(3, 0), List.of(), 4, 5));
            }
            assertThat(engine.score(scorings)).hasSize(500);
        }
    }

    @Test
    void whoHasAFailureHasAPlaceForTheNext() {
        model.failFor(1, 0);
        try (var engine = Engine.open(model, options().withSlots(1).withQueue(0))) {
            for (int i = 0; i < 5000; i++) {
                var failing =
                        engine.submit(
                                EngineRequest.of(
                                        GenerationRequest.greedy(prompt(2, 1), List.of(), 1)));
                assertThatThrownBy(failing::result).hasMessageContaining("as asked");
            }
        }
    }

    @Test
    void aPinThatWaitsWhenTheEngineClosesIsToldSo() {
        CompletableFuture<Void> pin;
        var closing = new AtomicBoolean();
        holdUntil(closing::get);
        try (var engine = Engine.open(model, options())) {
            engine.submit(EngineRequest.of(request(10, 1, LONG))).next();
            pin =
                    CompletableFuture.runAsync(
                            () -> engine.pin(List.of(prompt(20, 1)), Optional.empty()));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            closing.set(true);
        }
        assertThatThrownBy(pin::join)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void anErrorInTheEngineIsToldToAllWhoWait() {
        var failing = new AtomicBoolean();
        hold(decodes -> {
            if (failing.get()) {
                throw new OutOfMemoryError("as asked");
            }
            return decodes < DECODES_BEFORE_HOLD;
        });
        try (var engine = Engine.open(model, options().withSlots(2))) {
            var answers = new ArrayList<Generation>();
            for (int i = 0; i < 3; i++) {
                answers.add(engine.submit(EngineRequest.of(request(20 + i, 1, 300))));
            }
            answers.getFirst().next();
            failing.set(true);
            for (var answer : answers) {
                assertThatThrownBy(answer::result)
                        .isInstanceOfSatisfying(
                                RoseException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.ENGINE_FAILED))
                        .hasMessageContaining("as asked");
            }
            assertThatThrownBy(() -> engine.submit(EngineRequest.of(request(20, 1, 5))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aRequestThatComesDuringAPinIsNotSleptOver() {
        var begun = new AtomicBoolean();
        var come = new AtomicBoolean();
        model.beforeDecode(() -> {
            if (!begun.getAndSet(true)) {
                while (!come.get()) {
                    Thread.onSpinWait();
                }
                // As a contended lock does, which takes the wake-up that was meant for the engine.
                LockSupport.parkNanos(1000);
            }
        });
        try (var engine = Engine.open(model, options())) {
            var pin =
                    CompletableFuture.runAsync(
                            () -> engine.pin(List.of(prompt(40, 20)), Optional.empty()));
            while (!begun.get()) {
                Thread.onSpinWait();
            }
            var generation = engine.submit(EngineRequest.of(request(10, 1, 5)));
            come.set(true);
            assertThat(pin).succeedsWithin(Duration.ofSeconds(10));
            assertThat(CompletableFuture.supplyAsync(generation::result))
                    .succeedsWithin(Duration.ofSeconds(10));
        }
    }

    private void assertMoves() {
        try (var engine = Engine.open(model, options().withSlots(6))) {
            var answers = startFour(engine);
            assertAnswer(submitFifth(engine), 30, 1, 50);
            for (int i = 0; i < 4; i++) {
                assertAnswer(answers.get(i), 20 + i, 1, LONG);
            }
            assertThat(engine.stats().moves()).isGreaterThanOrEqualTo(4);
            assertThat(engine.stats().failed()).isZero();
        }
    }

    /** Four answers that go side by side, as many as can, and have begun. */
    private List<Generation> startFour(Engine engine) {
        var fourHaveCome = new AtomicBoolean();
        hold(decodes -> decodes < DECODES_BEFORE_HOLD ? fourHaveCome.get() : fifthHasCome.get());
        var answers = new ArrayList<Generation>();
        for (int i = 0; i < 4; i++) {
            answers.add(engine.submit(EngineRequest.of(request(20 + i, 1, LONG))));
        }
        fourHaveCome.set(true);
        answers.forEach(Generation::next);
        return answers;
    }

    private Generation submitFifth(Engine engine) {
        var fifth = engine.submit(EngineRequest.of(request(30, 1, 50)));
        fifthHasCome.set(true);
        return fifth;
    }

    /** Lets some decodes through, and the others only when {@code come} is true. */
    private void holdUntil(BooleanSupplier come) {
        hold(decodes -> decodes < DECODES_BEFORE_HOLD || come.getAsBoolean());
    }

    /** Lets a decode through when {@code isFree} holds of the decodes before it. */
    private void hold(IntPredicate isFree) {
        var decodes = new AtomicInteger();
        model.beforeDecode(() -> {
            while (!isFree.test(decodes.get())) {
                Thread.onSpinWait();
            }
            decodes.incrementAndGet();
        });
    }

    private static EngineOptions options() {
        return EngineOptions.of(CONTEXT)
                .withReverseStreams(2)
                .withThreads(2)
                .withWays(Set.of(Way.SPLIT, Way.JOINT));
    }

    private static GenerationRequest request(int length, int reverse, int tokens) {
        var streams = new ArrayList<ReverseStream>();
        for (int stream = 1; stream <= reverse; stream++) {
            streams.add(new ReverseStream(prompt(length + stream, stream), 0.7f / reverse));
        }
        return GenerationRequest.greedy(prompt(length, 0), streams, tokens);
    }

    private static int[] prompt(int length, int first) {
        var prompt = new int[length];
        for (int i = 0; i < length; i++) {
            prompt[i] = (first + i * i + i / 5) % 16;
        }
        return prompt;
    }

    private void assertAnswer(Generation generation, int length, int reverse, int tokens) {
        var request = request(length, reverse, tokens);
        var truth = new ToyModel(ToyVocabulary.small(16, false), 1).withMelody(melody, 0);
        try (var session = truth.openSession(SessionOptions.of(CONTEXT, 1 + reverse));
                var naive = Decoder.naive().start(session, truth.vocabulary(), request)) {
            assertThat(generation.result().tokens()).isEqualTo(naive.result().tokens());
        }
    }
}
