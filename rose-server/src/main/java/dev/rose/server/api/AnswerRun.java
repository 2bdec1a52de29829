package dev.rose.server.api;

import dev.rose.Rose;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Makes the answers of a request, some at a time, and tells a listener of them. */
final class AnswerRun {
    private final Rose rose;
    private final Running running;
    private final AnswerListener listener;

    AnswerRun(Rose rose, Running running, AnswerListener listener) {
        this.rose = rose;
        this.running = running;
        this.listener = listener;
    }

    /**
     * The answers, in the order of the jobs.
     *
     * @param atOnce answers that run at a time
     * @throws EndedEarly where nobody waits for them any more, or one was never begun
     */
    List<Answered> all(List<Job> jobs, int atOnce) {
        if (jobs.size() == 1) {
            return List.of(one(jobs.getFirst()));
        }
        var threads = Thread.ofVirtual().name("rose-answer-", 0).factory();
        try (var pool = Executors.newFixedThreadPool(Math.min(atOnce, jobs.size()), threads)) {
            var futures = new ArrayList<Future<Answered>>();
            for (var job : jobs) {
                futures.add(pool.submit(() -> oneOfMany(job)));
            }
            return collected(futures);
        }
    }

    private Answered oneOfMany(Job job) {
        try {
            return one(job);
        } catch (RuntimeException | Error e) {
            running.end(Ending.FAILURE);
            throw e;
        }
    }

    private static List<Answered> collected(List<Future<Answered>> futures) {
        var answers = new ArrayList<Answered>();
        RuntimeException failure = null;
        for (var future : futures) {
            try {
                answers.add(future.get());
            } catch (ExecutionException e) {
                failure = first(failure, e.getCause());
            } catch (InterruptedException e) {
                // Whoever wants to end the answers cancels them, which ends this wait too.
                throw new IllegalStateException("interrupted while waiting for answers", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return answers;
    }

    /** Which failure to tell of: that others were ended because of one says nothing. */
    private static RuntimeException first(
            @Nullable RuntimeException before, @Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (before != null && !(before instanceof EndedEarly)) {
            return before;
        }
        return cause instanceof RuntimeException failure
                ? failure
                : new IllegalStateException(cause);
    }

    private Answered one(Job job) {
        if (running.ending() != null) {
            throw new EndedEarly(running);
        }
        try (var generation = running.begin(() -> rose.generate(job.streams(), job.options()))) {
            try {
                listener.begun(job);
                var answered = pull(job, generation);
                if (running.ending() == Ending.CLIENT_GONE) {
                    throw new EndedEarly(running);
                }
                listener.ended(answered);
                return answered;
            } catch (IOException e) {
                running.end(Ending.CLIENT_GONE);
                throw new EndedEarly(running);
            } finally {
                running.leave(generation);
            }
        }
    }

    private Answered pull(Job job, Generation generation) throws IOException {
        while (true) {
            switch (generation.next()) {
                case GenerationEvent.Text text -> listener.text(job, text);
                case GenerationEvent.Finished(var result) -> {
                    return new Answered(job, result, running.label());
                }
            }
        }
    }
}
