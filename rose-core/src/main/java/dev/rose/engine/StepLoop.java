package dev.rose.engine;

import dev.rose.model.ModelSession;
import dev.rose.model.Vocabulary;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * An answer, step by step on the caller's thread: rows of all streams, a token from them, the token
 * to all streams. What decoders share; they differ in their {@link Streams}.
 */
final class StepLoop implements Generation {
    private final Streams streams;
    private final Answer answer;

    private Optional<GenerationEvent.Text> piece = Optional.empty();
    private long prefillNanos;
    private long decodeNanos;
    private boolean finishedSeen;
    private boolean closed;
    private volatile boolean cancelled;

    StepLoop(
            ModelSession session,
            Vocabulary vocabulary,
            GenerationRequest request,
            Streams streams) {
        int sequences = session.options().sequences();
        if (streams.count() > sequences) {
            throw new IllegalArgumentException(
                    "%d streams need as many sequences, the session has %d"
                            .formatted(streams.count(), sequences));
        }
        for (int stream = 0; stream < streams.count(); stream++) {
            if (session.length(stream) != 0) {
                throw new IllegalArgumentException(
                        "sequence %d is not empty: it holds %d tokens"
                                .formatted(stream, session.length(stream)));
            }
        }
        this.streams = streams;
        this.answer =
                new Answer(
                        request.withBeginning(Beginning.NONE),
                        vocabulary,
                        session.options().contextLength());
    }

    @Override
    public boolean hasNext() {
        return !closed && !finishedSeen;
    }

    @Override
    public GenerationEvent next() {
        if (closed) {
            throw new IllegalStateException("the generation is closed");
        }
        if (finishedSeen) {
            throw new NoSuchElementException("the answer has ended");
        }
        boolean whole = false;
        try {
            piece = Optional.empty();
            while (piece.isEmpty() && !answer.ended()) {
                step();
            }
            whole = true;
            if (piece.isPresent()) {
                return piece.get();
            }
            finishedSeen = true;
            return new GenerationEvent.Finished(
                    answer.result(prefillNanos, decodeNanos, Double.NaN));
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    /** From the last token to the next one, with the text that can be shown after it. */
    private void step() {
        if (cancelled) {
            piece = answer.end(FinishReason.CANCELLED);
            return;
        }
        long begin = System.nanoTime();
        Streams.RowReader reader = (positive, reverse) -> piece = answer.take(positive, reverse);
        if (answer.tokens().isEmpty()) {
            if (!streams.prefill(() -> cancelled, reader)) {
                piece = answer.end(FinishReason.CANCELLED);
            }
            prefillNanos = System.nanoTime() - begin;
        } else {
            if (!answer.readsReverse()) {
                streams.dropReverse();
            }
            streams.append(answer.last(), reader);
            decodeNanos += System.nanoTime() - begin;
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            streams.clear();
        } catch (IllegalStateException sessionClosed) {
            // Closed in the other order; the sequences went with the session.
        }
    }
}
