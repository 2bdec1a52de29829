package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationResult;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Answers many prompts at once and gives the answers in the order of the prompts.
 *
 * <p>A reader thread takes the prompts as there is room, so that the input may be endless; a fixed
 * number of workers answer; the caller's thread takes what is done. Closing it ends all of them.
 */
final class AnswerQueue implements AutoCloseable {
    private static final CompletableFuture<Outcome> END =
            CompletableFuture.completedFuture(new Outcome.End());

    private final Rose rose;
    private final AnswerOptions options;
    private final ExecutorService workers;
    private final Semaphore room;
    private final BlockingQueue<Future<Outcome>> inOrder = new LinkedBlockingQueue<>();
    private final Set<Generation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** What became of a prompt. */
    sealed interface Outcome {
        record Answered(List<StreamPrompt> streams, GenerationResult result) implements Outcome {}

        record Failed(Prompt.Bad line) implements Outcome {}

        /** It was not begun before the queue was stopped. */
        record Dropped() implements Outcome {}

        /** There are no more prompts. */
        record End() implements Outcome {}
    }

    AnswerQueue(Rose rose, AnswerOptions options, int parallel) {
        this.rose = rose;
        this.options = options;
        this.workers =
                Executors.newFixedThreadPool(
                        parallel, Thread.ofPlatform().name("answer-", 1).factory());
        // Answers that wait for a slower one before them; so many are held at most.
        this.room = new Semaphore(parallel * 4);
    }

    /** Begins to read and to answer. */
    void start(Iterator<Prompt> prompts) {
        Thread.ofPlatform().daemon().name("prompts").start(() -> read(prompts));
    }

    private void read(Iterator<Prompt> prompts) {
        try {
            while (!stopped && prompts.hasNext()) {
                var prompt = prompts.next();
                room.acquire();
                inOrder.add(
                        switch (prompt) {
                            case Prompt.Bad bad ->
                                    CompletableFuture.completedFuture(new Outcome.Failed(bad));
                            case Prompt.Question question -> workers.submit(() -> answer(question));
                        });
            }
            inOrder.add(END);
        } catch (InterruptedException | RejectedExecutionException e) {
            inOrder.add(END);
        } catch (RuntimeException | Error e) {
            inOrder.add(CompletableFuture.failedFuture(e));
        }
    }

    private Outcome answer(Prompt.Question question) {
        if (stopped) {
            return new Outcome.Dropped();
        }
        try {
            var streams = rose.streams(question.text(), options);
            try (var generation = rose.generate(streams, options)) {
                return new Outcome.Answered(streams, finish(generation));
            }
        } catch (RuntimeException e) {
            // Whatever one prompt does, the others are answered.
            return new Outcome.Failed(new Prompt.Bad(question.line(), ErrorReport.message(e)));
        }
    }

    private GenerationResult finish(Generation generation) {
        running.add(generation);
        try {
            if (stopped) {
                generation.cancel();
            }
            return generation.result();
        } finally {
            running.remove(generation);
        }
    }

    /** The next prompt's outcome, in the order of the prompts. */
    Outcome take() {
        try {
            var outcome = inOrder.take().get();
            room.release();
            return outcome;
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            return new Outcome.End();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Ends the answers that run, begins no more, and lets {@link #take} come to its end. */
    void stop() {
        stopped = true;
        running.forEach(Generation::cancel);
        inOrder.add(END);
    }

    @Override
    public void close() {
        stop();
        workers.close();
    }
}
