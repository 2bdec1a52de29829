package dev.rose.engine;

/** A {@link Scoring} that is being made. Close it when done; it is given up then. */
public final class PendingScoring implements AutoCloseable {
    private final Generation generation;
    private final CandidateReader reader;

    PendingScoring(Generation generation, CandidateReader reader) {
        this.generation = generation;
        this.reader = reader;
    }

    /**
     * Waits for it.
     *
     * @throws dev.rose.error.RoseException with what it failed with
     * @throws IllegalStateException where the thread is interrupted
     */
    public Scoring scoring() {
        generation.result();
        return reader.scoring();
    }

    /** Idempotent. */
    @Override
    public void close() {
        generation.close();
    }
}
