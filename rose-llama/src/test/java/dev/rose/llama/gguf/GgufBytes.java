package dev.rose.llama.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes GGUF files byte by byte, sound ones and such as no writer would make. Metadata keep their
 * order; a value that is put again replaces the first.
 */
final class GgufBytes {
    private int version = 3;
    private @Nullable Long tensorCount;
    private @Nullable Long entryCount;
    private int alignment = 32;
    private int trailing;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final List<byte[]> rawEntries = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();

    /** A row of the table; {@code offset} null places it behind the one before. */
    private record Tensor(String name, int type, long bytes, @Nullable Long offset, long[] shape) {}

    /** A llama model of one block that {@link GgufFile#requireLoadable} accepts. */
    static GgufBytes tinyLlama() {
        var bytes = new GgufBytes();
        bytes.string("general.architecture", "llama");
        bytes.string("general.name", "Tiny");
        bytes.u32("general.file_type", 0);
        bytes.u32("llama.block_count", 1);
        bytes.u32("llama.context_length", 64);
        bytes.u32("llama.embedding_length", 8);
        bytes.u32("llama.feed_forward_length", 12);
        bytes.u32("llama.attention.head_count", 2);
        bytes.u32("llama.attention.head_count_kv", 1);
        bytes.f32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        bytes.string("tokenizer.ggml.model", "gpt2");
        bytes.string("tokenizer.ggml.pre", "smollm");
        bytes.strings("tokenizer.ggml.tokens", "<s>", "</s>", "a", "b", "ab");
        bytes.i32s("tokenizer.ggml.token_type", 3, 3, 1, 1, 1);
        bytes.strings("tokenizer.ggml.merges", "a b");
        bytes.u32("tokenizer.ggml.bos_token_id", 0);
        bytes.u32("tokenizer.ggml.eos_token_id", 1);
        bytes.string("tokenizer.chat_template", "{{ messages }}");
        bytes.tensor("token_embd.weight", 8, 5);
        bytes.tensor("output_norm.weight", 8);
        bytes.tensor("blk.0.attn_norm.weight", 8);
        bytes.tensor("blk.0.attn_q.weight", 8, 8);
        bytes.tensor("blk.0.attn_k.weight", 8, 4);
        bytes.tensor("blk.0.attn_v.weight", 8, 4);
        bytes.tensor("blk.0.attn_output.weight", 8, 8);
        bytes.tensor("blk.0.ffn_norm.weight", 8);
        bytes.tensor("blk.0.ffn_gate.weight", 8, 12);
        bytes.tensor("blk.0.ffn_up.weight", 8, 12);
        bytes.tensor("blk.0.ffn_down.weight", 12, 8);
        return bytes;
    }

    /** A LoRA adapter for {@link #tinyLlama}. */
    static GgufBytes tinyAdapter() {
        var bytes = new GgufBytes();
        bytes.string("general.type", "adapter");
        bytes.string("general.architecture", "llama");
        bytes.string("adapter.type", "lora");
        bytes.f32("adapter.lora.alpha", 4);
        bytes.tensor("blk.0.attn_q.weight.lora_a", 8, 2);
        bytes.tensor("blk.0.attn_q.weight.lora_b", 2, 8);
        return bytes;
    }

    GgufBytes version(int version) {
        this.version = version;
        return this;
    }

    GgufBytes claimTensors(long count) {
        tensorCount = count;
        return this;
    }

    GgufBytes claimEntries(long count) {
        entryCount = count;
        return this;
    }

    /** Aligns the tensors, and says so. */
    GgufBytes alignment(int alignment) {
        this.alignment = alignment;
        return u32("general.alignment", alignment);
    }

    /** Adds bytes behind the last tensor. */
    GgufBytes trailing(int bytes) {
        trailing = bytes;
        return this;
    }

    GgufBytes without(String key) {
        entries.remove(key);
        return this;
    }

    GgufBytes string(String key, String value) {
        return entry(key, 8, text(value));
    }

    GgufBytes u16(String key, int value) {
        return entry(key, 2, buffer(2).putShort((short) value).array());
    }

    GgufBytes u32(String key, int value) {
        return entry(key, 4, buffer(4).putInt(value).array());
    }

    GgufBytes i32(String key, int value) {
        return entry(key, 5, buffer(4).putInt(value).array());
    }

    GgufBytes u64(String key, long value) {
        return entry(key, 10, buffer(8).putLong(value).array());
    }

    GgufBytes f32(String key, float value) {
        return entry(key, 6, buffer(4).putFloat(value).array());
    }

    GgufBytes bool(String key, boolean value) {
        return entry(key, 7, new byte[] {(byte) (value ? 1 : 0)});
    }

    GgufBytes strings(String key, String... values) {
        var out = new ByteArrayOutputStream();
        for (var value : values) {
            out.writeBytes(text(value));
        }
        return array(key, 8, values.length, out.toByteArray());
    }

    GgufBytes i32s(String key, int... values) {
        return array(key, 5, values.length, ints(values));
    }

    GgufBytes u32s(String key, int... values) {
        return array(key, 4, values.length, ints(values));
    }

    GgufBytes f32s(String key, float... values) {
        var out = buffer(4 * values.length);
        for (var value : values) {
            out.putFloat(value);
        }
        return array(key, 6, values.length, out.array());
    }

    /** An array that claims {@code count} elements, whatever {@code content} holds. */
    GgufBytes array(String key, int elementType, long count, byte[] content) {
        return entry(
                key,
                9,
                buffer(12 + content.length)
                        .putInt(elementType)
                        .putLong(count)
                        .put(content)
                        .array());
    }

    /** A value of any type number. */
    GgufBytes entry(String key, int type, byte[] value) {
        entries.put(key, concat(text(key), buffer(4).putInt(type).array(), value));
        return this;
    }

    /** Bytes in the place of an entry. */
    GgufBytes raw(byte[] entry) {
        rawEntries.add(entry);
        return this;
    }

    /** A tensor of F32 zeros. */
    GgufBytes tensor(String name, long... shape) {
        var bytes = 4L;
        for (var length : shape) {
            bytes *= length;
        }
        return rawTensor(name, 0, bytes, null, shape);
    }

    /** Replaces the tensor of that name by one of any type, size, place and shape. */
    GgufBytes rawTensor(String name, int type, long bytes, @Nullable Long offset, long... shape) {
        var tensor = new Tensor(name, type, bytes, offset, shape);
        for (var i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name.equals(name)) {
                tensors.set(i, tensor);
                return this;
            }
        }
        tensors.add(tensor);
        return this;
    }

    GgufBytes withoutTensor(String name) {
        tensors.removeIf(tensor -> tensor.name.equals(name));
        return this;
    }

    /** Adds a second row of that name. */
    GgufBytes again(String name) {
        tensors.stream().filter(t -> t.name.equals(name)).findFirst().ifPresent(tensors::add);
        return this;
    }

    byte[] toByteArray() {
        var out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        long entriesThere = entries.size() + rawEntries.size();
        out.writeBytes(
                buffer(20)
                        .putInt(version)
                        .putLong(tensorCount == null ? tensors.size() : tensorCount)
                        .putLong(entryCount == null ? entriesThere : entryCount)
                        .array());
        entries.values().forEach(out::writeBytes);
        rawEntries.forEach(out::writeBytes);
        var offset = 0L;
        for (var tensor : tensors) {
            out.writeBytes(text(tensor.name));
            out.writeBytes(buffer(4).putInt(tensor.shape.length).array());
            for (var length : tensor.shape) {
                out.writeBytes(buffer(8).putLong(length).array());
            }
            var place = tensor.offset == null ? offset : tensor.offset;
            out.writeBytes(buffer(12).putInt(tensor.type).putLong(place).array());
            offset += aligned(tensor.bytes);
        }
        if (!tensors.isEmpty()) {
            out.writeBytes(new byte[(int) (aligned(out.size()) - out.size() + offset)]);
        }
        out.writeBytes(new byte[trailing]);
        return out.toByteArray();
    }

    Path writeTo(Path file) {
        try {
            return Files.write(file, toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A string as the format has it: its length, its bytes. */
    static byte[] text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] text(byte[] bytes) {
        return buffer(8 + bytes.length).putLong(bytes.length).put(bytes).array();
    }

    static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] ints(int... values) {
        var out = buffer(4 * values.length);
        for (var value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    private long aligned(long size) {
        return (size + alignment - 1) / alignment * alignment;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
