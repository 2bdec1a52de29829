package dev.rose.llama;

import java.lang.foreign.MemorySegment;

/** How a model remembers a sequence, which decides what can be cut from it. */
public enum MemoryKind {
    /** A cell for each token: can be cut and copied anywhere. */
    ATTENTION,
    /**
     * Some layers look back a window of the latest tokens only. What was decoded in a context can
     * be cut anywhere, since all of it is still there; a state holds the window alone, so that a
     * sequence that came from one cannot be cut to less than it was.
     */
    SLIDING_WINDOW,
    /** One state for the whole sequence: can be copied whole, not cut, or emptied. */
    RECURRENT,
    /** Attention in some layers, a recurrent state in others; is as the latter. */
    HYBRID;

    /** Whether every sequence can be cut to any length. */
    public boolean canCut() {
        return switch (this) {
            case ATTENTION -> true;
            case SLIDING_WINDOW, RECURRENT, HYBRID -> false;
        };
    }

    /** Whether tokens that were decoded behind an empty sequence or a state can be cut again. */
    public boolean canCutDecoded() {
        return switch (this) {
            case ATTENTION, SLIDING_WINDOW -> true;
            case RECURRENT, HYBRID -> false;
        };
    }

    static MemoryKind of(ModelFunctions functions, MemorySegment model) {
        if (functions.bool("llama_model_is_hybrid", model)) {
            return HYBRID;
        }
        if (functions.bool("llama_model_is_recurrent", model)) {
            return RECURRENT;
        }
        return window(functions, model) > 0 ? SLIDING_WINDOW : ATTENTION;
    }

    /** Tokens that a sliding window holds, the latest included; 0 where there is none. */
    static int window(ModelFunctions functions, MemorySegment model) {
        return Math.max(0, functions.integer("llama_model_n_swa", model));
    }
}
