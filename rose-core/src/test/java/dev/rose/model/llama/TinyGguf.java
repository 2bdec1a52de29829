package dev.rose.model.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Models of a few layers with random weights, one for each kind of memory that llama.cpp has. They
 * know nothing, load in a moment, and look at what came before: their texts vary, and a token that
 * is missing from the memory shows in the logits.
 *
 * <p>The tokenizer is byte-level BPE with ChatML's control tokens.
 */
public enum TinyGguf {
    /** Every layer keeps every token. */
    LLAMA("llama"),
    /** Two layers of three look back {@link #WINDOW} tokens. */
    GEMMA3("gemma3"),
    /** A state for the whole past in each layer. */
    MAMBA("mamba"),
    /** Such a state in two layers, attention in the others. */
    JAMBA("jamba"),
    /** The latest two tokens in two layers, attention in the others. */
    LFM2("lfm2"),
    /** As before, and attention looks back {@link #WINDOW} tokens. */
    LFM2_WINDOW("lfm2");

    /** Tokens that a sliding window holds, the latest included. */
    public static final int WINDOW = 16;

    private static final int WIDTH = 32;
    private static final int HEADS = 2;
    private static final int HEAD = WIDTH / HEADS;
    private static final int HIDDEN = 64;
    private static final int LAYERS = 4;
    private static final int CONVOLVED = 4;
    private static final int INNER = 2 * WIDTH;
    private static final int STATE = 16;
    private static final int STEP_RANK = 4;

    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int F32 = 0;

    private final String architecture;

    TinyGguf(String architecture) {
        this.architecture = architecture;
    }

    /** The same bytes each time. */
    public Path writeTo(Path file) throws IOException {
        return Files.write(file, new Writer(this).bytes());
    }

    private static final class Writer {
        private final GgufImage image = new GgufImage();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        private final SplittableRandom random = new SplittableRandom(5);
        private final TinyGguf kind;

        Writer(TinyGguf kind) {
            this.kind = kind;
        }

        byte[] bytes() {
            text("general.architecture", kind.architecture);
            text("general.name", "Tiny " + kind);
            entry("general.file_type", UINT32, GgufImage.ints(0));
            parameters();
            int tokens = tokenizer();
            matrix("token_embd.weight", 1, WIDTH, tokens);
            matrix("output.weight", 4 / Math.sqrt(WIDTH), WIDTH, tokens);
            boolean lfm2 = kind == LFM2 || kind == LFM2_WINDOW;
            norm(lfm2 ? "token_embd_norm.weight" : "output_norm.weight", WIDTH);
            for (int layer = 0; layer < LAYERS; layer++) {
                layer("blk." + layer + ".", layer);
            }
            var out = new ByteArrayOutputStream();
            out.writeBytes(image.toByteArray());
            out.writeBytes(data.toByteArray());
            return out.toByteArray();
        }

        private void parameters() {
            number("context_length", 4096);
            number("embedding_length", WIDTH);
            number("block_count", LAYERS);
            number("feed_forward_length", kind == MAMBA ? 0 : HIDDEN);
            number("attention.head_count", kind == MAMBA ? 0 : HEADS);
            entry(
                    kind.architecture + ".attention.layer_norm_rms_epsilon",
                    FLOAT32,
                    GgufImage.ints(Float.floatToIntBits(1e-5f)));
            switch (kind) {
                case LLAMA -> number("attention.head_count_kv", HEADS);
                case GEMMA3 -> {
                    number("attention.head_count_kv", 1);
                    number("attention.key_length", HEAD);
                    number("attention.value_length", HEAD);
                    number("attention.sliding_window", WINDOW);
                    // Each third layer looks at everything.
                    number("attention.sliding_window_pattern", 3);
                }
                case MAMBA -> stateParameters();
                case JAMBA -> {
                    stateParameters();
                    mixedHeads();
                }
                case LFM2 -> {
                    number("shortconv.l_cache", 3);
                    mixedHeads();
                }
                case LFM2_WINDOW -> {
                    number("shortconv.l_cache", 3);
                    mixedHeads();
                    number("attention.sliding_window", WINDOW);
                }
            }
        }

        private void stateParameters() {
            number("ssm.conv_kernel", CONVOLVED);
            number("ssm.inner_size", INNER);
            number("ssm.state_size", STATE);
            number("ssm.time_step_rank", STEP_RANK);
        }

        /** A layer without key heads has no attention. */
        private void mixedHeads() {
            var heads = new int[LAYERS];
            for (int layer = 0; layer < LAYERS; layer++) {
                heads[layer] = hasAttention(layer) ? 1 : 0;
            }
            array("attention.head_count_kv", INT32, LAYERS, GgufImage.ints(heads));
        }

        private boolean hasAttention(int layer) {
            return switch (kind) {
                case LLAMA, GEMMA3 -> true;
                case MAMBA -> false;
                case JAMBA, LFM2, LFM2_WINDOW -> layer % 2 == 1;
            };
        }

        private void layer(String block, int layer) {
            norm(block + "attn_norm.weight", WIDTH);
            if (hasAttention(layer)) {
                attention(block);
            } else if (kind == LFM2 || kind == LFM2_WINDOW) {
                matrix(block + "shortconv.conv.weight", 0.6, 3, WIDTH);
                matrix(block + "shortconv.in_proj.weight", WIDTH, 3 * WIDTH);
                matrix(block + "shortconv.out_proj.weight", WIDTH, WIDTH);
            } else {
                state(block);
            }
            if (kind != MAMBA) {
                norm(block + "ffn_norm.weight", WIDTH);
                matrix(block + "ffn_gate.weight", WIDTH, HIDDEN);
                matrix(block + "ffn_up.weight", WIDTH, HIDDEN);
                matrix(block + "ffn_down.weight", HIDDEN, WIDTH);
            }
        }

        private void attention(String block) {
            int keys = kind == LLAMA ? WIDTH : HEAD;
            boolean normed = kind != LLAMA && kind != JAMBA;
            // Sharp, so that a head looks at few tokens and they matter; sharper, and the rounding
            // of keys to 16 bits would matter too.
            double sharp = (normed ? 2 : 1.3) / Math.sqrt(WIDTH);
            matrix(block + "attn_q.weight", sharp, WIDTH, WIDTH);
            matrix(block + "attn_k.weight", sharp, WIDTH, keys);
            matrix(block + "attn_v.weight", 2 / Math.sqrt(WIDTH), WIDTH, keys);
            matrix(block + "attn_output.weight", WIDTH, WIDTH);
            if (kind == GEMMA3) {
                norm(block + "post_attention_norm.weight", WIDTH);
                norm(block + "post_ffw_norm.weight", WIDTH);
            }
            if (normed) {
                norm(block + "attn_q_norm.weight", HEAD);
                norm(block + "attn_k_norm.weight", HEAD);
            }
        }

        private void state(String block) {
            matrix(block + "ssm_in.weight", WIDTH, 2 * INNER);
            matrix(block + "ssm_conv1d.weight", 0.6, CONVOLVED, INNER);
            matrix(block + "ssm_conv1d.bias", 0.1, INNER);
            matrix(block + "ssm_x.weight", INNER, STEP_RANK + 2 * STATE);
            matrix(block + "ssm_dt.weight", STEP_RANK, INNER);
            matrix(block + "ssm_dt.bias", 0.1, INNER);
            // How fast the state forgets: the slowest part of it hardly at all.
            var decay = new float[STATE * INNER];
            for (int i = 0; i < decay.length; i++) {
                decay[i] = -0.01f - 0.2f * (float) random.nextDouble();
            }
            tensor(block + "ssm_a", decay, STATE, INNER);
            matrix(block + "ssm_d", 0.5, INNER);
            matrix(block + "ssm_out.weight", INNER, WIDTH);
            if (kind == JAMBA) {
                norm(block + "ssm_dt_norm.weight", STEP_RANK);
                norm(block + "ssm_b_norm.weight", STATE);
                norm(block + "ssm_c_norm.weight", STATE);
            }
        }

        /** Returns the number of tokens. */
        private int tokenizer() {
            var merges = List.of("Ġ t", "h e", "Ġt he", "i n", "a n");
            var tokens = new ArrayList<String>();
            for (int value = 0; value < 256; value++) {
                tokens.add(spelling(value));
            }
            merges.forEach(merge -> tokens.add(merge.replace(" ", "")));
            int firstControl = tokens.size();
            tokens.addAll(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
            var types = new int[tokens.size()];
            for (int token = 0; token < types.length; token++) {
                types[token] = token < firstControl ? 1 : 3;
            }
            text("tokenizer.ggml.model", "gpt2");
            text("tokenizer.ggml.pre", "smollm");
            texts("tokenizer.ggml.tokens", tokens);
            arrayEntry("tokenizer.ggml.token_type", INT32, types.length, GgufImage.ints(types));
            texts("tokenizer.ggml.merges", merges);
            entry("tokenizer.ggml.bos_token_id", UINT32, GgufImage.ints(firstControl + 1));
            entry("tokenizer.ggml.eos_token_id", UINT32, GgufImage.ints(firstControl + 2));
            return tokens.size();
        }

        /** GPT-2's printable stand-in for a byte. */
        private static String spelling(int value) {
            boolean printable =
                    (value >= '!' && value <= '~')
                            || (value >= 0xa1 && value <= 0xac)
                            || (value >= 0xae && value <= 0xff);
            if (printable) {
                return String.valueOf((char) value);
            }
            if (value <= ' ') {
                return String.valueOf((char) (0x100 + value));
            }
            return String.valueOf((char) (value == 0xad ? 0x143 : 0x121 + value - 0x7f));
        }

        /** What comes out of the matrix is as large as what goes in. */
        private void matrix(String name, int from, int to) {
            matrix(name, 1 / Math.sqrt(from), from, to);
        }

        private void matrix(String name, double deviation, int... shape) {
            int size = 1;
            for (int length : shape) {
                size *= length;
            }
            var values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextGaussian(0, deviation);
            }
            tensor(name, values, shape);
        }

        private void norm(String name, int length) {
            var values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) random.nextGaussian(1, 0.1);
            }
            tensor(name, values, length);
        }

        private void tensor(String name, float[] values, int... shape) {
            var lengths = new long[shape.length];
            for (int i = 0; i < shape.length; i++) {
                lengths[i] = shape[i];
            }
            image.rows.add(new GgufImage.Row(name, lengths, F32, data.size()));
            var bytes = GgufImage.buffer(GgufImage.aligned(4 * values.length));
            bytes.asFloatBuffer().put(values);
            data.writeBytes(bytes.array());
        }

        private void number(String key, int value) {
            entry(kind.architecture + "." + key, UINT32, GgufImage.ints(value));
        }

        private void text(String key, String value) {
            entry(key, GgufImage.STRING, utf8(value));
        }

        private void texts(String key, List<String> values) {
            var content = new ByteArrayOutputStream();
            values.forEach(value -> content.writeBytes(utf8(value)));
            arrayEntry(key, GgufImage.STRING, values.size(), content.toByteArray());
        }

        private static byte[] utf8(String text) {
            return GgufImage.text(text.getBytes(StandardCharsets.UTF_8));
        }

        private void array(String key, int type, int count, byte[] content) {
            arrayEntry(kind.architecture + "." + key, type, count, content);
        }

        private void arrayEntry(String key, int type, int count, byte[] content) {
            var value =
                    GgufImage.buffer(12 + content.length)
                            .putInt(type)
                            .putLong(count)
                            .put(content)
                            .array();
            entry(key, GgufImage.ARRAY, value);
        }

        private void entry(String key, int type, byte[] value) {
            image.entries.add(new GgufImage.Entry(key, type, value));
        }
    }
}
