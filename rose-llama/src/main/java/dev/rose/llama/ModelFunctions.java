package dev.rose.llama;

import static dev.rose.llama.NativeLookup.BOOL;
import static dev.rose.llama.NativeLookup.INT;
import static dev.rose.llama.NativeLookup.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/** Functions of models, vocabularies and adapters. */
final class ModelFunctions {
    private final NativeLookup lookup;
    private final MethodHandle defaultParams;
    private final MethodHandle load;
    private final MethodHandle free;
    private final MethodHandle vocabulary;
    private final MethodHandle tokenCount;
    private final MethodHandle tokenize;
    private final MethodHandle piece;
    private final MethodHandle attributes;
    private final MethodHandle endOfGeneration;

    ModelFunctions(NativeLookup lookup) {
        this.lookup = lookup;
        var pointerOfPointer = FunctionDescriptor.of(POINTER, POINTER);
        var intOfPointer = FunctionDescriptor.of(INT, POINTER);
        var ofPointer = FunctionDescriptor.ofVoid(POINTER);
        defaultParams =
                lookup.function(
                        "llama_model_default_params",
                        FunctionDescriptor.of(StructLayouts.MODEL_PARAMS));
        load =
                lookup.function(
                        "llama_model_load_from_file",
                        FunctionDescriptor.of(POINTER, POINTER, StructLayouts.MODEL_PARAMS));
        free = lookup.function("llama_model_free", ofPointer);
        vocabulary = lookup.function("llama_model_get_vocab", pointerOfPointer);
        tokenCount = lookup.function("llama_vocab_n_tokens", intOfPointer);
        tokenize =
                lookup.function(
                        "llama_tokenize",
                        FunctionDescriptor.of(
                                INT, POINTER, POINTER, INT, POINTER, INT, BOOL, BOOL));
        piece =
                lookup.function(
                        "llama_token_to_piece",
                        FunctionDescriptor.of(INT, POINTER, INT, POINTER, INT, INT, BOOL));
        attributes =
                lookup.function("llama_vocab_get_attr", FunctionDescriptor.of(INT, POINTER, INT));
        endOfGeneration =
                lookup.function("llama_vocab_is_eog", FunctionDescriptor.of(BOOL, POINTER, INT));
    }

    MemorySegment defaultParams(SegmentAllocator allocator) {
        try {
            return (MemorySegment) defaultParams.invokeExact(allocator);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_model_default_params", t);
        }
    }

    MemorySegment load(MemorySegment path, MemorySegment params) {
        try {
            return (MemorySegment) load.invokeExact(path, params);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_model_load_from_file", t);
        }
    }

    void free(MemorySegment model) {
        try {
            free.invokeExact(model);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_model_free", t);
        }
    }

    MemorySegment vocabulary(MemorySegment model) {
        try {
            return (MemorySegment) vocabulary.invokeExact(model);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_model_get_vocab", t);
        }
    }

    int tokenCount(MemorySegment vocabulary) {
        try {
            return (int) tokenCount.invokeExact(vocabulary);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_vocab_n_tokens", t);
        }
    }

    int tokenize(
            MemorySegment vocabulary,
            MemorySegment text,
            int length,
            MemorySegment tokens,
            int capacity,
            boolean addSpecial,
            boolean parseSpecial) {
        try {
            return (int)
                    tokenize.invokeExact(
                            vocabulary, text, length, tokens, capacity, addSpecial, parseSpecial);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_tokenize", t);
        }
    }

    int piece(
            MemorySegment vocabulary,
            int token,
            MemorySegment buffer,
            int capacity,
            boolean special) {
        try {
            return (int) piece.invokeExact(vocabulary, token, buffer, capacity, 0, special);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_token_to_piece", t);
        }
    }

    int attributes(MemorySegment vocabulary, int token) {
        try {
            return (int) attributes.invokeExact(vocabulary, token);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_vocab_get_attr", t);
        }
    }

    boolean isEndOfGeneration(MemorySegment vocabulary, int token) {
        try {
            return (boolean) endOfGeneration.invokeExact(vocabulary, token);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_vocab_is_eog", t);
        }
    }

    /** A rarely used {@code int f(pointer)}, looked up when asked for. */
    int integer(String name, MemorySegment of) {
        try {
            return (int) lookup.function(name, FunctionDescriptor.of(INT, POINTER)).invokeExact(of);
        } catch (Throwable t) {
            throw NativeLookup.failed(name, t);
        }
    }

    /** A rarely used {@code bool f(pointer)}, looked up when asked for. */
    boolean bool(String name, MemorySegment of) {
        try {
            return (boolean)
                    lookup.function(name, FunctionDescriptor.of(BOOL, POINTER)).invokeExact(of);
        } catch (Throwable t) {
            throw NativeLookup.failed(name, t);
        }
    }

    MemorySegment loadAdapter(MemorySegment model, MemorySegment path) {
        try {
            return (MemorySegment)
                    lookup.function(
                                    "llama_adapter_lora_init",
                                    FunctionDescriptor.of(POINTER, POINTER, POINTER))
                            .invokeExact(model, path);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_adapter_lora_init", t);
        }
    }

    void freeAdapter(MemorySegment adapter) {
        try {
            lookup.function("llama_adapter_lora_free", FunctionDescriptor.ofVoid(POINTER))
                    .invokeExact(adapter);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_adapter_lora_free", t);
        }
    }
}
