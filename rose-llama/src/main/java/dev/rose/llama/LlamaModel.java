package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * A loaded model: weights and vocabulary. Thread-safe.
 *
 * <p>The weights are freed when the model is closed and the last context and adapter over it is; so
 * these may be closed in any order.
 */
public final class LlamaModel implements AutoCloseable {
    private final LlamaLibrary library;
    private final MemorySegment pointer;
    private final LlamaVocabulary vocabulary;
    private final MemoryKind memoryKind;
    private final int window;
    private final SharedOwnership ownership;

    private LlamaModel(LlamaLibrary library, MemorySegment pointer) {
        this.library = library;
        this.pointer = pointer;
        var functions = library.models();
        this.ownership = new SharedOwnership("the model", () -> functions.free(pointer));
        this.vocabulary =
                new LlamaVocabulary(
                        functions, functions.vocabulary(pointer), ownership::useWhileAlive);
        this.memoryKind = MemoryKind.of(functions, pointer);
        this.window = MemoryKind.window(functions, pointer);
    }

    /**
     * Loads a GGUF file.
     *
     * @param gpuLayers layers to put on a GPU where there is one; negative means all
     * @throws LlamaException with kind {@code INVALID_FILE} where llama.cpp refuses the file
     */
    public static LlamaModel load(LlamaLibrary library, Path file, int gpuLayers) {
        var functions = library.models();
        LlamaLog.forgetErrors();
        try (var arena = Arena.ofConfined()) {
            var params = NativeParams.forModel(functions, arena);
            params.set("n_gpu_layers", gpuLayers);
            var pointer = functions.load(arena.allocateFrom(file.toString()), params.struct());
            if (NativeLookup.isNull(pointer)) {
                throw new LlamaException(
                        LlamaException.Kind.INVALID_FILE,
                        "llama.cpp cannot load %s: %s"
                                .formatted(file, reason("it gave no reason; run with --verbose")));
            }
            try {
                return new LlamaModel(library, pointer);
            } catch (Throwable t) {
                functions.free(pointer);
                throw t;
            }
        }
    }

    public LlamaVocabulary vocabulary() {
        return vocabulary;
    }

    /** What kind of memory the model's contexts have, and so what can be done with sequences. */
    public MemoryKind memoryKind() {
        return memoryKind;
    }

    /**
     * Opens a context.
     *
     * @param adapters applied to every forward pass of the context; may be closed before it
     * @throws LlamaException with kind {@code OUT_OF_MEMORY} where it cannot be made
     */
    public LlamaContext newContext(LlamaContextParams params, List<LoraAdapter> adapters) {
        return ContextOpening.open(library, this, params, adapters);
    }

    /**
     * Loads a LoRA adapter made for this model.
     *
     * @param scale of its weights, finite
     */
    public LoraAdapter loadAdapter(Path file, float scale) {
        return LoraAdapter.load(library.models(), this, file, scale);
    }

    /** Tokens that the narrowest layers look back, the latest included; 0 for all. */
    int window() {
        return window;
    }

    MemorySegment pointer() {
        return pointer;
    }

    SharedOwnership ownership() {
        return ownership;
    }

    /** The reason that llama.cpp logged for a failure. */
    static String reason(String otherwise) {
        var errors = LlamaLog.errors();
        return errors.isEmpty() ? otherwise : errors;
    }

    /** Frees the weights, at once or with the last context over them. Idempotent. */
    @Override
    public void close() {
        ownership.close();
    }
}
