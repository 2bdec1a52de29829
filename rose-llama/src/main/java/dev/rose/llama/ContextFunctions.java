package dev.rose.llama;

import static dev.rose.llama.NativeLookup.BOOL;
import static dev.rose.llama.NativeLookup.INT;
import static dev.rose.llama.NativeLookup.LONG;
import static dev.rose.llama.NativeLookup.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/** Functions of contexts: decoding, logits, memory of sequences. */
final class ContextFunctions {
    /** LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY. */
    private static final int PARTIAL_ONLY = 1;

    private final NativeLookup lookup;
    private final MethodHandle defaultParams;
    private final MethodHandle init;
    private final MethodHandle free;
    private final MethodHandle memory;
    private final MethodHandle decode;
    private final MethodHandle logits;
    private final MethodHandle removeTokens;
    private final MethodHandle copyTokens;
    private final MethodHandle firstPosition;
    private final MethodHandle lastPosition;
    private final MethodHandle contextPerSequence;

    ContextFunctions(NativeLookup lookup) {
        this.lookup = lookup;
        defaultParams =
                lookup.function(
                        "llama_context_default_params",
                        FunctionDescriptor.of(StructLayouts.CONTEXT_PARAMS));
        init =
                lookup.function(
                        "llama_init_from_model",
                        FunctionDescriptor.of(POINTER, POINTER, StructLayouts.CONTEXT_PARAMS));
        free = lookup.function("llama_free", FunctionDescriptor.ofVoid(POINTER));
        memory = lookup.function("llama_get_memory", FunctionDescriptor.of(POINTER, POINTER));
        decode =
                lookup.function(
                        "llama_decode", FunctionDescriptor.of(INT, POINTER, StructLayouts.BATCH));
        logits =
                lookup.function(
                        "llama_get_logits_ith", FunctionDescriptor.of(POINTER, POINTER, INT));
        removeTokens =
                lookup.function(
                        "llama_memory_seq_rm", FunctionDescriptor.of(BOOL, POINTER, INT, INT, INT));
        copyTokens =
                lookup.function(
                        "llama_memory_seq_cp",
                        FunctionDescriptor.ofVoid(POINTER, INT, INT, INT, INT));
        firstPosition =
                lookup.function(
                        "llama_memory_seq_pos_min", FunctionDescriptor.of(INT, POINTER, INT));
        lastPosition =
                lookup.function(
                        "llama_memory_seq_pos_max", FunctionDescriptor.of(INT, POINTER, INT));
        contextPerSequence =
                lookup.function("llama_n_ctx_seq", FunctionDescriptor.of(INT, POINTER));
    }

    MemorySegment defaultParams(SegmentAllocator allocator) {
        try {
            return (MemorySegment) defaultParams.invokeExact(allocator);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_context_default_params", t);
        }
    }

    MemorySegment init(MemorySegment model, MemorySegment params) {
        try {
            return (MemorySegment) init.invokeExact(model, params);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_init_from_model", t);
        }
    }

    void free(MemorySegment context) {
        try {
            free.invokeExact(context);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_free", t);
        }
    }

    MemorySegment memory(MemorySegment context) {
        try {
            return (MemorySegment) memory.invokeExact(context);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_get_memory", t);
        }
    }

    int contextPerSequence(MemorySegment context) {
        try {
            return (int) contextPerSequence.invokeExact(context);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_n_ctx_seq", t);
        }
    }

    /** 0 for success, 1 for a full cache, else a failure. */
    int decode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) decode.invokeExact(context, batch);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_decode", t);
        }
    }

    MemorySegment logits(MemorySegment context, int row) {
        try {
            return (MemorySegment) logits.invokeExact(context, row);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_get_logits_ith", t);
        }
    }

    /** Removes positions {@code from} and later; a negative {@code from} removes all. */
    boolean removeFrom(MemorySegment memory, int sequence, int from) {
        try {
            return (boolean) removeTokens.invokeExact(memory, sequence, from, -1);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_memory_seq_rm", t);
        }
    }

    /** Copies a whole sequence; parts cannot be copied between sequences of a split cache. */
    void copyAll(MemorySegment memory, int from, int to) {
        try {
            copyTokens.invokeExact(memory, from, to, -1, -1);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_memory_seq_cp", t);
        }
    }

    /** The first position of which every layer still has the token, -1 where there is none. */
    int firstPosition(MemorySegment memory, int sequence) {
        try {
            return (int) firstPosition.invokeExact(memory, sequence);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_memory_seq_pos_min", t);
        }
    }

    /** The last position that the sequence holds, -1 where it is empty. */
    int lastPosition(MemorySegment memory, int sequence) {
        try {
            return (int) lastPosition.invokeExact(memory, sequence);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_memory_seq_pos_max", t);
        }
    }

    int setAdapters(
            MemorySegment context, MemorySegment adapters, long count, MemorySegment scales) {
        try {
            return (int)
                    lookup.function(
                                    "llama_set_adapters_lora",
                                    FunctionDescriptor.of(INT, POINTER, POINTER, LONG, POINTER))
                            .invokeExact(context, adapters, count, scales);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_set_adapters_lora", t);
        }
    }

    long stateSize(MemorySegment context, int sequence) {
        try {
            return (long)
                    lookup.function(
                                    "llama_state_seq_get_size",
                                    FunctionDescriptor.of(LONG, POINTER, INT))
                            .invokeExact(context, sequence);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_state_seq_get_size", t);
        }
    }

    /** Bytes of the last piece alone: of layers with a window, or of recurrent ones. */
    long lastPieceSize(MemorySegment context, int sequence) {
        try {
            return (long)
                    lookup.function(
                                    "llama_state_seq_get_size_ext",
                                    FunctionDescriptor.of(LONG, POINTER, INT, INT))
                            .invokeExact(context, sequence, PARTIAL_ONLY);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_state_seq_get_size_ext", t);
        }
    }

    /** Bytes written to {@code target}. */
    long getState(MemorySegment context, MemorySegment target, int sequence) {
        return moveState("llama_state_seq_get_data", context, target, sequence);
    }

    /** Bytes read from {@code source}; 0 where they do not fit this context. */
    long setState(MemorySegment context, MemorySegment source, int sequence) {
        return moveState("llama_state_seq_set_data", context, source, sequence);
    }

    private long moveState(String name, MemorySegment context, MemorySegment data, int sequence) {
        try {
            return (long)
                    lookup.function(name, FunctionDescriptor.of(LONG, POINTER, POINTER, LONG, INT))
                            .invokeExact(context, data, data.byteSize(), sequence);
        } catch (Throwable t) {
            throw NativeLookup.failed(name, t);
        }
    }
}
