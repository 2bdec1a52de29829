package dev.rose.llama;

/**
 * The size of a context.
 *
 * @param contextLength tokens of each sequence, at least 1; llama.cpp rounds it up
 * @param sequences number of sequences, from 1 to 256
 * @param batchSize rows of one decode, at least 1
 * @param outputs rows of one decode that can ask for logits, from 1 to {@code batchSize}; memory
 *     for them is set aside at once
 * @param threads of one decode, at least 1
 */
public record LlamaContextParams(
        int contextLength, int sequences, int batchSize, int outputs, int threads) {
    static final int MAX_SEQUENCES = 256;

    public LlamaContextParams {
        require(contextLength >= 1, "contextLength", contextLength);
        require(sequences >= 1 && sequences <= MAX_SEQUENCES, "sequences", sequences);
        require(batchSize >= 1, "batchSize", batchSize);
        require(outputs >= 1 && outputs <= batchSize, "outputs", outputs);
        require(threads >= 1, "threads", threads);
        require(
                (long) contextLength * sequences <= Integer.MAX_VALUE,
                "contextLength",
                contextLength);
    }

    private static void require(boolean valid, String name, int seen) {
        if (!valid) {
            throw new IllegalArgumentException(name + " out of range: " + seen);
        }
    }
}
