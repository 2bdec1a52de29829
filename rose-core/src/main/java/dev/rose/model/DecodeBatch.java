package dev.rose.model;

import java.util.Arrays;

/**
 * The rows of one forward pass: each a token at a position of a sequence, with or without logits.
 * Reusable: {@link #clear} and fill again. Not thread-safe.
 */
public final class DecodeBatch {
    private int[] tokens;
    private int[] positions;
    private int[] sequences;
    private boolean[] logits;
    private int size;

    public DecodeBatch(int capacity) {
        tokens = new int[capacity];
        positions = new int[capacity];
        sequences = new int[capacity];
        logits = new boolean[capacity];
    }

    /**
     * Adds a row.
     *
     * @return its index, by which {@link DecodeStep#logits} knows it
     */
    public int add(int token, int position, int sequence, boolean wantLogits) {
        if (size == tokens.length) {
            var capacity = Math.max(8, size * 2);
            tokens = Arrays.copyOf(tokens, capacity);
            positions = Arrays.copyOf(positions, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            logits = Arrays.copyOf(logits, capacity);
        }
        tokens[size] = token;
        positions[size] = position;
        sequences[size] = sequence;
        logits[size] = wantLogits;
        return size++;
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public int token(int row) {
        return tokens[row];
    }

    public int position(int row) {
        return positions[row];
    }

    public int sequence(int row) {
        return sequences[row];
    }

    public boolean wantsLogits(int row) {
        return logits[row];
    }
}
