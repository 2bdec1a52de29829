package dev.rose.eval.answering;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.engine.FinishReason;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.answering.PlannedItems.Planned;
import dev.rose.eval.run.RunAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers open questions, as many at a time as the engine has slots. Within a block of items the
 * arms take turns: what runs at a time is mostly of one arm, so that its speed is its own, and the
 * prompts and texts of the arm before are still there to be used.
 */
final class OpenAnswers {
    private final Rose rose;
    private final Asking asking;
    private final AnswerWriter writer;
    private final SpeedMeter speed;
    private final ArrayDeque<Job> left = new ArrayDeque<>();
    private final Set<Generation> running = ConcurrentHashMap.newKeySet();
    private @Nullable Throwable failure;
    private boolean stopped;

    OpenAnswers(Rose rose, Asking asking, AnswerWriter writer, SpeedMeter speed) {
        this.rose = rose;
        this.asking = asking;
        this.writer = writer;
        this.speed = speed;
    }

    /**
     * Makes all answers, and waits for them.
     *
     * @throws InterruptedException where the thread is interrupted; what runs was cancelled then
     */
    void make(List<Job> jobs) throws InterruptedException {
        left.addAll(jobs);
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < rose.slots(); i++) {
            workers.add(Thread.ofVirtual().name("rose-eval-" + i).start(this::work));
        }
        try {
            for (var worker : workers) {
                worker.join();
            }
        } finally {
            // Interrupted or not, nothing runs on when this returns.
            stop();
            workers.forEach(OpenAnswers::await);
        }
        rethrow();
    }

    private List<StreamPrompt> streams(Planned planned, AnswerOptions options) {
        return asking.streams(asking.query(planned), options);
    }

    private static void await(Thread worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void rethrow() {
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    private void work() {
        try {
            for (var job = take(); job != null; job = take()) {
                var answer = answer(job);
                if (answer != null) {
                    writer.put(job.place(), answer);
                    wake();
                }
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next job, once the answers that it would have to wait for are few; null for none. */
    private synchronized @Nullable Job take() throws InterruptedException {
        while (!stopped && !left.isEmpty() && left.element().after() > writer.written()) {
            wait();
        }
        return stopped ? null : left.poll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    private void fail(Throwable e) {
        synchronized (this) {
            failure = failure == null ? e : failure;
        }
        stop();
    }

    private void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        running.forEach(Generation::cancel);
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Null where it was ended before it was whole. */
    private @Nullable RunAnswer answer(Job job) {
        var options = asking.options(job.arm(), job.planned().data().benchmark());
        var clock = speed.begin();
        try (var generation = rose.generate(streams(job.planned(), options), options)) {
            var result = result(generation);
            if (result.finishReason() == FinishReason.CANCELLED) {
                speed.drop();
                return null;
            }
            speed.end(clock, job.arm(), result.tokens().size(), result.overhead());
            return job.answer(
                    result.text(),
                    result.tokens(),
                    result.finishReason().name().toLowerCase(Locale.ROOT),
                    ChangedText.spans(result, rose.model().vocabulary()),
                    result.nearTies());
        } catch (RoseException e) {
            speed.drop();
            if (e.kind() == Kind.CONTEXT_EXCEEDED) {
                return job.tooLong();
            }
            throw e;
        }
    }

    private GenerationResult result(Generation generation) {
        running.add(generation);
        try {
            if (isStopped()) {
                generation.cancel();
            }
            return generation.result();
        } finally {
            running.remove(generation);
        }
    }
}
