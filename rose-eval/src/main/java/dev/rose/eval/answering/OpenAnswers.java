package dev.rose.eval.answering;

import dev.rose.AnswerRequest;
import dev.rose.Rose;
import dev.rose.engine.FinishReason;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.answering.Beginnings.Begun;
import dev.rose.eval.run.RunAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers open questions, as many at a time as the engine has slots. Within a block of items the
 * arms take turns: what runs at a time is mostly of one arm, so that its speed is its own, and what
 * the arm before has decoded is still there to be used.
 */
final class OpenAnswers {
    private final Rose rose;
    private final Asking asking;
    private final AnswerWriter writer;
    private final SpeedMeter speed;
    private final Beginnings beginnings;
    private final Set<Generation> running = ConcurrentHashMap.newKeySet();
    private @Nullable Throwable failure;
    private boolean stopped;

    /**
     * @param jobs within a block of items, by arm: those of ROSE first, since what they decode
     *     serves the others
     */
    OpenAnswers(Rose rose, Asking asking, List<Job> jobs, AnswerWriter writer, SpeedMeter speed) {
        this.rose = rose;
        this.asking = asking;
        this.writer = writer;
        this.speed = speed;
        this.beginnings = new Beginnings(jobs, this::request);
    }

    /**
     * Makes all answers, and waits for them.
     *
     * @throws InterruptedException where the thread is interrupted; what runs was cancelled then
     */
    void make() throws InterruptedException {
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

    private AnswerRequest request(Job job) {
        var options = asking.options(job.arm(), job.planned().data().benchmark());
        return AnswerRequest.of(asking.streams(asking.query(job.planned()), options), options);
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
            for (var begun = take(); begun != null; begun = take()) {
                var answer = answer(begun);
                if (answer != null) {
                    writer.put(begun.job().place(), answer);
                }
                wake();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next job, once the answers that it would have to wait for are few; null for none. */
    private synchronized @Nullable Begun take() throws InterruptedException {
        while (!stopped && !beginnings.isEmpty()) {
            var begun = beginnings.next(writer.written());
            if (begun != null) {
                return begun;
            }
            wait();
        }
        return null;
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
    private @Nullable RunAnswer answer(Begun begun) {
        var clock = speed.begin();
        GenerationResult result;
        try (var generation = rose.generate(begun.request())) {
            result = result(generation);
        } catch (RoseException e) {
            speed.drop();
            end(begun);
            if (e.kind() == Kind.CONTEXT_EXCEEDED) {
                return begun.job().tooLong();
            }
            throw e;
        }
        if (result.finishReason() == FinishReason.CANCELLED) {
            speed.drop();
            return null;
        }
        speed.end(clock, begun.job().arm(), result, begun.request().beginning().length());
        end(begun, result);
        return begun.job()
                .answer(
                        result.text(),
                        result.tokens(),
                        result.finishReason().name().toLowerCase(Locale.ROOT),
                        ChangedText.spans(result, rose.model().vocabulary()),
                        result.nearTies());
    }

    private synchronized void end(Begun begun) {
        beginnings.end(begun);
    }

    private synchronized void end(Begun begun, GenerationResult result) {
        beginnings.end(begun, result);
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
