package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.engine.GenerationEvent;
import dev.rose.error.RoseException;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the contract of {@link Flow} asks of a publisher, one rule a test. */
final class GenerationPublisherTest {
    private static final AnswerOptions OPTIONS =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withMaxTokens(20);
    private static final int PATIENCE_SECONDS = 60;

    private final ToyModel model = new ToyModel(ToyVocabulary.ofAllBytes(), 11);
    private final Rose rose = Rose.over(model, 0, 0);

    @AfterEach
    void nothingIsLeftOpen() {
        rose.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> model.openSessions() + model.openSteps() == 0);
    }

    @Test
    void givesTheEventsOfTheAnswerAndThenCompletes() throws Exception {
        var subscriber = new Recorder(Long.MAX_VALUE);
        rose.publish("Why?", OPTIONS).subscribe(subscriber);
        var signals = subscriber.untilTerminal();
        assertThat(signals.getLast()).isEqualTo("complete");
        assertThat(signals.get(signals.size() - 2)).startsWith("Finished");
        var text = new StringBuilder();
        for (var event : subscriber.events) {
            if (event instanceof GenerationEvent.Text(var piece, _)) {
                text.append(piece);
            }
        }
        assertThat(text.toString()).isEqualTo(rose.ask("Why?", OPTIONS).text()).isNotEmpty();
    }

    @Test
    void eachSubscriberGetsAnAnswerOfItsOwn() throws Exception {
        var publisher = rose.publish("Why?", OPTIONS);
        var first = new Recorder(Long.MAX_VALUE);
        var second = new Recorder(Long.MAX_VALUE);
        publisher.subscribe(first);
        publisher.subscribe(second);
        first.untilTerminal();
        second.untilTerminal();
        assertThat(texts(first)).isEqualTo(texts(second)).isNotEmpty();
    }

    @Test
    void givesNoMoreThanIsAskedFor() throws Exception {
        var subscriber = new Recorder(0);
        rose.publish("Why?", OPTIONS).subscribe(subscriber);
        var subscription = subscriber.subscription();
        subscriber.neverMoreThan(0);
        assertThat(model.openSessions()).as("nothing is computed without demand").isZero();
        subscription.request(1);
        subscriber.awaitEvents(1);
        subscription.request(2);
        subscriber.awaitEvents(3);
        subscriber.neverMoreThan(3);
        subscription.request(Long.MAX_VALUE);
        subscription.request(Long.MAX_VALUE);
        assertThat(subscriber.untilTerminal().getLast()).isEqualTo("complete");
    }

    @Test
    void cancellingEndsTheAnswerWithinAStep() throws Exception {
        var gate = new Semaphore(0);
        var decodes = new java.util.concurrent.atomic.AtomicInteger();
        var subscriber = new Recorder(Long.MAX_VALUE);
        rose.ask("Why?", OPTIONS.withMaxTokens(1)); // the prompts are cached
        model.beforeDecode(() -> {
            decodes.incrementAndGet();
            gate.acquireUninterruptibly();
        });
        rose.publish("Why?", OPTIONS.withMaxTokens(1000)).subscribe(subscriber);
        Awaitility.await()
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> decodes.get() >= 1);
        subscriber.subscription().cancel();
        subscriber.subscription().cancel();
        gate.release(1_000_000);
        rose.ask("And?", OPTIONS.withMaxTokens(1)); // has waited for the other to be let go
        assertThat(decodes.get()).as("decodes of both answers").isLessThan(30);
        assertThat(subscriber.signals).noneMatch(s -> s.equals("complete") || s.contains("error"));
    }

    @Test
    void cancellingInsideASignalIsTheLastOne() throws Exception {
        var subscriber =
                new Recorder(Long.MAX_VALUE) {
                    @Override
                    public void onNext(GenerationEvent event) {
                        super.onNext(event);
                        subscription().cancel();
                    }
                };
        rose.publish("Why?", OPTIONS).subscribe(subscriber);
        subscriber.awaitEvents(1);
        rose.ask("And?", OPTIONS);
        subscriber.neverMoreThan(1);
        assertThat(subscriber.signals).noneMatch(s -> s.equals("complete") || s.contains("error"));
    }

    @Test
    void demandThatIsNotPositiveIsAnError() throws Exception {
        for (var bad : new long[] {0, -1}) {
            var subscriber = new Recorder(0);
            rose.publish("Why?", OPTIONS).subscribe(subscriber);
            subscriber.subscription().request(bad);
            assertThat(subscriber.untilTerminal())
                    .containsExactly(
                            "error java.lang.IllegalArgumentException: demand must be positive, not "
                                    + bad);
        }
    }

    @Test
    void failuresAreTheOneTerminalSignal() throws Exception {
        var blank = new Recorder(Long.MAX_VALUE);
        rose.publish(" ", OPTIONS).subscribe(blank);
        assertThat(blank.untilTerminal()).hasSize(1).first().asString().contains("is empty");

        model.failAfter(3);
        var failing = new Recorder(Long.MAX_VALUE);
        rose.publish("Why?", OPTIONS).subscribe(failing);
        var signals = failing.untilTerminal();
        assertThat(signals.getLast()).contains(RoseException.class.getName());
        assertThat(signals).filteredOn(s -> s.startsWith("error")).hasSize(1);
        assertThat(signals).doesNotContain("complete");
    }

    @Test
    void aSubscriberThatThrowsIsDropped() {
        var thrower =
                new Recorder(Long.MAX_VALUE) {
                    @Override
                    public void onNext(GenerationEvent event) {
                        super.onNext(event);
                        throw new IllegalStateException("a fault of the test");
                    }
                };
        rose.publish("Why?", OPTIONS).subscribe(thrower);
        thrower.awaitEvents(1);
        assertThat(rose.ask("And?", OPTIONS).text()).isNotEmpty();
        thrower.neverMoreThan(1);
    }

    @Test
    void refusesNoSubscriber() {
        var publisher = rose.publish("Why?", OPTIONS);
        assertThatThrownBy(() -> publisher.subscribe(null))
                .isInstanceOf(NullPointerException.class);
    }

    private static List<String> texts(Recorder recorder) {
        return recorder.events.stream()
                .filter(GenerationEvent.Text.class::isInstance)
                .map(Object::toString)
                .toList();
    }

    /** Notes every signal, and that no two come at once. */
    private static class Recorder implements Flow.Subscriber<GenerationEvent> {
        final BlockingQueue<String> signals = new LinkedBlockingQueue<>();
        final List<GenerationEvent> events =
                java.util.Collections.synchronizedList(new ArrayList<>());
        private final LinkedBlockingQueue<Flow.Subscription> subscribed =
                new LinkedBlockingQueue<>();
        private final Semaphore alone = new Semaphore(1);
        private final long demand;

        Recorder(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.add(subscription);
            if (demand > 0) {
                subscription.request(demand);
            }
        }

        @Override
        public void onNext(GenerationEvent event) {
            signal(event.toString(), event);
        }

        @Override
        public void onError(Throwable failure) {
            signal("error " + failure, null);
        }

        @Override
        public void onComplete() {
            signal("complete", null);
        }

        private void signal(String name, GenerationEvent event) {
            if (!alone.tryAcquire()) {
                signals.add("error two signals at once");
                return;
            }
            if (event != null) {
                events.add(event);
            }
            signals.add(name);
            alone.release();
        }

        Flow.Subscription subscription() {
            try {
                var subscription = subscribed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(subscription).isNotNull();
                subscribed.add(subscription);
                return subscription;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void awaitEvents(int count) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> events.size() >= count);
        }

        /** Looks for a while: what must not come would have come by then. */
        void neverMoreThan(int count) {
            Awaitility.await()
                    .during(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> events.size() <= count);
        }

        List<String> untilTerminal() throws InterruptedException {
            var all = new ArrayList<String>();
            while (true) {
                var next = signals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(next).as("after %s", all).isNotNull();
                all.add(next);
                if (next.equals("complete") || next.startsWith("error")) {
                    neverMoreThan(events.size());
                    assertThat(signals).isEmpty();
                    return all;
                }
            }
        }
    }
}
