package dev.rose.engine;

import dev.rose.engine.plan.CostCurve;
import dev.rose.error.RoseException;
import dev.rose.model.LanguageModel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's thread: takes requests in, gives them seats, makes steps, lets go of what has ended.
 * There is no phase of prefill and none of decoding; each turn moves every answer that can be
 * moved.
 */
final class EngineLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

    private static final int TURNS_BETWEEN_STATS = 8;

    private record Arrival(EngineRequest request, Answer answer, AnswerChannel channel) {}

    private final EngineSteps steps;
    private final EngineOptions options;
    private final Runnable placeFreed;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Arrival> inbox = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean draining;
    private volatile boolean closing;
    private volatile boolean awake;
    private volatile EngineStats stats;
    private volatile CostCurve curve;

    // Of the engine's thread alone.
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final List<RunningAnswer> running = new ArrayList<>();
    private boolean changed;

    EngineLoop(LanguageModel model, EngineOptions options, CostCurve curve, Runnable placeFreed) {
        this.steps = new EngineSteps(model, options, curve);
        this.options = options;
        this.curve = curve.copy();
        this.placeFreed = placeFreed;
        this.stats = steps.stats(0, 0);
        this.thread = new Thread(this::run, "rose-engine");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    // Any thread.

    AnswerChannel submit(EngineRequest request, Answer answer) {
        var channel = new AnswerChannel(this::wake);
        var arrival = new Arrival(request, answer, channel);
        inbox.add(arrival);
        // Looked at after adding: either the engine's thread still sees the arrival, or we see that
        // it takes no more.
        if (draining && inbox.remove(arrival)) {
            throw new IllegalStateException("the engine is closed");
        }
        wake();
        return channel;
    }

    EngineStats stats() {
        return stats;
    }

    /** What was learned of costs, as of the last time that nothing ran. */
    CostCurve curve() {
        return curve;
    }

    /** Runs a task in the engine's thread while no answer runs, and waits for it. */
    <T> T whileIdle(Function<EngineSteps, T> task) {
        return result(begin(task));
    }

    /** {@link #whileIdle(Function)}, unless answers run for longer than {@code most}. */
    <T> Optional<T> whileIdle(Function<EngineSteps, T> task, Duration most) {
        var future = begin(task);
        try {
            future.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (tasks.remove(future)) {
                // Requests that came after the task waited for it.
                wake();
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException e) {
            // Told below.
        }
        return Optional.of(result(future));
    }

    private <T> FutureTask<T> begin(Function<EngineSteps, T> task) {
        var future = new FutureTask<T>(() -> task.apply(steps));
        tasks.add(future);
        if (draining && tasks.remove(future)) {
            throw new IllegalStateException("the engine is closed");
        }
        wake();
        return future;
    }

    private static <T> T result(FutureTask<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the engine", e);
        } catch (CancellationException e) {
            throw new IllegalStateException("the engine was closed before it came to this", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    boolean drain(Duration most) throws InterruptedException {
        draining = true;
        wake();
        return ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        draining = true;
        closing = true;
        wake();
        var interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        awake = true;
        LockSupport.unpark(thread);
    }

    // The engine's thread.

    private void run() {
        @Nullable Throwable broken = null;
        try {
            for (int turns = 1; turn(); turns++) {
                if (changed || turns % TURNS_BETWEEN_STATS == 0) {
                    changed = false;
                    stats = steps.stats(running.size(), waiting.size());
                }
            }
        } catch (Throwable t) {
            LOG.error("the engine ends", t);
            broken = t;
        } finally {
            draining = true;
            try {
                endAll(broken);
            } finally {
                steps.close();
                stats = steps.stats(0, 0);
                ended.countDown();
            }
        }
    }

    /** One turn; false when there will be no more. */
    private boolean turn() {
        if (closing) {
            return false;
        }
        awake = false;
        takeArrivals();
        letGoOfCancelled();
        if (running.isEmpty()) {
            runTasks();
        }
        admit();
        var ready = running.stream().filter(answer -> answer.channel().hasRoom()).toList();
        if (!ready.isEmpty()) {
            steps.step(ready, running);
            running.removeIf(this::hasEnded);
            return true;
        }
        if (draining && running.isEmpty() && waiting.isEmpty() && inbox.isEmpty()) {
            return false;
        }
        stats = steps.stats(running.size(), waiting.size());
        if (running.isEmpty()) {
            curve = steps.curve().copy();
        }
        steps.sleep();
        // A lock that was waited for meanwhile may have taken the permit of an unpark.
        while (!awake) {
            LockSupport.park(this);
        }
        return true;
    }

    private void runTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void takeArrivals() {
        for (var arrival = inbox.poll(); arrival != null; arrival = inbox.poll()) {
            waiting.add(arrival);
            changed = true;
        }
    }

    private void letGoOfCancelled() {
        waiting.removeIf(arrival -> {
            if (!arrival.channel().isCancelled()) {
                return false;
            }
            changed = true;
            placeFreed.run();
            endWaiting(arrival.answer(), arrival.channel());
            return true;
        });
        for (var answer : running) {
            if (answer.channel().isCancelled() && !answer.answer().ended()) {
                answer.cancel();
            }
        }
        running.removeIf(this::hasEnded);
    }

    private static void endWaiting(Answer answer, AnswerChannel channel) {
        answer.begun().ifPresent(channel::send);
        if (!answer.ended()) {
            answer.end(FinishReason.CANCELLED).ifPresent(channel::send);
        }
        channel.send(new GenerationEvent.Finished(answer.result(0, 0, Double.NaN)));
    }

    private void admit() {
        // A task waits for running answers to end, and those that came after it wait for the task.
        while (tasks.isEmpty() && !waiting.isEmpty() && running.size() < options.slots()) {
            var arrival = waiting.remove();
            changed = true;
            RunningAnswer answer;
            try {
                answer =
                        steps.seat(arrival.request(), arrival.answer(), arrival.channel(), running);
            } catch (RuntimeException e) {
                placeFreed.run();
                arrival.channel().fail(e);
                steps.countFailed();
                continue;
            }
            if (!hasEnded(answer)) {
                running.add(answer);
            }
        }
    }

    /** Whether an answer has ended; then its seats are free and its caller knows. */
    private boolean hasEnded(RunningAnswer answer) {
        if (!answer.answer().ended() && !answer.hasFailed()) {
            return false;
        }
        changed = true;
        // Who has the answer may ask for the next one at once.
        placeFreed.run();
        steps.letGo(answer, () -> stats = steps.stats(running.size(), waiting.size()));
        return true;
    }

    private void endAll(@Nullable Throwable broken) {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.cancel(false);
        }
        takeArrivals();
        var failure =
                broken == null
                        ? new RoseException(
                                RoseException.Kind.CANCELLED,
                                "the engine was closed before the answer began")
                        : new RoseException(
                                RoseException.Kind.ENGINE_FAILED,
                                "the engine ended by an error of its own: " + broken,
                                broken);
        for (var arrival : waiting) {
            arrival.channel().fail(failure);
            placeFreed.run();
        }
        waiting.clear();
        for (var answer : running) {
            if (!answer.answer().ended() && !answer.hasFailed()) {
                if (broken == null) {
                    answer.cancel();
                } else {
                    answer.fail(failure);
                }
            }
            steps.drop(answer, () -> {});
            placeFreed.run();
        }
        running.clear();
    }
}
