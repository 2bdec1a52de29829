import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A language model of one layer with random weights: a GGUF of some 60 kB that loads and decodes in
 * a moment and knows nothing. With it the training run of the ahead-of-time cache goes the whole
 * way of an answer without a download.
 *
 * <p>Its tokenizer is byte-level BPE with a few merges and ChatML's control tokens, as that of the
 * default model.
 */
final class TinyModel {
    private static final int WIDTH = 32;
    private static final int HEADS = 2;
    private static final int HIDDEN = 64;
    private static final int ALIGNMENT = 32;
    private static final int NORMAL_TOKEN = 1;
    private static final int CONTROL_TOKEN = 3;

    // What real templates do, so that it is in the cache.
    private static final String CHAT_TEMPLATE =
            "{%- if tools is defined and tools %}{{ tools | tojson }}{% endif -%}"
                    + "{% set ns = namespace(last='', n=messages|length - 1) -%}"
                    + "{% for message in messages -%}{% if loop.first and messages[0]['role'] !="
                    + " 'system' %}{{ '<|im_start|>system\\nYou are helpful.<|im_end|>\\n' }}"
                    + "{% elif (message.role == 'user') != (loop.index0 % 2 == 1) and not"
                    + " message.content is string %}{{ raise_exception('no') }}{% endif -%}"
                    + "{% set content = message['content'] | trim -%}"
                    + "{% if message.role == 'assistant' and '</think>' in content -%}"
                    + "{% set content = content.split('</think>')[-1].lstrip('\\n') -%}{% endif -%}"
                    + "{{'<|im_start|>' + message['role'] + '\\n' + content + '<|im_end|>' +"
                    + " '\\n'}}{% set ns.last = message.role %}{% endfor -%}"
                    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private enum ValueType {
        UINT32(4),
        INT32(5),
        FLOAT32(6),
        STRING(8),
        ARRAY(9);

        private final int code;

        ValueType(int code) {
            this.code = code;
        }
    }

    private record Tensor(String name, int... dimensions) {
        int values() {
            var values = 1;
            for (var dimension : dimensions) {
                values *= dimension;
            }
            return values;
        }
    }

    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private int metadata;

    private TinyModel() {}

    static void write(Path file) throws IOException {
        Files.write(file, new TinyModel().bytes());
    }

    private byte[] bytes() {
        var tokens = new ArrayList<String>();
        var merges = List.of("Ġ t", "h e", "Ġt he", "i n", "a n");
        for (var i = 0; i < 256; i++) {
            tokens.add(byteSpelling(i));
        }
        merges.forEach(merge -> tokens.add(merge.replace(" ", "")));
        var firstControl = tokens.size();
        tokens.addAll(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));

        text("general.architecture", "llama");
        text("general.name", "Tiny");
        number("general.file_type", 0);
        number("llama.context_length", 4096);
        number("llama.embedding_length", WIDTH);
        number("llama.block_count", 1);
        number("llama.feed_forward_length", HIDDEN);
        number("llama.attention.head_count", HEADS);
        number("llama.attention.head_count_kv", HEADS);
        number("llama.rope.dimension_count", WIDTH / HEADS);
        number("llama.vocab_size", tokens.size());
        key("llama.attention.layer_norm_rms_epsilon", ValueType.FLOAT32);
        int32(Float.floatToIntBits(1e-5f));
        text("tokenizer.ggml.model", "gpt2");
        text("tokenizer.ggml.pre", "smollm");
        texts("tokenizer.ggml.tokens", tokens);
        tokenTypes(tokens.size(), firstControl);
        texts("tokenizer.ggml.merges", merges);
        number("tokenizer.ggml.bos_token_id", firstControl + 1);
        number("tokenizer.ggml.eos_token_id", firstControl + 2);
        text("tokenizer.chat_template", CHAT_TEMPLATE);
        return withTensors(
                List.of(
                        new Tensor("token_embd.weight", WIDTH, tokens.size()),
                        new Tensor("output_norm.weight", WIDTH),
                        new Tensor("blk.0.attn_norm.weight", WIDTH),
                        new Tensor("blk.0.attn_q.weight", WIDTH, WIDTH),
                        new Tensor("blk.0.attn_k.weight", WIDTH, WIDTH),
                        new Tensor("blk.0.attn_v.weight", WIDTH, WIDTH),
                        new Tensor("blk.0.attn_output.weight", WIDTH, WIDTH),
                        new Tensor("blk.0.ffn_norm.weight", WIDTH),
                        new Tensor("blk.0.ffn_gate.weight", WIDTH, HIDDEN),
                        new Tensor("blk.0.ffn_up.weight", WIDTH, HIDDEN),
                        new Tensor("blk.0.ffn_down.weight", HIDDEN, WIDTH)));
    }

    private byte[] withTensors(List<Tensor> tensors) {
        var infos = new ByteArrayOutputStream();
        var start =
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put("GGUF".getBytes(StandardCharsets.US_ASCII))
                        .putInt(3)
                        .putLong(tensors.size())
                        .putLong(metadata);
        infos.writeBytes(start.array());
        infos.writeBytes(header.toByteArray());
        header.reset();
        var offset = 0L;
        for (var tensor : tensors) {
            string(tensor.name());
            int32(tensor.dimensions().length);
            for (var dimension : tensor.dimensions()) {
                int64(dimension);
            }
            int32(0); // F32
            int64(offset);
            offset = aligned(offset + 4L * tensor.values());
        }
        infos.writeBytes(header.toByteArray());
        var data = aligned(infos.size());
        var file = ByteBuffer.allocate((int) (data + offset)).order(ByteOrder.LITTLE_ENDIAN);
        file.put(infos.toByteArray()).position((int) data);
        var random = new Random(1);
        for (var tensor : tensors) {
            for (var i = 0; i < tensor.values(); i++) {
                file.putFloat((float) random.nextGaussian(0, 0.2));
            }
            file.position((int) (data + aligned(file.position() - data)));
        }
        return file.array();
    }

    /** GPT-2's printable stand-in for a byte. */
    private static String byteSpelling(int value) {
        var printable =
                value >= '!' && value <= '~'
                        || value >= 0xa1 && value <= 0xac
                        || value >= 0xae && value <= 0xff;
        if (printable) {
            return String.valueOf((char) value);
        }
        if (value <= ' ') {
            return String.valueOf((char) (0x100 + value));
        }
        return String.valueOf((char) (value == 0xad ? 0x143 : 0x121 + value - 0x7f));
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void text(String key, String value) {
        key(key, ValueType.STRING);
        string(value);
    }

    private void texts(String key, List<String> values) {
        key(key, ValueType.ARRAY);
        int32(ValueType.STRING.code);
        int64(values.size());
        values.forEach(this::string);
    }

    private void number(String key, int value) {
        key(key, ValueType.UINT32);
        int32(value);
    }

    private void tokenTypes(int tokens, int firstControl) {
        key("tokenizer.ggml.token_type", ValueType.ARRAY);
        int32(ValueType.INT32.code);
        int64(tokens);
        for (var i = 0; i < tokens; i++) {
            int32(i < firstControl ? NORMAL_TOKEN : CONTROL_TOKEN);
        }
    }

    private void key(String key, ValueType type) {
        metadata++;
        string(key);
        int32(type.code);
    }

    private void string(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        int64(bytes.length);
        header.writeBytes(bytes);
    }

    private void int32(int value) {
        header.writeBytes(
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private void int64(long value) {
        header.writeBytes(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }
}
