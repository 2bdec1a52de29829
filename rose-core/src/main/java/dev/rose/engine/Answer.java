package dev.rose.engine;

import dev.rose.error.RoseException;
import dev.rose.method.ScoreChanges;
import dev.rose.method.Strength;
import dev.rose.model.Logits;
import dev.rose.model.Vocabulary;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it grows: a token from the rows of all streams, its text, and the reason to end.
 * What every way of decoding shares; where the rows come from is no concern of it.
 */
final class Answer {
    private final GenerationRequest request;
    private final Vocabulary vocabulary;
    private final Streams.RowReader witness;
    private final TokenChooser chooser;
    private final AnswerText text;
    private final TokenReports reports = new TokenReports();
    private final int mostTokens;
    private final Companions companions;
    private final String begun;
    private int taken;
    private int cachedTokens;
    private @Nullable FinishReason finish;

    /**
     * @throws RoseException with kind {@code CONTEXT_EXCEEDED} where a prompt leaves no room for
     *     one token in {@code contextLength}
     */
    Answer(GenerationRequest request, Vocabulary vocabulary, int contextLength) {
        this(request, vocabulary, contextLength, (positive, reverse) -> {});
    }

    /**
     * @param witness sees the rows of each token before it is taken
     */
    Answer(
            GenerationRequest request,
            Vocabulary vocabulary,
            int contextLength,
            Streams.RowReader witness) {
        this.request = request;
        this.witness = witness;
        this.vocabulary = vocabulary;
        this.text = new AnswerText(request.stop());
        this.mostTokens = Math.min(request.maxTokens(), room(request, contextLength));
        this.begun = begin(request.beginning());
        this.chooser =
                new TokenChooser(
                        request.withBeginning(request.beginning().first(taken)), vocabulary.size());
        this.companions = new Companions(request, vocabulary, contextLength);
    }

    /** Takes tokens until one ends the answer, and gives their text. */
    private String begin(Beginning beginning) {
        var pieces = new StringBuilder();
        for (int i = 0; i < beginning.length() && finish == null; i++) {
            int token = beginning.tokens().get(i);
            taken++;
            if (isEnd(token)) {
                finish = FinishReason.STOP;
            } else {
                pieces.append(text.append(vocabulary.bytes(token)));
                finish = reasonToEnd();
            }
        }
        if (finish != null) {
            pieces.append(text.end());
        }
        return pieces.toString();
    }

    /** Why the token that was taken last is the last one; null where it is not. */
    private @Nullable FinishReason reasonToEnd() {
        if (text.stopped()) {
            return FinishReason.STOP;
        }
        return taken == mostTokens ? FinishReason.LENGTH : null;
    }

    /** The text that the answer begins with before anything is decoded, if any. */
    Optional<GenerationEvent.Text> begun() {
        return shown(begun);
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

    /**
     * Takes one more token.
     *
     * @return the text that can be shown after it, if any
     */
    Optional<GenerationEvent.Text> take(Logits positive, List<Logits> reverse) {
        witness.read(positive, reverse);
        chooser.read(positive, reverse);
        int token = chooser.last();
        companions.read(token, positive, reverse);
        taken++;
        if (vocabulary.isEndOfGeneration(token) && !chooser.lastWasGiven()) {
            return end(FinishReason.STOP);
        }
        var bytes = vocabulary.bytes(token);
        int begin = text.reached();
        var piece = text.append(bytes);
        if (request.reportsTokens()) {
            reports.add(report(token, bytes), begin, text.reached());
        }
        var reason = reasonToEnd();
        return reason == null ? shown(piece) : end(piece, reason);
    }

    private TokenReport report(int token, byte[] bytes) {
        return new TokenReport(
                token,
                bytes,
                request.explain() ? chooser.steps().getLast() : null,
                request.logprobs() < 0 ? null : chooser.logprobs().getLast());
    }

    /** Ends the answer and gives the text that was held back. */
    Optional<GenerationEvent.Text> end(FinishReason reason) {
        return end("", reason);
    }

    private Optional<GenerationEvent.Text> end(String piece, FinishReason reason) {
        finish = reason;
        return shown(piece + text.end());
    }

    private Optional<GenerationEvent.Text> shown(String piece) {
        if (piece.isEmpty()) {
            return Optional.empty();
        }
        int length = text.shownLength();
        return Optional.of(
                new GenerationEvent.Text(
                        piece, ended() ? reports.takeLast(length) : reports.take(length)));
    }

    /** Prompt tokens came out of a cache. */
    void cached(int tokens) {
        cachedTokens += tokens;
    }

    /** Whether {@code token} would end the answer. */
    boolean isEnd(int token) {
        return vocabulary.isEndOfGeneration(token);
    }

    /** What another answer would begin with that took the first {@code most} tokens of this one. */
    Beginning beginning(int most) {
        return new Beginning(chooser.tokens(), chooser.nearTies(), chooser.changed()).first(most);
    }

    boolean ended() {
        return finish != null;
    }

    /** The tokens taken so far. */
    List<Integer> tokens() {
        return chooser.tokens();
    }

    int last() {
        return chooser.last();
    }

    /** Tokens that may still come, at least 1 until it has ended. */
    int tokensLeft() {
        return mostTokens - chooser.tokens().size();
    }

    /** Whether the next token depends on the reverse streams; where not, no later one does. */
    boolean readsReverse() {
        return chooser.readsReverse();
    }

    /** Tokens that may still come from the streams that the next one comes from. */
    int tokensLeftAlike() {
        int taken = chooser.tokens().size();
        return switch (request.strength()) {
            case Strength.FirstTokens(int tokens) when taken < tokens ->
                    Math.min(tokensLeft(), tokens - taken);
            case Strength.FirstTokens(_),
                    Strength.Constant(),
                    Strength.Decaying(_),
                    Strength.Adaptive() ->
                    tokensLeft();
        };
    }

    /** The tokens that are given and not chosen, from the next one on, {@code most} at most. */
    int[] nextGiven(int most) {
        return chooser.nextGiven(most);
    }

    /** What is done to the scores of the next token; a copy, and none where nothing is. */
    Optional<ScoreChanges> scoreChanges() {
        return chooser.changes();
    }

    /**
     * What there is to say of the answer, once it has ended.
     *
     * @param overhead as of {@link GenerationResult}
     */
    GenerationResult result(long prefillNanos, long decodeNanos, double overhead) {
        var reason = finish;
        if (reason == null) {
            throw new IllegalStateException("the answer has not ended");
        }
        return new GenerationResult(
                text.shown(),
                chooser.tokens(),
                reason,
                request.prompt().length,
                request.reverse().stream().mapToInt(stream -> stream.prompt().length).sum(),
                cachedTokens,
                prefillNanos / 1e6,
                decodeNanos / 1e6,
                chooser.nearTies(),
                chooser.changed(),
                overhead,
                chooser.steps(),
                chooser.logprobs(),
                companions.beginnings());
    }
}
