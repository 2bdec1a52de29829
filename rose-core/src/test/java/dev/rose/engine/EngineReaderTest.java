package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers and their readers: the slow, those who leave, and those who never come. */
@Timeout(30)
class EngineReaderTest {
    private static final int CONTEXT = 1100;

    private final ToyModel model = new ToyModel(ToyVocabulary.small(12, false), 4);
    private Engine engine;

    @BeforeEach
    void open() {
        engine = Engine.open(model, EngineOptions.of(CONTEXT).withSlots(2).withThreads(2));
    }

    @AfterEach
    void close() {
        engine.close();
        assertThat(model.openSessions()).isZero();
        assertThat(model.openStates()).isZero();
    }

    @Test
    void anAnswerThatNobodyReadsWaitsAndHoldsUpNobody() {
        var unread = submit(1, 1000);
        for (int i = 0; i < 5; i++) {
            assertThat(submit(2 + i, 400).result().tokens()).isEqualTo(naive(2 + i, 400));
        }
        awaitRest();
        assertThat(engine.stats().running()).isEqualTo(1);
        // As many events as the channel holds, and tokens without text.
        assertThat(engine.stats().tokens()).isBetween(5L * 400 + 200, 5L * 400 + 700);

        assertThat(unread.result().tokens()).isEqualTo(naive(1, 1000));
    }

    @Test
    void cellsAreCountedWhileAnAnswerHasThem() {
        assertThat(engine.stats().usedCells()).isZero();
        var unread = submit(1, 1000);
        awaitRest();
        var used = engine.stats();
        assertThat(used.usedCells()).isEqualTo(model.heldTokens()).isGreaterThan(400);
        assertThat(used.cells()).isGreaterThan(used.usedCells());

        unread.cancel();

        await().untilAsserted(() -> assertThat(engine.stats().usedCells()).isZero());
        assertThat(engine.stats().cells()).isPositive();
        engine.close();
        assertThat(engine.stats().cells()).isZero();
    }

    @Test
    void itsEventsAreAllThereForALateReader() {
        var late = submit(1, 1000);
        awaitRest();
        var text = new StringBuilder();
        for (int events = 0; late.hasNext(); events++) {
            switch (late.next()) {
                case GenerationEvent.Text(var more, _) -> text.append(more);
                case GenerationEvent.Finished(var result) -> {
                    assertThat(result.text()).isEqualTo(text.toString());
                    assertThat(result.tokens()).isEqualTo(naive(1, 1000));
                }
            }
            if (events % 100 == 0) {
                awaitRest();
            }
        }
    }

    @Test
    void anUnreadAnswerCanBeCancelledAndClosed() {
        var cancelled = submit(1, 1000);
        var closed = submit(2, 1000);
        awaitRest();
        assertThat(engine.stats().running()).isEqualTo(2);

        cancelled.cancel();
        closed.close();

        assertThat(submit(3, 100).result().tokens()).isEqualTo(naive(3, 100));
        var result = cancelled.result();
        assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(naive(1, 1000).subList(0, result.tokens().size())).isEqualTo(result.tokens());
        assertThatThrownBy(closed::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cancelled::next).isInstanceOf(NoSuchElementException.class);
        await().untilAsserted(() -> assertThat(model.heldTokens()).isZero());
    }

    @Test
    void drainWaitsForReadersNoLongerThanItIsTold() throws InterruptedException {
        var unread = submit(1, 1000);
        awaitRest();
        assertThat(engine.drain(Duration.ofMillis(50))).isFalse();
        assertThatThrownBy(() -> submit(2, 10)).isInstanceOf(IllegalStateException.class);

        assertThat(unread.result().tokens()).isEqualTo(naive(1, 1000));
        assertThat(engine.drain(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aReaderThatIsInterruptedLeaves() throws InterruptedException {
        var unread = submit(1, 1000);
        var slow = submit(2, 1000);
        var queued = submit(3, 10);
        var failures = new ArrayList<Throwable>();
        var reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                queued.result();
                            } catch (IllegalStateException e) {
                                failures.add(e);
                            }
                        });
        awaitRest();
        reader.interrupt();
        reader.join();

        assertThat(failures).hasSize(1);
        assertThat(queued.hasNext()).isFalse();
        assertThat(slow.result().tokens()).isEqualTo(naive(2, 1000));
        assertThat(unread.result().tokens()).isEqualTo(naive(1, 1000));
    }

    /** Until no step is made for a while. */
    private void awaitRest() {
        var before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(30))
                .during(Duration.ofMillis(150))
                .until(
                        () -> engine.stats().rows(),
                        rows -> rows > 0 && rows == before.getAndSet(rows));
    }

    private Generation submit(int first, int tokens) {
        return engine.submit(EngineRequest.of(request(first, tokens)));
    }

    private static GenerationRequest request(int first, int tokens) {
        return GenerationRequest.greedy(
                new int[] {first, 2, 3},
                List.of(new ReverseStream(new int[] {first, 5}, 0.5f)),
                tokens);
    }

    private List<Integer> naive(int first, int tokens) {
        var truth = new ToyModel(ToyVocabulary.small(12, false), 4);
        try (var session = truth.openSession(SessionOptions.of(CONTEXT, 2));
                var generation =
                        Decoder.naive()
                                .start(session, truth.vocabulary(), request(first, tokens))) {
            return generation.result().tokens();
        }
    }
}
