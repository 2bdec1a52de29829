package dev.rose.model;

import dev.rose.error.RoseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A deterministic language model for tests. Its logits are a hash of all tokens, with their
 * positions, that the sequence's cache really holds: a lost or doubled token, a wrong position or a
 * mixed-up sequence gives another text. Logits die with their step.
 *
 * <p>It counts what must be given back: {@link #openSessions}, {@link #openSteps}, {@link
 * #openStates}, {@link #heldTokens}; and what a good caller never does: {@link #refusals}.
 */
public final class ToyModel implements LanguageModel {
    /** Never fails. */
    private static final int NEVER = -1;

    private final ToyVocabulary vocabulary;
    private final long seed;
    private final int levels;
    private ToyMemory memory = ToyMemory.FULL;
    private int chunk = 16;
    private int[] melody = new int[0];
    private int noise;
    private int poison = NEVER;
    private int poisonFrom;
    private volatile ToyFaults faults = ToyFaults.NONE;
    private volatile Runnable beforeDecode = () -> {};
    private final AtomicInteger decodesUntilFailure = new AtomicInteger(NEVER);
    private final Set<ToySession> sessions = ConcurrentHashMap.newKeySet();
    final AtomicInteger openSteps = new AtomicInteger();
    final AtomicInteger openStates = new AtomicInteger();
    final AtomicLong stateBytes = new AtomicLong();
    final AtomicLong mostStateBytes = new AtomicLong();
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger wideChunks = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger longestWait = new AtomicInteger();
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

    /** What its sessions can cut. */
    public ToyModel withMemory(ToyMemory memory) {
        this.memory = memory;
        return this;
    }

    /** {@link ModelSession#chunk} of its sessions, as far as their batches have room. */
    public ToyModel withChunk(int chunk) {
        this.chunk = chunk;
        return this;
    }

    /**
     * Makes the text after prompts that begin with an even token a melody that goes round and
     * round, so that it can be guessed.
     *
     * @param melody the tokens; position {@code p} likes {@code melody[p % length]}
     * @param noise how many of 100 positions do not
     */
    public ToyModel withMelody(int[] melody, int noise) {
        this.melody = melody;
        this.noise = noise;
        return this;
    }

    /**
     * Lets each decode fail that has a row at or behind position {@code from} of a sequence that
     * begins with {@code token}.
     */
    public ToyModel failFor(int token, int from) {
        poison = token;
        poisonFrom = from;
        return this;
    }

    /** Lets operations fail as {@code faults} has it. */
    public ToyModel withFaults(ToyFaults faults) {
        this.faults = faults;
        return this;
    }

    /** Runs {@code action} in the decoding thread before each decode. */
    public ToyModel beforeDecode(Runnable action) {
        beforeDecode = action;
        return this;
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo(
                "toy", "toy", "F32", 4096, Optional.empty(), Map.of(), Map.of(), List.of());
    }

    @Override
    public String fingerprint() {
        return "toy " + seed;
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
        failIfAsked(ToyFaults.Operation.OPEN_SESSION, RoseException.Kind.OUT_OF_MEMORY);
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

    /** States that were copied out of sessions and not freed. */
    public int openStates() {
        return openStates.get();
    }

    /** Tokens in the sequences of all open sessions. */
    public int heldTokens() {
        return sessions.stream().mapToInt(ToySession::heldTokens).sum();
    }

    /** Memory of all states that are open, in bytes, when it was most. */
    public long mostStateBytes() {
        return mostStateBytes.get();
    }

    /** Batches that broke the contract and were refused. */
    public int refusals() {
        return refusals.get();
    }

    /** Decodes with more rows of a sequence than {@link ModelSession#chunk}. */
    public int wideChunks() {
        return wideChunks.get();
    }

    /** Operations that failed as asked. */
    public int failures() {
        return failures.get();
    }

    /** Decodes of a session that a sequence with tokens in it had no row in, one after another. */
    public int longestWait() {
        return longestWait.get();
    }

    ToyMemory memory() {
        return memory;
    }

    int chunk() {
        return chunk;
    }

    void decodes() {
        beforeDecode.run();
        if (decodesUntilFailure.get() != NEVER && decodesUntilFailure.getAndDecrement() == 0) {
            throw failure(RoseException.Kind.ENGINE_FAILED);
        }
        failIfAsked(ToyFaults.Operation.DECODE, RoseException.Kind.ENGINE_FAILED);
    }

    void failIfPoisoned(int firstToken, int position) {
        if (firstToken == poison && position >= poisonFrom) {
            throw failure(RoseException.Kind.ENGINE_FAILED);
        }
    }

    void failIfAsked(ToyFaults.Operation operation, RoseException.Kind kind) {
        if (faults.fails(operation)) {
            throw failure(kind);
        }
    }

    private RoseException failure(RoseException.Kind kind) {
        failures.incrementAndGet();
        return new RoseException(kind, "the toy failed as asked");
    }

    void openedState(long bytes) {
        openStates.incrementAndGet();
        long now = stateBytes.addAndGet(bytes);
        mostStateBytes.accumulateAndGet(now, Math::max);
    }

    void closedState(long bytes) {
        openStates.decrementAndGet();
        stateBytes.addAndGet(-bytes);
    }

    /**
     * The logits after {@code prefix}, shape {@code [vocabSize]}: what the model is, in one method.
     * They lie in [-4, 4), but for the one that a melody raises.
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
        if (melody.length > 0 && prefix[0] % 2 == 0 && Math.floorMod(state, 100) >= noise) {
            logits[melody[prefix.length % melody.length]] += 100;
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
