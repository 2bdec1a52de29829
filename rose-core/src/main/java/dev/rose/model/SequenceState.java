package dev.rose.model;

/**
 * The cache of one sequence, copied out of its session: any session of the same model can be given
 * it. Immutable; thread-safe but for {@link #close}.
 */
public interface SequenceState extends AutoCloseable {

    /** Tokens that it holds. */
    int length();

    /** Memory that it takes, in bytes. */
    long byteSize();

    /** Frees it. Idempotent. */
    @Override
    void close();
}
