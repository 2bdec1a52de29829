package dev.rose.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One row of raw logits, shape {@code [vocabSize]}, read in place. A row that a {@link DecodeStep}
 * lent throws {@link IllegalStateException} on any read after the step has ended.
 *
 * @param values {@code vocabSize} floats in native byte order
 */
public record Logits(MemorySegment values) {

    /** A row that belongs to the caller; {@code values} is not copied. */
    public static Logits of(float... values) {
        return new Logits(MemorySegment.ofArray(values));
    }

    public int vocabSize() {
        return (int) (values.byteSize() / Float.BYTES);
    }

    public float get(int token) {
        return values.getAtIndex(ValueLayout.JAVA_FLOAT, token);
    }

    /** A copy that outlives the step. */
    public Logits copy() {
        return new Logits(MemorySegment.ofArray(values.toArray(ValueLayout.JAVA_FLOAT)));
    }

    /** Copies this row into {@code target}, shape {@code [vocabSize]}. */
    public void copyTo(float[] target) {
        MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, 0, target, 0, vocabSize());
    }
}
