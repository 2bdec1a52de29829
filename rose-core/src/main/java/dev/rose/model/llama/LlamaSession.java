package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.llama.LlamaContext;
import dev.rose.llama.LlamaException;
import dev.rose.llama.LlamaLibrary;
import dev.rose.llama.LlamaState;
import dev.rose.llama.LlamaStep;
import dev.rose.llama.MemoryKind;
import dev.rose.llama.SequenceFile;
import dev.rose.model.DecodeBatch;
import dev.rose.model.DecodeStep;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.SequenceState;
import dev.rose.model.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/** A session over a context of llama.cpp. */
final class LlamaSession implements ModelSession {
    private final LlamaLibrary library;
    private final LlamaContext context;
    private final SessionOptions options;
    private final Supplier<String> fingerprint;
    private final MemoryKind memory;
    private final int chunk;

    LlamaSession(
            LlamaLibrary library,
            LlamaContext context,
            SessionOptions options,
            Supplier<String> fingerprint,
            MemoryKind memory,
            int chunk) {
        this.library = library;
        this.context = context;
        this.options = options;
        this.fingerprint = fingerprint;
        this.memory = memory;
        this.chunk = chunk;
    }

    @Override
    public SessionOptions options() {
        return options;
    }

    @Override
    public int chunk() {
        return chunk;
    }

    @Override
    public int length(int sequence) {
        return context.length(sequence);
    }

    @Override
    public DecodeStep decode(DecodeBatch batch) {
        if (batch.size() > options.batchSize()) {
            throw new IllegalArgumentException(
                    "%d rows in a batch of at most %d"
                            .formatted(batch.size(), options.batchSize()));
        }
        var rows = context.batch();
        rows.clear();
        var order = order(batch);
        var places = new int[batch.size()];
        for (var place = 0; place < order.length; place++) {
            var row = (int) order[place];
            requireRoom(batch.sequence(row), batch.position(row));
            rows.add(
                    batch.token(row),
                    batch.position(row),
                    batch.sequence(row),
                    batch.wantsLogits(row));
            places[row] = place;
        }
        try {
            return new Step(context.decode(), places);
        } catch (LlamaException e) {
            throw LlamaFailures.translate(e);
        }
    }

    /**
     * The rows by sequence, each in the low half. llama.cpp decodes at once only rows of sequences
     * whose numbers follow each other in the batch; at each break it begins another pass.
     */
    private static long[] order(DecodeBatch batch) {
        var order = new long[batch.size()];
        for (var row = 0; row < order.length; row++) {
            order[row] = (long) batch.sequence(row) << Integer.SIZE | row;
        }
        Arrays.sort(order);
        return order;
    }

    @Override
    public boolean copySequence(int from, int to, int length) {
        return context.copySequence(from, to, length);
    }

    @Override
    public boolean cutSequence(int sequence, int length) {
        return context.cutSequence(sequence, length);
    }

    @Override
    public boolean canCut() {
        return memory.canCut();
    }

    @Override
    public boolean canCutDecoded() {
        return memory.canCutDecoded();
    }

    @Override
    public SequenceState copyState(int sequence) {
        return new State(context.copyState(sequence));
    }

    @Override
    public void setState(int sequence, SequenceState state) {
        if (!context.setState(sequence, ((State) state).state())) {
            throw new RoseException(
                    RoseException.Kind.CONTEXT_EXCEEDED,
                    state.length() > options.contextLength()
                            ? "a cached sequence of %d tokens does not fit a context of %d tokens"
                                    .formatted(state.length(), options.contextLength())
                            : "a cached sequence of this kind of model only fits a session with as many sequences as its own had, not one with %d"
                                    .formatted(options.sequences()));
        }
    }

    @Override
    public void clearSequence(int sequence) {
        context.clearSequence(sequence);
    }

    @Override
    public void saveSequence(int sequence, Path file, int[] tokens) {
        try {
            SequenceFile.save(library, context, sequence, fingerprint.get(), tokens, file);
        } catch (LlamaException e) {
            throw LlamaFailures.translate(e);
        }
    }

    @Override
    public int[] loadSequence(int sequence, Path file) {
        return LlamaFailures.translated(
                () -> SequenceFile.load(library, context, sequence, fingerprint.get(), file));
    }

    @Override
    public void close() {
        context.close();
    }

    /** llama.cpp rounds contexts up; what was asked for is what there is. */
    private void requireRoom(int sequence, int position) {
        if (position >= options.contextLength()) {
            throw new RoseException(
                    RoseException.Kind.CONTEXT_EXCEEDED,
                    "sequence %d is full: position %d of a context of %d tokens"
                            .formatted(sequence, position, options.contextLength()));
        }
    }

    private record State(LlamaState state) implements SequenceState {
        @Override
        public int length() {
            return state.length();
        }

        @Override
        public long byteSize() {
            return state.byteSize();
        }

        @Override
        public void close() {
            state.close();
        }
    }

    /** A step whose rows went to llama.cpp in another order: {@code places} of each. */
    private record Step(LlamaStep step, int[] places) implements DecodeStep {
        @Override
        public Logits logits(int row) {
            return new Logits(step.logits(row < 0 || row >= places.length ? row : places[row]));
        }

        @Override
        public void close() {
            step.close();
        }
    }
}
