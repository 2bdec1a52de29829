package dev.rose.engine;

import dev.rose.error.RoseException;
import dev.rose.model.ModelSession;
import dev.rose.model.Vocabulary;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An answer, step by step: rows of all streams, a token from them, its text, the token to all
 * streams. What decoders share; they differ in their {@link Streams}.
 */
final class StepLoop implements Generation {
    private final Vocabulary vocabulary;
    private final GenerationRequest request;
    private final Streams streams;
    private final TokenChooser chooser;
    private final AnswerText text;
    private final int mostTokens;

    private long prefillNanos;
    private long decodeNanos;
    private @Nullable FinishReason finish;
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
        this.vocabulary = vocabulary;
        this.request = request;
        this.streams = streams;
        chooser = new TokenChooser(request, vocabulary.size());
        text = new AnswerText(request.stop());
        mostTokens =
                Math.min(request.maxTokens(), room(request, session.options().contextLength()));
    }

    /** Tokens that every stream has room for after its prompt, at least 1. */
    private static int room(GenerationRequest request, int context) {
        int room = room("the prompt", request.prompt(), context);
        for (int i = 0; i < request.reverse().size(); i++) {
            var name = "the prompt of reverse stream " + (i + 1);
            room = Math.min(room, room(name, request.reverse().get(i).prompt(), context));
        }
        return room;
    }

    private static int room(String name, int[] prompt, int context) {
        if (prompt.length >= context) {
            throw new RoseException(
                    RoseException.Kind.CONTEXT_EXCEEDED,
                    ("%s has %d tokens, and the context of %d tokens must hold it and at least one"
                                    + " more; shorten it or use a longer context")
                            .formatted(name, prompt.length, context));
        }
        return context - prompt.length;
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
            var piece = "";
            while (piece.isEmpty() && finish == null) {
                piece = step();
            }
            whole = true;
            return piece.isEmpty() && finish != null
                    ? finished(finish)
                    : new GenerationEvent.Text(piece);
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private GenerationEvent finished(FinishReason reason) {
        finishedSeen = true;
        int reversePromptTokens =
                request.reverse().stream().mapToInt(stream -> stream.prompt().length).sum();
        return new GenerationEvent.Finished(
                new GenerationResult(
                        text.shown(),
                        chooser.tokens(),
                        reason,
                        request.prompt().length,
                        reversePromptTokens,
                        prefillNanos / 1e6,
                        decodeNanos / 1e6,
                        chooser.nearTies(),
                        chooser.steps()));
    }

    /** Takes one more token, and gives the text that can be shown after it. */
    private String step() {
        if (cancelled || !advance()) {
            return finish(FinishReason.CANCELLED, "");
        }
        int token = chooser.last();
        if (vocabulary.isEndOfGeneration(token)) {
            return finish(FinishReason.STOP, "");
        }
        var piece = text.append(vocabulary.bytes(token));
        if (text.stopped()) {
            return finish(FinishReason.STOP, piece);
        }
        if (chooser.tokens().size() == mostTokens) {
            return finish(FinishReason.LENGTH, piece);
        }
        return piece;
    }

    /** From the last token to the next one; false where it was cancelled on the way. */
    private boolean advance() {
        long begin = System.nanoTime();
        if (chooser.tokens().isEmpty()) {
            boolean whole = streams.prefill(() -> cancelled, chooser);
            prefillNanos = System.nanoTime() - begin;
            return whole;
        }
        streams.append(chooser.last(), chooser);
        decodeNanos += System.nanoTime() - begin;
        return true;
    }

    private String finish(FinishReason reason, String piece) {
        finish = reason;
        return piece + text.end();
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
