package dev.rose.llama;

import java.lang.foreign.MemorySegment;

/** How a model remembers a sequence, which decides what can be cut from it. */
public enum MemoryKind {
    /** A cell for each token: can be cut and copied anywhere. */
    ATTENTION,
    /** Some layers keep only a window of the latest tokens. */
    SLIDING_WINDOW,
    /** One state for the whole sequence: can be copied whole, not cut. */
    RECURRENT,
    /** Attention in some layers, a recurrent state in others. */
    HYBRID;

    static MemoryKind of(ModelFunctions functions, MemorySegment model) {
        if (functions.bool("llama_model_is_hybrid", model)) {
            return HYBRID;
        }
        if (functions.bool("llama_model_is_recurrent", model)) {
            return RECURRENT;
        }
        return functions.integer("llama_model_n_swa", model) > 0 ? SLIDING_WINDOW : ATTENTION;
    }
}
