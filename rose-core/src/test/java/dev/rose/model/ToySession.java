package dev.rose.model;

import dev.rose.error.RoseException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The toy's KV cache: for each sequence its tokens, kept apart, as a real cache would. */
public final class ToySession implements ModelSession {
    private static final int MAGIC = 0x544F5931;

    private final ToyModel model;
    private final SessionOptions options;
    private final int[][] cells;
    private final int[] lengths;
    private final int[] fixed;
    private final int[] waits;
    private final ReentrantLock lock = new ReentrantLock();
    private ToyStep lent;
    private boolean closed;

    ToySession(ToyModel model, SessionOptions options) {
        this.model = model;
        this.options = options;
        cells = new int[options.sequences()][options.contextLength()];
        lengths = new int[options.sequences()];
        fixed = new int[options.sequences()];
        waits = new int[options.sequences()];
    }

    @Override
    public SessionOptions options() {
        return options;
    }

    int heldTokens() {
        return Arrays.stream(lengths).sum();
    }

    @Override
    public int chunk() {
        return Math.min(model.chunk(), options.batchSize());
    }

    @Override
    public int length(int sequence) {
        requireOpen();
        return lengths[checked(sequence)];
    }

    @Override
    public DecodeStep decode(DecodeBatch batch) {
        lock.lock();
        try {
            requireOpen();
            if (lent != null) {
                lent.close();
            }
            var after = checkedLengthsAfter(batch);
            failIfAsked(batch);
            var rows = new HashMap<Integer, float[]>();
            for (int row = 0; row < batch.size(); row++) {
                int sequence = batch.sequence(row);
                cells[sequence][batch.position(row)] = batch.token(row);
                if (batch.wantsLogits(row)) {
                    var prefix = Arrays.copyOf(cells[sequence], batch.position(row) + 1);
                    rows.put(row, model.logitsAfter(prefix));
                }
            }
            countWaits(after);
            countWideChunks(after);
            System.arraycopy(after, 0, lengths, 0, lengths.length);
            lent = new ToyStep(rows);
            return lent;
        } finally {
            lock.unlock();
        }
    }

    private void failIfAsked(DecodeBatch batch) {
        try {
            model.decodes();
            var firsts = new int[cells.length];
            for (int sequence = 0; sequence < cells.length; sequence++) {
                firsts[sequence] = cells[sequence][0];
            }
            for (int row = 0; row < batch.size(); row++) {
                int sequence = batch.sequence(row);
                if (batch.position(row) == 0) {
                    firsts[sequence] = batch.token(row);
                }
                model.failIfPoisoned(firsts[sequence], batch.position(row));
            }
        } catch (RoseException e) {
            if (model.memory() == ToyMemory.RECURRENT) {
                for (int row = 0; row < batch.size(); row++) {
                    clearSequence(batch.sequence(row));
                }
            }
            throw e;
        }
    }

    private void countWaits(int[] after) {
        for (int sequence = 0; sequence < after.length; sequence++) {
            boolean waits = after[sequence] > 0 && after[sequence] == lengths[sequence];
            this.waits[sequence] = waits ? this.waits[sequence] + 1 : 0;
            model.longestWait.accumulateAndGet(this.waits[sequence], Math::max);
        }
    }

    private void countWideChunks(int[] after) {
        for (int sequence = 0; sequence < after.length; sequence++) {
            if (after[sequence] - lengths[sequence] > chunk()) {
                model.wideChunks.incrementAndGet();
            }
        }
    }

    private int[] checkedLengthsAfter(DecodeBatch batch) {
        try {
            return lengthsAfter(batch);
        } catch (IllegalArgumentException e) {
            model.refusals.incrementAndGet();
            throw e;
        }
    }

    /** The lengths that the batch leads to; checks all of it before anything changes. */
    private int[] lengthsAfter(DecodeBatch batch) {
        if (batch.size() == 0 || batch.size() > options.batchSize()) {
            throw new IllegalArgumentException(
                    "a batch must have 1 to %d rows, not %d"
                            .formatted(options.batchSize(), batch.size()));
        }
        var after = lengths.clone();
        int outputs = 0;
        for (int row = 0; row < batch.size(); row++) {
            int sequence = checked(batch.sequence(row));
            if (batch.token(row) < 0 || batch.token(row) >= model.vocabulary().size()) {
                throw new IllegalArgumentException("no token " + batch.token(row));
            }
            if (batch.position(row) != after[sequence]) {
                throw new IllegalArgumentException(
                        "row %d is at position %d, sequence %d continues at %d"
                                .formatted(row, batch.position(row), sequence, after[sequence]));
            }
            after[sequence]++;
            outputs += batch.wantsLogits(row) ? 1 : 0;
        }
        if (outputs > options.outputs()) {
            throw new IllegalArgumentException(
                    "%d rows ask for logits, %d may".formatted(outputs, options.outputs()));
        }
        for (int length : after) {
            if (length > options.contextLength()) {
                throw new RoseException(
                        RoseException.Kind.CONTEXT_EXCEEDED,
                        "a sequence of %d tokens does not fit a context of %d"
                                .formatted(length, options.contextLength()));
            }
        }
        return after;
    }

    @Override
    public boolean copySequence(int from, int to, int length) {
        requireOpen();
        requireHeld(from, length);
        if (model.memory() != ToyMemory.FULL && length < lengths[from] && length > 0) {
            clearSequence(to);
            return false;
        }
        System.arraycopy(cells[from], 0, cells[checked(to)], 0, length);
        lengths[to] = length;
        fixed[to] = length;
        return true;
    }

    @Override
    public boolean cutSequence(int sequence, int length) {
        requireOpen();
        requireHeld(sequence, length);
        boolean can =
                length == 0
                        || length == lengths[sequence]
                        || switch (model.memory()) {
                            case FULL -> true;
                            case WINDOW -> length >= fixed[sequence];
                            case RECURRENT -> false;
                        };
        if (can) {
            lengths[sequence] = length;
            fixed[sequence] = Math.min(fixed[sequence], length);
        }
        return can;
    }

    @Override
    public boolean canCut() {
        return model.memory() == ToyMemory.FULL;
    }

    @Override
    public boolean canCutDecoded() {
        return model.memory() != ToyMemory.RECURRENT;
    }

    @Override
    public SequenceState copyState(int sequence) {
        requireOpen();
        model.failIfAsked(ToyFaults.Operation.COPY_STATE, RoseException.Kind.OUT_OF_MEMORY);
        return new ToyState(Arrays.copyOf(cells[sequence], lengths[checked(sequence)]));
    }

    @Override
    public void setState(int sequence, SequenceState state) {
        requireOpen();
        var held = ((ToyState) state).cells();
        lengths[checked(sequence)] = 0;
        if (held.length > options.contextLength()) {
            throw new RoseException(
                    RoseException.Kind.CONTEXT_EXCEEDED,
                    "a state of %d tokens does not fit".formatted(held.length));
        }
        model.failIfAsked(ToyFaults.Operation.SET_STATE, RoseException.Kind.OUT_OF_MEMORY);
        System.arraycopy(held, 0, cells[sequence], 0, held.length);
        lengths[sequence] = held.length;
        fixed[sequence] = held.length;
    }

    /** A copied cache; reading it after it was freed is a bug of the reader. */
    private final class ToyState implements SequenceState {
        private int[] cells;

        ToyState(int[] cells) {
            this.cells = cells;
            model.openedState(byteSize());
        }

        int[] cells() {
            if (cells == null) {
                throw new IllegalStateException("the state is closed");
            }
            return cells;
        }

        @Override
        public int length() {
            return cells().length;
        }

        @Override
        public long byteSize() {
            return 8L * cells().length;
        }

        @Override
        public void close() {
            if (cells != null) {
                model.closedState(byteSize());
                cells = null;
            }
        }
    }

    @Override
    public void clearSequence(int sequence) {
        requireOpen();
        lengths[checked(sequence)] = 0;
        fixed[sequence] = 0;
        waits[sequence] = 0;
    }

    @Override
    public void saveSequence(int sequence, Path file, int[] tokens) {
        requireOpen();
        if (tokens.length != lengths[checked(sequence)]) {
            throw new IllegalArgumentException(
                    "sequence %d holds %d tokens, not %d"
                            .formatted(sequence, lengths[sequence], tokens.length));
        }
        model.failIfAsked(ToyFaults.Operation.SAVE, RoseException.Kind.STORAGE);
        try (var out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeInt(MAGIC);
            out.writeInt(tokens.length);
            for (int i = 0; i < tokens.length; i++) {
                out.writeInt(tokens[i]);
                out.writeInt(cells[sequence][i]);
            }
        } catch (IOException e) {
            throw new RoseException(RoseException.Kind.STORAGE, "cannot write " + file, e);
        }
    }

    @Override
    public int[] loadSequence(int sequence, Path file) {
        clearSequence(sequence);
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not a toy's sequence");
            }
            var tokens = new int[in.readInt()];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = in.readInt();
                cells[sequence][i] = in.readInt();
            }
            lengths[sequence] = tokens.length;
            fixed[sequence] = tokens.length;
            return tokens;
        } catch (IOException e) {
            throw new RoseException(RoseException.Kind.STORAGE, "cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            // Memory of another thread's step stays until that thread closes it.
            if (lent != null && lent.owner == Thread.currentThread()) {
                lent.close();
            }
            closed = true;
            model.ended(this);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    private int checked(int sequence) {
        if (sequence < 0 || sequence >= lengths.length) {
            throw new IllegalArgumentException(
                    "sequence must be 0 to %d, not %d".formatted(lengths.length - 1, sequence));
        }
        return sequence;
    }

    private void requireHeld(int sequence, int length) {
        if (length < 0 || length > lengths[checked(sequence)]) {
            throw new IllegalArgumentException(
                    "sequence %d holds %d tokens, not %d"
                            .formatted(sequence, lengths[sequence], length));
        }
    }

    /** Rows in memory that is really gone after the step, so that a stale read cannot go unseen. */
    private final class ToyStep implements DecodeStep {
        private final Map<Integer, float[]> values;
        private final Map<Integer, Logits> rows = new HashMap<>();
        private Thread owner = Thread.currentThread();
        private Arena arena;
        private boolean ended;

        ToyStep(Map<Integer, float[]> values) {
            this.values = values;
            model.openSteps.incrementAndGet();
        }

        /** The thread that first asks for logits is the one that reads them. */
        private void lend() {
            if (arena == null) {
                owner = Thread.currentThread();
                var memory = Arena.ofConfined();
                arena = memory;
                values.forEach((row, logits) ->
                        rows.put(
                                row,
                                new Logits(memory.allocateFrom(ValueLayout.JAVA_FLOAT, logits))));
            }
        }

        @Override
        public Logits logits(int row) {
            if (ended) {
                throw new IllegalStateException("the step has ended");
            }
            lend();
            var logits = rows.get(row);
            if (logits == null) {
                throw new IllegalArgumentException("row " + row + " asked for no logits");
            }
            return logits;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                model.openSteps.decrementAndGet();
                if (arena != null) {
                    rows.values().forEach(row -> row.values().fill((byte) 0xFF));
                    arena.close();
                }
            }
        }
    }
}
