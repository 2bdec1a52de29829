package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;

/**
 * A params struct with llama.cpp's defaults, checked before it is trusted: the native side writes
 * it into a buffer with a watched margin, so that a struct of another size is seen and not
 * suffered, and fields with known defaults must hold them.
 */
final class NativeParams {
    private static final int MARGIN = 1024;
    private static final byte WATCH = (byte) 0xA5;

    private final StructLayout layout;
    private final MemorySegment struct;
    private final String name;

    private NativeParams(String name, StructLayout layout, MemorySegment struct) {
        this.name = name;
        this.layout = layout;
        this.struct = struct;
    }

    static NativeParams forModel(ModelFunctions functions, Arena arena) {
        var params =
                read(
                        "llama_model_params",
                        StructLayouts.MODEL_PARAMS,
                        arena,
                        functions::defaultParams);
        params.expect("n_gpu_layers", -1);
        params.expect("split_mode", 1);
        params.expect("main_gpu", 0);
        params.expectByte("vocab_only", 0);
        params.expectByte("use_extra_bufts", 1);
        params.expectByte("load_mtp", 0);
        return params;
    }

    static NativeParams forContext(ContextFunctions functions, Arena arena) {
        var params =
                read(
                        "llama_context_params",
                        StructLayouts.CONTEXT_PARAMS,
                        arena,
                        functions::defaultParams);
        params.expect("n_ctx", 512);
        params.expect("n_batch", 2048);
        params.expect("n_ubatch", 512);
        params.expect("n_seq_max", 1);
        params.expect("flash_attn_type", -1);
        params.expect("type_k", 1);
        params.expect("type_v", 1);
        params.expectByte("embeddings", 0);
        params.expectByte("offload_kqv", 1);
        params.expectByte("swa_full", 1);
        params.expectByte("kv_unified", 0);
        return params;
    }

    private static NativeParams read(
            String name,
            StructLayout layout,
            Arena arena,
            Function<SegmentAllocator, MemorySegment> defaults) {
        var size = layout.byteSize();
        var buffer = arena.allocate(size + MARGIN, 16);
        buffer.fill(WATCH);
        var struct = buffer.asSlice(0, size);
        var returned = defaults.apply((bytes, alignment) -> struct);
        if (returned.address() != struct.address()) {
            struct.copyFrom(returned);
        }
        var params = new NativeParams(name, layout, struct);
        for (var i = size; i < size + MARGIN; i++) {
            params.require(
                    buffer.get(ValueLayout.JAVA_BYTE, i) == WATCH, "is larger than Rose knows it");
        }
        return params;
    }

    MemorySegment struct() {
        return struct;
    }

    NativeParams set(String field, int value) {
        struct.set(ValueLayout.JAVA_INT, StructLayouts.offset(layout, field), value);
        return this;
    }

    private void expect(String field, int value) {
        var seen = struct.get(ValueLayout.JAVA_INT, StructLayouts.offset(layout, field));
        require(seen == value, "has " + field + " = " + seen + " where " + value + " was expected");
    }

    private void expectByte(String field, int value) {
        var seen = struct.get(ValueLayout.JAVA_BYTE, StructLayouts.offset(layout, field));
        require(seen == value, "has " + field + " = " + seen + " where " + value + " was expected");
    }

    private void require(boolean valid, String what) {
        if (!valid) {
            throw new LlamaException(
                    LlamaException.Kind.UNSUPPORTED_BUILD,
                    "the llama.cpp library is not a plain build of version %s: its %s %s; use the library that Rose brings"
                            .formatted(StructLayouts.knownBuilds(), name, what));
        }
    }
}
