package dev.rose.model;

/**
 * The size of a session.
 *
 * @param contextLength tokens that each sequence can hold
 * @param sequences how many sequences there are, with ids from 0
 * @param batchSize rows that one decode may have
 * @param threads threads of one decode; 0 means as many as there are cores
 */
public record SessionOptions(int contextLength, int sequences, int batchSize, int threads) {
    public SessionOptions {
        if (contextLength < 1 || sequences < 1 || batchSize < 1 || threads < 0) {
            throw new IllegalArgumentException(
                    "contextLength, sequences and batchSize must be positive, threads not negative: "
                            + "%d, %d, %d, %d"
                                    .formatted(contextLength, sequences, batchSize, threads));
        }
    }

    /** Sessions of {@code sequences} sequences, 512 rows a batch, all cores. */
    public static SessionOptions of(int contextLength, int sequences) {
        return new SessionOptions(contextLength, sequences, 512, 0);
    }

    /** Rows of one decode that can ask for logits: memory for them is set aside at once. */
    public int outputs() {
        return Math.min(batchSize, 64 + 2 * sequences);
    }

    public SessionOptions withThreads(int threads) {
        return new SessionOptions(contextLength, sequences, batchSize, threads);
    }
}
