package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A LoRA adapter for one model, with the scale at which it is applied. Thread-safe. */
public final class LoraAdapter implements AutoCloseable {
    private final MemorySegment pointer;
    private final float scale;
    private final LlamaModel model;
    private final SharedOwnership ownership;

    private LoraAdapter(MemorySegment pointer, float scale, LlamaModel model, Runnable free) {
        this.pointer = pointer;
        this.scale = scale;
        this.model = model;
        this.ownership = new SharedOwnership("the adapter", free);
    }

    static LoraAdapter load(ModelFunctions functions, LlamaModel model, Path file, float scale) {
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("the scale must be finite, not " + scale);
        }
        var use = model.ownership().use();
        LlamaLog.forgetErrors();
        try (var arena = Arena.ofConfined()) {
            var pointer =
                    functions.loadAdapter(model.pointer(), arena.allocateFrom(file.toString()));
            if (NativeLookup.isNull(pointer)) {
                throw new LlamaException(
                        LlamaException.Kind.INVALID_FILE,
                        "llama.cpp cannot load the adapter %s: %s"
                                .formatted(file, LlamaModel.reason("is it made for this model?")));
            }
            return new LoraAdapter(
                    pointer,
                    scale,
                    model,
                    () -> {
                        functions.freeAdapter(pointer);
                        use.close();
                    });
        } catch (Throwable t) {
            use.close();
            throw t;
        }
    }

    public float scale() {
        return scale;
    }

    boolean isFor(LlamaModel other) {
        return model == other;
    }

    MemorySegment pointer() {
        return pointer;
    }

    SharedOwnership ownership() {
        return ownership;
    }

    /** Frees the adapter, at once or with the last context that uses it. Idempotent. */
    @Override
    public void close() {
        ownership.close();
    }
}
