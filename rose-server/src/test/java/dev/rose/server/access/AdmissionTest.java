package dev.rose.server.access;

import static dev.rose.server.access.CallerLimits.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rose.server.error.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Caller ANN = new Caller("ann", CallerLimits.none());
    private static final Caller BOB = new Caller("bob", CallerLimits.none());

    private final ToyClock clock = new ToyClock();

    @Test
    void givesSlotsThenPlacesThenNothing() throws InterruptedException {
        var admission = admission(1, 1);
        var first = admission.join(ANN);
        var second = admission.join(ANN);

        assertThat(hasSlot(first)).isTrue();
        assertThat(hasSlot(second)).isFalse();
        assertThat(refusal(() -> admission.join(ANN)).code()).isEqualTo("queue_full");
        assertThat(admission.stats()).isEqualTo(new AdmissionStats(1, 1, 1, 1, 1, 1));

        first.close();
        assertThat(hasSlot(second)).isTrue();
        second.close();
        second.close();
        assertThat(admission.stats()).isEqualTo(new AdmissionStats(1, 1, 0, 0, 2, 1));
    }

    @Test
    void callersTakeTurns() throws InterruptedException {
        var admission = admission(1, 10);
        var running = admission.join(ANN);
        var passes = new ArrayList<Admission.Pass>();
        for (var caller : List.of(ANN, ANN, ANN, BOB, BOB)) {
            passes.add(admission.join(caller));
        }
        var order = new StringBuilder();
        while (!passes.isEmpty()) {
            running.close();
            running = passes.removeFirst();
            for (var waiting = running; !hasSlot(waiting); waiting = running) {
                passes.add(running);
                running = passes.removeFirst();
            }
            order.append(running.caller().name()).append(' ');
        }
        assertThat(order).hasToString("ann bob ann bob ann ");
    }

    @Test
    void nobodyFillsTheQueueForAllOthers() throws InterruptedException {
        var admission = admission(1, 3);
        var running = admission.join(ANN);
        var oldest = admission.join(ANN);
        admission.join(ANN);
        var newest = admission.join(ANN);

        var other = admission.join(BOB);

        var refusal = refusal(() -> hasSlot(newest));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.code()).isEqualTo("queue_full");
        newest.close();
        // Two of one and one of the other: that is fair, so the next is turned away itself.
        assertThat(refusal(() -> admission.join(BOB)).code()).isEqualTo("queue_full");
        running.close();
        assertThat(hasSlot(oldest)).isTrue();
        oldest.close();
        assertThat(hasSlot(other)).isTrue();
        assertThat(admission.stats()).isEqualTo(new AdmissionStats(1, 3, 1, 1, 3, 2));
    }

    @Test
    void whoGivesUpLeavesTheQueue() {
        var admission = admission(1, 1);
        var running = admission.join(ANN);
        var gone = admission.join(ANN);
        gone.close();

        assertThat(admission.stats().waiting()).isZero();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> hasSlot(gone));
        running.close();
        assertThat(admission.stats()).isEqualTo(new AdmissionStats(1, 1, 0, 0, 1, 0));
    }

    @Test
    void aWaitingThreadWakesWithItsSlot() throws Exception {
        var admission = new Admission(1, 1, PATIENCE);
        var running = admission.enter(ANN);
        var waiting = new CompletableFuture<AdmissionStats>();
        var thread = Thread.ofVirtual().start(() -> completeWithin(admission, waiting));
        awaitWaiting(admission);

        running.close();

        assertThat(waiting.get(1, TimeUnit.MINUTES).running()).isEqualTo(1);
        thread.join();
        assertThat(admission.awaitIdle(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void anInterruptedThreadLeavesTheQueue() throws Exception {
        var admission = new Admission(1, 1, PATIENCE);
        try (var running = admission.enter(ANN)) {
            var waiting = new CompletableFuture<AdmissionStats>();
            var thread = Thread.ofVirtual().start(() -> completeWithin(admission, waiting));
            awaitWaiting(admission);

            thread.interrupt();

            thread.join();
            assertThat(waiting).isCompletedExceptionally();
            assertThat(admission.stats()).isEqualTo(new AdmissionStats(1, 1, 1, 0, 1, 0));
            assertThat(running.caller()).isEqualTo(ANN);
        }
    }

    @Test
    void nothingWaitsForEver() {
        var admission = admission(1, 1);
        admission.join(ANN);
        var waiting = admission.join(ANN);
        clock.pass(PATIENCE);

        var refusal = refusal(() -> hasSlot(waiting));

        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.code()).isEqualTo("queue_timeout");
        assertThat(refusal).hasMessageContaining("30 s");
        assertThat(admission.stats().waiting()).isZero();
    }

    @Test
    void saysWhenToComeBackByWhatRequestsTook() {
        var admission = admission(2, 3);
        var first = admission.join(ANN);
        clock.pass(Duration.ofSeconds(10));
        first.close();
        for (var i = 0; i < 5; i++) {
            admission.join(ANN);
        }

        // 10 s a request, 4 of them before it, 2 at a time
        var refusal = refusal(() -> admission.join(ANN));
        assertThat(refusal.retryAfter()).isEqualTo(20);
        assertThat(refusal).hasMessageContaining("20 s");
    }

    @Test
    void drainingTurnsAwayAllButTheRunning() throws InterruptedException {
        var admission = admission(1, 1);
        var running = admission.join(ANN);
        var waiting = admission.join(BOB);

        admission.drain();

        assertThat(refusal(() -> hasSlot(waiting)).status()).isEqualTo(503);
        assertThat(refusal(() -> admission.join(BOB)).code()).isEqualTo("stopping");
        assertThat(hasSlot(running)).isTrue();
        assertThat(admission.awaitIdle(Duration.ZERO)).isFalse();
        running.close();
        assertThat(admission.awaitIdle(Duration.ZERO)).isTrue();
    }

    @Test
    void limitsWhatOneCallerHasAtATime() {
        var admission = admission(1, 10);
        var limited = new Caller("few", new CallerLimits(2, NONE, NONE, NONE));
        var first = admission.join(limited);
        admission.join(limited);

        assertThat(refusal(() -> admission.join(limited)).code()).isEqualTo("concurrent_limit");
        admission.join(ANN);
        first.close();
        admission.join(limited);
    }

    @Test
    void limitsRequestsAMinute() {
        var admission = admission(9, 0);
        var limited = new Caller("slow", new CallerLimits(NONE, 2, NONE, NONE));
        admission.join(limited).close();
        admission.join(limited).close();

        var refusal = refusal(() -> admission.join(limited));
        assertThat(refusal.code()).isEqualTo("requests_per_minute_limit");
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.retryAfter()).isEqualTo(30);

        clock.pass(Duration.ofSeconds(30));
        admission.join(limited).close();
        assertThat(refusal(() -> admission.join(limited)).retryAfter()).isEqualTo(30);

        // After an hour there are two again, not 120.
        clock.pass(Duration.ofHours(1));
        admission.join(limited).close();
        admission.join(limited).close();
        assertThat(refusal(() -> admission.join(limited)).retryAfter()).isEqualTo(30);
    }

    @Test
    void limitsTokensAMinuteByWhatWasUsed() {
        var admission = admission(9, 0);
        var limited = new Caller("brief", new CallerLimits(NONE, NONE, 60, NONE));
        try (var pass = admission.join(limited)) {
            pass.used(99);
        }

        var refusal = refusal(() -> admission.join(limited));
        assertThat(refusal.code()).isEqualTo("tokens_per_minute_limit");
        assertThat(refusal.retryAfter()).isEqualTo(40);
        clock.pass(Duration.ofSeconds(40));
        admission.join(limited).close();
    }

    @Test
    void followsLimitsThatChange() {
        var admission = admission(9, 0);
        admission.join(new Caller("key", new CallerLimits(NONE, 1, NONE, NONE))).close();
        admission.join(new Caller("key", new CallerLimits(NONE, 5, NONE, NONE))).close();

        var strict = new Caller("key", new CallerLimits(NONE, 1, NONE, NONE));
        admission.join(strict).close();
        assertThat(refusal(() -> admission.join(strict)).code())
                .isEqualTo("requests_per_minute_limit");
    }

    @Test
    void refusedRequestsUseNothingUp() {
        var admission = admission(1, 0);
        var limited = new Caller("one", new CallerLimits(NONE, 1, NONE, NONE));
        var running = admission.join(ANN);
        assertThat(refusal(() -> admission.join(limited)).code()).isEqualTo("queue_full");
        running.close();

        assertThat(admission.join(limited).caller()).isEqualTo(limited);
    }

    @Test
    void saysHowLongARequestWaited() throws InterruptedException {
        var admission = admission(1, 1);
        var running = admission.join(ANN);
        var waiting = admission.join(ANN);
        clock.pass(Duration.ofSeconds(3));
        assertThat(waiting.waited()).isEqualTo(Duration.ofSeconds(3));
        running.close();
        clock.pass(Duration.ofSeconds(3));

        assertThat(hasSlot(waiting)).isTrue();
        assertThat(waiting.waited()).isEqualTo(Duration.ofSeconds(3));
        assertThat(running.waited()).isEqualTo(Duration.ZERO);
    }

    @Test
    void refusesADoorThatLetsNobodyIn() {
        assertThatThrownBy(() -> admission(0, 1)).hasMessageContaining("slots");
        assertThatThrownBy(() -> admission(1, -1)).hasMessageContaining("queue");
    }

    private Admission admission(int slots, int queue) {
        return new Admission(slots, queue, PATIENCE, clock);
    }

    private static boolean hasSlot(Admission.Pass pass) throws InterruptedException {
        return pass.await(Duration.ZERO);
    }

    private static void completeWithin(
            Admission admission, CompletableFuture<AdmissionStats> stats) {
        try (var pass = admission.enter(ANN)) {
            stats.complete(admission.stats());
            pass.used(1);
        } catch (InterruptedException e) {
            stats.completeExceptionally(e);
        }
    }

    private static void awaitWaiting(Admission admission) {
        await().until(() -> admission.stats().waiting() == 1);
    }

    private static ApiException refusal(ThrowingCallable call) {
        var refusal = new AtomicReference<ApiException>();
        assertThatExceptionOfType(ApiException.class).isThrownBy(call).satisfies(refusal::set);
        return refusal.get();
    }
}
