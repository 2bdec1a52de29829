package dev.rose.model;

/**
 * A causal language model: weights and vocabulary. Thread-safe; decoding happens in {@linkplain
 * #openSession sessions}, each of which belongs to one thread.
 */
public interface LanguageModel extends AutoCloseable {

    ModelInfo info();

    Vocabulary vocabulary();

    /** Tells weights and adapters apart, for caches that outlive the process. */
    String fingerprint();

    /**
     * Opens a session with a KV cache of its own.
     *
     * @throws dev.rose.error.RoseException with kind {@code OUT_OF_MEMORY} where the cache does not
     *     fit
     * @throws IllegalStateException after {@link #close}
     */
    ModelSession openSession(SessionOptions options);

    /**
     * Closes the model: no session opens after it. The weights are freed when the last open session
     * is closed, so the order does not matter. Idempotent.
     */
    @Override
    void close();
}
