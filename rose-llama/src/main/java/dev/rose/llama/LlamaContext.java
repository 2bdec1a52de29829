package dev.rose.llama;

import dev.rose.llama.SharedOwnership.Use;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A context: the KV cache of some sequences, and forward passes over it. The cache is split, a part
 * for each sequence, so that the numbers of one do not depend on the others.
 *
 * <p>One thread at a time uses it; {@link #close} may come from any and waits for a running decode.
 * What llama.cpp would abort on (a batch too large, a sequence out of range, a gap in positions) is
 * refused here.
 */
public final class LlamaContext implements AutoCloseable {
    private final ContextFunctions functions;
    private final MemorySegment pointer;
    private final MemorySegment memory;
    private final LlamaContextParams params;
    private final int vocabSize;
    private final MemoryKind kind;
    private final int window;
    private final int contextLength;
    private final LlamaBatch batch;
    private final int[] lengths;
    private final int[] expected;
    private final Arena arena;
    private final List<Use> uses;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LlamaStep step;
    private @Nullable StateLayout stateLayout;
    private boolean closed;
    private boolean freed;

    /**
     * Owns {@code pointer}, {@code arena} and {@code uses} from here on; see {@link
     * ContextOpening}.
     */
    LlamaContext(
            ContextFunctions functions,
            MemorySegment pointer,
            LlamaContextParams params,
            LlamaModel model,
            Arena arena,
            List<Use> uses) {
        this.functions = functions;
        this.pointer = pointer;
        this.params = params;
        this.vocabSize = model.vocabulary().size();
        this.kind = model.memoryKind();
        this.window = model.window();
        this.arena = arena;
        this.uses = uses;
        this.memory = functions.memory(pointer);
        this.contextLength = functions.contextPerSequence(pointer);
        this.batch = new LlamaBatch(arena, params.batchSize());
        this.lengths = new int[params.sequences()];
        this.expected = new int[params.sequences()];
    }

    public LlamaContextParams params() {
        return params;
    }

    /** Tokens that each sequence can hold: at least what was asked for. */
    public int contextLength() {
        return contextLength;
    }

    /** The batch of this context, to be filled and given to {@link #decode}. */
    public LlamaBatch batch() {
        return batch;
    }

    /** Number of tokens in {@code sequence}. */
    public int length(int sequence) {
        lock.lock();
        try {
            requireOpen();
            return lengths[checkSequence(sequence)];
        } finally {
            lock.unlock();
        }
    }

    /**
     * One forward pass over the rows of {@link #batch}. Ends the step before.
     *
     * <p>The rows stay in the batch, since the step's rows are known by them; clear it before the
     * next.
     *
     * @throws IllegalArgumentException for an empty batch, more logits than {@link
     *     LlamaContextParams#outputs}, or a row that does not continue its sequence
     * @throws LlamaException with kind {@code CACHE_FULL} or {@code DECODE_FAILED}; the sequences
     *     are as before, or empty where this memory cannot be cut
     */
    public LlamaStep decode() {
        lock.lock();
        try {
            requireOpen();
            endStep();
            checkRows();
            LlamaLog.forgetErrors();
            var result = functions.decode(pointer, batch.struct());
            if (result != 0) {
                restore();
                throw new LlamaException(
                        result == 1
                                ? LlamaException.Kind.CACHE_FULL
                                : LlamaException.Kind.DECODE_FAILED,
                        "llama.cpp could not decode %d rows (code %d): %s"
                                .formatted(
                                        batch.size(),
                                        result,
                                        LlamaModel.reason("it gave no reason")));
            }
            System.arraycopy(expected, 0, lengths, 0, lengths.length);
            var current = new LlamaStep(this, 4L * vocabSize);
            step = current;
            return current;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes {@code to} equal to the first {@code length} tokens of {@code from}.
     *
     * @return false, with {@code to} empty, where this memory cannot be copied in part
     */
    public boolean copySequence(int from, int to, int length) {
        checkSequence(to);
        checkLength(from, length);
        lock.lock();
        try {
            requireOpen();
            if (from == to) {
                return cut(to, length);
            }
            functions.removeFrom(memory, to, -1);
            lengths[to] = 0;
            if (length == 0) {
                return true;
            }
            functions.copyAll(memory, from, to);
            lengths[to] = lengths[from];
            if (cut(to, length)) {
                return true;
            }
            functions.removeFrom(memory, to, -1);
            lengths[to] = 0;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Shortens {@code sequence} to its first {@code length} tokens.
     *
     * @return false, and nothing is changed, where this memory cannot be cut there
     */
    public boolean cutSequence(int sequence, int length) {
        checkLength(sequence, length);
        lock.lock();
        try {
            requireOpen();
            return cut(sequence, length);
        } finally {
            lock.unlock();
        }
    }

    /** Empties {@code sequence}. */
    public void clearSequence(int sequence) {
        cutSequence(sequence, 0);
    }

    /**
     * The cache of {@code sequence}, copied out; another context of the same model can be given it.
     */
    @SuppressWarnings("MustBeClosedChecker") // the state owns the arena
    public LlamaState copyState(int sequence) {
        checkSequence(sequence);
        lock.lock();
        try {
            requireOpen();
            var size = functions.stateSize(pointer, sequence);
            var memory = Arena.ofShared();
            var data = memory.allocate(Math.max(1, size), 16);
            var written = functions.getState(pointer, data, sequence);
            var last =
                    kind == MemoryKind.ATTENTION
                            ? written
                            : functions.lastPieceSize(pointer, sequence);
            return new LlamaState(
                    memory,
                    data.asSlice(0, written),
                    new StateLayout.Origin(lengths.length, sequence, last),
                    lengths[sequence]);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes {@code sequence} what was copied.
     *
     * @return false, with the sequence empty, where the state does not fit this context
     */
    public boolean setState(int sequence, LlamaState state) {
        return state.length() <= contextLength
                && restoreSequence(sequence, state.data(), state.origin(), state.length());
    }

    /** Whether the bytes fit this context; the sequence is empty where they do not. */
    boolean restoreSequence(
            int sequence, MemorySegment copy, StateLayout.Origin origin, int length) {
        checkSequence(sequence);
        lock.lock();
        try (var scratch = Arena.ofConfined()) {
            requireOpen();
            functions.removeFrom(memory, sequence, -1);
            lengths[sequence] = 0;
            if (length == 0) {
                return true;
            }
            var fitted =
                    origin.sequences() == lengths.length
                            ? Optional.of(copy)
                            : layoutAt(sequence).fit(copy, origin, lengths.length, scratch);
            if (fitted.isEmpty()) {
                return false;
            }
            var data = fitted.get();
            var read = functions.setState(pointer, data, sequence);
            if (read == data.byteSize() && functions.lastPosition(memory, sequence) == length - 1) {
                lengths[sequence] = length;
                return true;
            }
            functions.removeFrom(memory, sequence, -1);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Asks what copies are made of, by an empty sequence. */
    private StateLayout layoutAt(int sequence) {
        var layout = stateLayout;
        if (layout == null) {
            layout =
                    StateLayout.of(
                            kind,
                            window > 0,
                            functions.stateSize(pointer, sequence),
                            functions.lastPieceSize(pointer, sequence),
                            lengths.length);
            stateLayout = layout;
        }
        return layout;
    }

    /**
     * Frees the cache; waits for a decode in another thread, and where another thread still reads
     * logits, the memory goes when that thread closes its step. Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            var open = step;
            if (open != null && (!open.isLent() || open.isLentToCurrentThread())) {
                endStep();
            }
            freeIfUnused();
        } finally {
            lock.unlock();
        }
    }

    MemorySegment lend(LlamaStep lender, int row) {
        lock.lock();
        try {
            requireOpen();
            if (lender != step) {
                throw new IllegalStateException("the step has ended; its logits are gone");
            }
            if (row < 0 || row >= batch.size() || !batch.wantsLogits(row)) {
                throw new IllegalArgumentException("row " + row + " asked for no logits");
            }
            var logits = functions.logits(pointer, row);
            if (NativeLookup.isNull(logits)) {
                throw new LlamaException(
                        LlamaException.Kind.DECODE_FAILED,
                        "llama.cpp gave no logits for row " + row);
            }
            return lender.lend(logits);
        } finally {
            lock.unlock();
        }
    }

    void end(LlamaStep ended) {
        lock.lock();
        try {
            ended.end();
            if (ended == step) {
                step = null;
            }
            freeIfUnused();
        } finally {
            lock.unlock();
        }
    }

    private void freeIfUnused() {
        if (closed && step == null && !freed) {
            freed = true;
            functions.free(pointer);
            arena.close();
            uses.forEach(Use::close);
        }
    }

    private void endStep() {
        var open = step;
        if (open != null) {
            open.end();
            step = null;
        }
    }

    private boolean cut(int sequence, int length) {
        if (length == lengths[sequence]) {
            return true;
        }
        if (length > 0 && !holdsWindowAt(sequence, length)) {
            return false;
        }
        var cut = functions.removeFrom(memory, sequence, length == 0 ? -1 : length);
        if (cut) {
            lengths[sequence] = length;
        }
        return cut;
    }

    /**
     * Whether all that the token at position {@code length} looks back to is there. llama.cpp would
     * cut regardless and compute with what is left: a state that was copied out holds for layers
     * with a window only the tokens in it.
     */
    private boolean holdsWindowAt(int sequence, int length) {
        return window == 0
                || functions.firstPosition(memory, sequence) <= Math.max(0, length - window + 1);
    }

    private void checkRows() {
        if (batch.size() == 0) {
            throw new IllegalArgumentException("the batch is empty");
        }
        if (batch.outputs() > params.outputs()) {
            throw new IllegalArgumentException(
                    "%d rows ask for logits, %d may".formatted(batch.outputs(), params.outputs()));
        }
        System.arraycopy(lengths, 0, expected, 0, lengths.length);
        for (var row = 0; row < batch.size(); row++) {
            var sequence = checkSequence(batch.sequence(row));
            if (batch.position(row) != expected[sequence]) {
                throw new IllegalArgumentException(
                        "row %d is at position %d of sequence %d, which continues at %d"
                                .formatted(row, batch.position(row), sequence, expected[sequence]));
            }
            if (batch.token(row) < 0 || batch.token(row) >= vocabSize) {
                throw new IllegalArgumentException(
                        "row %d has token %d of a vocabulary of %d"
                                .formatted(row, batch.token(row), vocabSize));
            }
            if (++expected[sequence] > contextLength) {
                throw new LlamaException(
                        LlamaException.Kind.CACHE_FULL,
                        "sequence %d is full at %d tokens".formatted(sequence, contextLength));
            }
        }
    }

    /** After a failed decode: rows that were processed before the failure are removed again. */
    private void restore() {
        for (var sequence = 0; sequence < lengths.length; sequence++) {
            if (functions.lastPosition(memory, sequence) >= lengths[sequence]) {
                var length = lengths[sequence];
                if (!functions.removeFrom(memory, sequence, length == 0 ? -1 : length)) {
                    functions.removeFrom(memory, sequence, -1);
                    lengths[sequence] = 0;
                }
            }
        }
    }

    private int checkSequence(int sequence) {
        if (sequence < 0 || sequence >= lengths.length) {
            throw new IllegalArgumentException(
                    "sequence %d of %d".formatted(sequence, lengths.length));
        }
        return sequence;
    }

    private void checkLength(int sequence, int length) {
        if (length < 0 || length > lengths[checkSequence(sequence)]) {
            throw new IllegalArgumentException(
                    "length %d of sequence %d, which has %d tokens"
                            .formatted(length, sequence, lengths[sequence]));
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the context is closed");
        }
    }
}
