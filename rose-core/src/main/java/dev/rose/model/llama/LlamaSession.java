package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.llama.LlamaContext;
import dev.rose.llama.LlamaException;
import dev.rose.llama.LlamaLibrary;
import dev.rose.llama.LlamaStep;
import dev.rose.llama.SequenceFile;
import dev.rose.model.DecodeBatch;
import dev.rose.model.DecodeStep;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.SessionOptions;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A session over a context of llama.cpp. */
final class LlamaSession implements ModelSession {
    private final LlamaLibrary library;
    private final LlamaContext context;
    private final SessionOptions options;
    private final Supplier<String> fingerprint;

    LlamaSession(
            LlamaLibrary library,
            LlamaContext context,
            SessionOptions options,
            Supplier<String> fingerprint) {
        this.library = library;
        this.context = context;
        this.options = options;
        this.fingerprint = fingerprint;
    }

    @Override
    public SessionOptions options() {
        return options;
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
        for (var row = 0; row < batch.size(); row++) {
            requireRoom(batch.sequence(row), batch.position(row));
            rows.add(
                    batch.token(row),
                    batch.position(row),
                    batch.sequence(row),
                    batch.wantsLogits(row));
        }
        try {
            return new Step(context.decode());
        } catch (LlamaException e) {
            throw LlamaFailures.translate(e);
        }
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

    private record Step(LlamaStep step) implements DecodeStep {
        @Override
        public Logits logits(int row) {
            return new Logits(step.logits(row));
        }

        @Override
        public void close() {
            step.close();
        }
    }
}
