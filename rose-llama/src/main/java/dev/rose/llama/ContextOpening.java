package dev.rose.llama;

import dev.rose.llama.SharedOwnership.Use;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Makes contexts, and lets go of all that they would own where that fails half-way. */
final class ContextOpening {

    private ContextOpening() {}

    @SuppressWarnings("MustBeClosedChecker") // the context owns the arena
    static LlamaContext open(
            LlamaLibrary library,
            LlamaModel model,
            LlamaContextParams params,
            List<LoraAdapter> adapters) {
        var uses = new ArrayList<Use>();
        // Closed by whichever thread closes the context.
        var arena = Arena.ofShared();
        try {
            uses.add(model.ownership().use());
            for (var adapter : adapters) {
                if (!adapter.isFor(model)) {
                    throw new IllegalArgumentException("the adapter is of another model");
                }
                uses.add(adapter.ownership().use());
            }
            var pointer = init(library.contexts(), model, params);
            try {
                apply(library.contexts(), pointer, adapters);
                return new LlamaContext(library.contexts(), pointer, params, model, arena, uses);
            } catch (Throwable t) {
                library.contexts().free(pointer);
                throw t;
            }
        } catch (Throwable t) {
            arena.close();
            uses.forEach(Use::close);
            throw t;
        }
    }

    private static MemorySegment init(
            ContextFunctions functions, LlamaModel model, LlamaContextParams params) {
        LlamaLog.forgetErrors();
        try (var scratch = Arena.ofConfined()) {
            var struct =
                    NativeParams.forContext(functions, scratch)
                            .set("n_ctx", params.contextLength() * params.sequences())
                            .set("n_batch", params.batchSize())
                            .set("n_ubatch", Math.min(512, params.batchSize()))
                            .set("n_seq_max", params.sequences())
                            .set("n_outputs_max", params.outputs())
                            .set("n_threads", params.threads())
                            .set("n_threads_batch", params.threads())
                            .struct();
            var pointer = functions.init(model.pointer(), struct);
            if (NativeLookup.isNull(pointer)) {
                throw new LlamaException(
                        LlamaException.Kind.OUT_OF_MEMORY,
                        "llama.cpp cannot make a context of %d sequences of %d tokens: %s; ask for a smaller context"
                                .formatted(
                                        params.sequences(),
                                        params.contextLength(),
                                        LlamaModel.reason("it gave no reason")));
            }
            return pointer;
        }
    }

    private static void apply(
            ContextFunctions functions, MemorySegment context, List<LoraAdapter> adapters) {
        if (adapters.isEmpty()) {
            return;
        }
        try (var scratch = Arena.ofConfined()) {
            var pointers = scratch.allocate(ValueLayout.ADDRESS, adapters.size());
            var scales = scratch.allocate(ValueLayout.JAVA_FLOAT, adapters.size());
            for (var i = 0; i < adapters.size(); i++) {
                pointers.setAtIndex(ValueLayout.ADDRESS, i, adapters.get(i).pointer());
                scales.setAtIndex(ValueLayout.JAVA_FLOAT, i, adapters.get(i).scale());
            }
            if (functions.setAdapters(context, pointers, adapters.size(), scales) != 0) {
                throw new LlamaException(
                        LlamaException.Kind.INVALID_FILE, "llama.cpp cannot apply the adapter");
            }
        }
    }
}
