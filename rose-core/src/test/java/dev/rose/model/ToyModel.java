package dev.rose.model;

import dev.rose.error.RoseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A deterministic language model for tests. Its logits are a hash of all tokens, with their
 * positions, that the sequence's cache really holds: a lost or doubled token, a wrong position or a
 * mixed-up sequence gives another text. Logits die with their step.
 *
 * <p>It counts what must be given back: {@link #openSessions}, {@link #openSteps}, {@link
 * #heldTokens}.
 */
public final class ToyModel implements LanguageModel {
    /** Never fails. */
    private static final int NEVER = -1;

    private final ToyVocabulary vocabulary;
    private final long seed;
    private final int levels;
    private final AtomicInteger decodesUntilFailure = new AtomicInteger(NEVER);
    private final Set<ToySession> sessions = ConcurrentHashMap.newKeySet();
    final AtomicInteger openSteps = new AtomicInteger();
    private volatile boolean closed;

    public ToyModel(ToyVocabulary vocabulary, long seed) {
        this(vocabulary, seed, 1 << 20);
    }

    /**
     * @param levels how many values a logit can have; few of them make many ties
     */
    public ToyModel(ToyVocabulary vocabulary, long seed, int levels) {
        this.vocabulary = vocabulary;
        this.seed = seed;
        this.levels = levels;
    }

    /** Lets the decode after {@code decodes} good ones fail, once. */
    public ToyModel failAfter(int decodes) {
        decodesUntilFailure.set(decodes);
        return this;
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo("toy", "toy", "F32", 4096, Optional.empty());
    }

    @Override
    public ToyVocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public ToySession openSession(SessionOptions options) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        var session = new ToySession(this, options);
        sessions.add(session);
        return session;
    }

    void ended(ToySession session) {
        sessions.remove(session);
    }

    @Override
    public void close() {
        closed = true;
    }

    public int openSessions() {
        return sessions.size();
    }

    public int openSteps() {
        return openSteps.get();
    }

    /** Tokens in the sequences of all open sessions. */
    public int heldTokens() {
        return sessions.stream().mapToInt(ToySession::heldTokens).sum();
    }

    void failIfAsked() {
        if (decodesUntilFailure.get() != NEVER && decodesUntilFailure.getAndDecrement() == 0) {
            throw new RoseException(RoseException.Kind.ENGINE_FAILED, "the toy failed as asked");
        }
    }

    /**
     * The logits after {@code prefix}, shape {@code [vocabSize]}: what the model is, in one method.
     * They lie in [-4, 4).
     *
     * @param prefix all tokens of the sequence, by position
     */
    public float[] logitsAfter(int[] prefix) {
        long state = seed;
        for (int position = 0; position < prefix.length; position++) {
            state = mix(state ^ mix(prefix[position] + ((long) position << 32)));
        }
        var logits = new float[vocabulary.size()];
        for (int token = 0; token < logits.length; token++) {
            double uniform = (mix(state + token) >>> 11) * 0x1.0p-53;
            logits[token] = (float) (Math.floor(uniform * levels) * 8 / levels - 4);
        }
        return logits;
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
