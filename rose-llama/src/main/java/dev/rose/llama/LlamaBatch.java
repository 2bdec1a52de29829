package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The rows of one decode, in native memory that a context owns. */
public final class LlamaBatch {
    private final int capacity;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment logits;
    private final int[] rowSequence;
    private final int[] rowPosition;
    private int size;
    private int outputs;

    LlamaBatch(Arena arena, int capacity) {
        this.capacity = capacity;
        struct = arena.allocate(StructLayouts.BATCH);
        tokens = arena.allocate(ValueLayout.JAVA_INT, capacity);
        positions = arena.allocate(ValueLayout.JAVA_INT, capacity);
        sequences = arena.allocate(ValueLayout.JAVA_INT, capacity);
        logits = arena.allocate(capacity);
        rowSequence = new int[capacity];
        rowPosition = new int[capacity];
        // Each row has one sequence: its list of sequences is a pointer into the array of them.
        var counts = arena.allocate(ValueLayout.JAVA_INT, capacity);
        var lists = arena.allocate(ValueLayout.ADDRESS, capacity);
        for (var row = 0; row < capacity; row++) {
            counts.setAtIndex(ValueLayout.JAVA_INT, row, 1);
            lists.setAtIndex(ValueLayout.ADDRESS, row, sequences.asSlice(4L * row));
        }
        set("token", tokens);
        set("embd", MemorySegment.NULL);
        set("pos", positions);
        set("n_seq_id", counts);
        set("seq_id", lists);
        set("logits", logits);
    }

    /**
     * Adds a row.
     *
     * @return its index
     * @throws IllegalArgumentException where the batch is full
     */
    public int add(int token, int position, int sequence, boolean wantLogits) {
        if (size == capacity) {
            throw new IllegalArgumentException("the batch is full at " + capacity + " rows");
        }
        tokens.setAtIndex(ValueLayout.JAVA_INT, size, token);
        positions.setAtIndex(ValueLayout.JAVA_INT, size, position);
        sequences.setAtIndex(ValueLayout.JAVA_INT, size, sequence);
        logits.set(ValueLayout.JAVA_BYTE, size, (byte) (wantLogits ? 1 : 0));
        rowSequence[size] = sequence;
        rowPosition[size] = position;
        outputs += wantLogits ? 1 : 0;
        return size++;
    }

    public void clear() {
        size = 0;
        outputs = 0;
    }

    public int size() {
        return size;
    }

    int outputs() {
        return outputs;
    }

    int token(int row) {
        return tokens.getAtIndex(ValueLayout.JAVA_INT, row);
    }

    int sequence(int row) {
        return rowSequence[row];
    }

    int position(int row) {
        return rowPosition[row];
    }

    boolean wantsLogits(int row) {
        return logits.get(ValueLayout.JAVA_BYTE, row) != 0;
    }

    MemorySegment struct() {
        struct.set(ValueLayout.JAVA_INT, 0, size);
        return struct;
    }

    private void set(String field, MemorySegment value) {
        struct.set(ValueLayout.ADDRESS, StructLayouts.offset(StructLayouts.BATCH, field), value);
    }
}
