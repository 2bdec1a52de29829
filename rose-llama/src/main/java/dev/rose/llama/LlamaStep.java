package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The logits of one decode, in llama.cpp's own buffer, which the next decode overwrites. They are
 * lent through an arena that ends with this step: reading them later throws {@link
 * IllegalStateException}.
 *
 * <p>The thread that first asks for logits is the one that reads them and closes the step. A
 * context that is closed meanwhile keeps its memory until then.
 */
public final class LlamaStep implements AutoCloseable {
    private final LlamaContext context;
    private final long rowBytes;
    private @Nullable Arena loan;
    private @Nullable Thread borrower;
    private boolean ended;

    LlamaStep(LlamaContext context, long rowBytes) {
        this.context = context;
        this.rowBytes = rowBytes;
    }

    /**
     * The logits of a row, {@code vocabSize} floats.
     *
     * @throws IllegalArgumentException where the row asked for none
     * @throws IllegalStateException where the step has ended or another thread reads it
     */
    public MemorySegment logits(int row) {
        return context.lend(this, row);
    }

    /** Ends the loan. Idempotent. */
    @Override
    public void close() {
        context.end(this);
    }

    // What follows is called with the context's lock held.

    @SuppressWarnings("MustBeClosedChecker") // the step owns the arena
    MemorySegment lend(MemorySegment logits) {
        if (ended) {
            throw new IllegalStateException("the step has ended; its logits are gone");
        }
        if (loan == null) {
            loan = Arena.ofConfined();
            borrower = Thread.currentThread();
        }
        requireBorrower();
        return logits.reinterpret(rowBytes, loan, null);
    }

    void end() {
        if (!ended) {
            if (loan != null) {
                requireBorrower();
                loan.close();
            }
            ended = true;
        }
    }

    boolean isLent() {
        return loan != null && !ended;
    }

    boolean isLentToCurrentThread() {
        return isLent() && borrower == Thread.currentThread();
    }

    private void requireBorrower() {
        if (borrower != null && borrower != Thread.currentThread()) {
            throw new IllegalStateException(
                    "the logits of this step are lent to thread " + borrower.getName());
        }
    }
}
