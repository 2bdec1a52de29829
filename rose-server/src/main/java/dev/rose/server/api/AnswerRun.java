package dev.rose.server.api;

import dev.rose.Rose;
import dev.rose.engine.FinishReason;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.TokenReport;
import dev.rose.method.TokenLogprobs;
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
     * @throws EndedEarly where nobody waits for them any more, or one was never begun; the listener
     *     has heard of the end of each that was
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
        var scored = scored(job);
        var answered =
                job.echo() != null && job.echo().only()
                        ? repeated(job, scored)
                        : answered(job, scored);
        // Also where nobody reads it any more: what was computed counts.
        tell(() -> listener.ended(answered));
        if (running.ending() == Ending.CLIENT_GONE) {
            throw new EndedEarly(running);
        }
        return answered;
    }

    private List<TokenLogprobs> scored(Job job) {
        return job.echo() != null && job.echo().scored()
                ? running.await(
                        () -> rose.score(job.streams(), job.options(), job.options().logprobs()))
                : List.of();
    }

    private Answered repeated(Job job, List<TokenLogprobs> scored) {
        tell(() -> listener.begun(job, scored));
        return new Answered(job, scored, null, List.of(), running.label());
    }

    /** Something that a client is told. */
    @FunctionalInterface
    private interface Telling {
        void tell() throws IOException;
    }

    /** Tells the client something; one that has gone ends the answers, which come to their end. */
    private void tell(Telling telling) {
        try {
            telling.tell();
        } catch (IOException e) {
            running.end(Ending.CLIENT_GONE);
        }
    }

    private Answered answered(Job job, List<TokenLogprobs> scored) {
        try (var generation = running.begin(() -> rose.generate(job.streams(), job.options()))) {
            tell(() -> listener.begun(job, scored));
            return answered(job, scored, generation);
        }
    }

    private Answered answered(Job job, List<TokenLogprobs> scored, Generation generation) {
        try {
            var reports = new ArrayList<TokenReport>();
            var result =
                    listener.hearsText() || job.reportsTokens()
                            ? pulled(job, generation, reports)
                            : generation.result();
            // One that came to its own end meanwhile was not ended.
            boolean cut = result.finishReason() == FinishReason.CANCELLED;
            return new Answered(job, scored, result, reports, cut ? running.label() : null);
        } finally {
            running.leave(generation);
        }
    }

    private GenerationResult pulled(Job job, Generation generation, List<TokenReport> reports) {
        while (true) {
            switch (generation.next()) {
                case GenerationEvent.Text text -> {
                    reports.addAll(text.tokens());
                    if (running.ending() != Ending.CLIENT_GONE) {
                        tell(() -> listener.text(job, text));
                    }
                }
                case GenerationEvent.Finished(var result) -> {
                    return result;
                }
            }
        }
    }
}
