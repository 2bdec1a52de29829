import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A Llama with random weights in Q4_0, 0.8B of them on the way of a token, and the tokenizer of
 * another model: it says nothing, and costs what a real model of its size costs.
 *
 * <pre>java RandomModel.java TOKENIZER.gguf OUT.gguf</pre>
 *
 * <p>The blocks are written as they are made, so it needs little memory and no disk but the file's
 * own. The same seed makes the same file.
 */
final class RandomModel {
    private static final long SEED = 20240219;
    private static final int LAYERS = 16;
    private static final int WIDTH = 2048;
    private static final int HEADS = 32;
    private static final int KEY_VALUE_HEADS = 8;
    private static final int HEAD = WIDTH / HEADS;
    private static final int HIDDEN = 5632;
    private static final int CONTEXT = 8192;
    private static final int ALIGNMENT = 32;

    // GGUF's codes.
    private static final int UINT32 = 4;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int F32 = 0;
    private static final int Q4_0 = 2;

    /** Numbers of a Q4_0 block, and its bytes: a 16-bit float that scales them, and the nibbles. */
    private static final int BLOCK = 32;

    private static final int BLOCK_BYTES = 18;

    /** Standard deviation of the integers from -7 to 7. */
    private static final double NIBBLE_DEVIATION = Math.sqrt(56 / 3.0);

    private record Tensor(String name, int type, long... dimensions) {
        static final String EMBEDDING = "token_embd.weight";

        long values() {
            long values = 1;
            for (long dimension : dimensions) {
                values *= dimension;
            }
            return values;
        }

        long bytes() {
            return type == F32 ? 4 * values() : values() / BLOCK * BLOCK_BYTES;
        }
    }

    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private int metadata;

    private RandomModel() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("random-model: TOKENIZER.gguf OUT.gguf");
            System.exit(2);
        }
        var to = Path.of(arguments[1]).toAbsolutePath();
        try {
            make(Path.of(arguments[0]), to);
        } catch (IOException | IllegalStateException e) {
            System.err.println("random-model: " + e);
            System.exit(1);
        }
        System.err.printf("random-model: %s, %d MiB%n", to, Files.size(to) >> 20);
    }

    /** Whole, or not at all. */
    private static void make(Path tokenizer, Path to) throws IOException {
        var part =
                to.resolveSibling(
                        to.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            new RandomModel().write(tokenizer, part);
            Files.move(
                    part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(Path tokenizer, Path to) throws IOException {
        text("general.architecture", "llama");
        text("general.name", "Random 0.8B");
        number("general.file_type", Q4_0);
        number("general.quantization_version", 2);
        number("llama.context_length", CONTEXT);
        number("llama.embedding_length", WIDTH);
        number("llama.block_count", LAYERS);
        number("llama.feed_forward_length", HIDDEN);
        number("llama.attention.head_count", HEADS);
        number("llama.attention.head_count_kv", KEY_VALUE_HEADS);
        number("llama.rope.dimension_count", HEAD);
        real("llama.rope.freq_base", 10000);
        real("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        int vocabulary = copyTokenizer(tokenizer);
        number("llama.vocab_size", vocabulary);
        var tensors = tensors(vocabulary);
        try (var out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 20)) {
            long at = writeHeader(out, tensors);
            var random = new SplittableRandom(SEED);
            pad(out, at);
            for (var tensor : tensors) {
                writeValues(out, tensor, random.split());
                pad(out, tensor.bytes());
            }
        }
    }

    private static List<Tensor> tensors(int vocabulary) {
        var tensors = new ArrayList<Tensor>();
        // Two matrices: with one for both ends each token would be followed by itself.
        tensors.add(new Tensor(Tensor.EMBEDDING, Q4_0, WIDTH, vocabulary));
        tensors.add(new Tensor("output.weight", Q4_0, WIDTH, vocabulary));
        tensors.add(new Tensor("output_norm.weight", F32, WIDTH));
        for (int layer = 0; layer < LAYERS; layer++) {
            var block = "blk." + layer + ".";
            long shared = (long) HEAD * KEY_VALUE_HEADS;
            tensors.add(new Tensor(block + "attn_norm.weight", F32, WIDTH));
            tensors.add(new Tensor(block + "attn_q.weight", Q4_0, WIDTH, WIDTH));
            tensors.add(new Tensor(block + "attn_k.weight", Q4_0, WIDTH, shared));
            tensors.add(new Tensor(block + "attn_v.weight", Q4_0, WIDTH, shared));
            tensors.add(new Tensor(block + "attn_output.weight", Q4_0, WIDTH, WIDTH));
            tensors.add(new Tensor(block + "ffn_norm.weight", F32, WIDTH));
            tensors.add(new Tensor(block + "ffn_gate.weight", Q4_0, WIDTH, HIDDEN));
            tensors.add(new Tensor(block + "ffn_up.weight", Q4_0, WIDTH, HIDDEN));
            tensors.add(new Tensor(block + "ffn_down.weight", Q4_0, HIDDEN, WIDTH));
        }
        return tensors;
    }

    private static void writeValues(OutputStream out, Tensor tensor, SplittableRandom random)
            throws IOException {
        if (tensor.type() == F32) {
            var ones = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            while (ones.hasRemaining()) {
                ones.putFloat(1);
            }
            out.write(ones.array());
            return;
        }
        long rowLength = tensor.dimensions()[0];
        // What comes out of a matrix is as large as what goes in; the embedding is as large as what
        // the blocks add to it, so that the latest token counts for more than those before.
        double deviation = tensor.name().equals(Tensor.EMBEDDING) ? 1 : 1 / Math.sqrt(rowLength);
        short scale = Float.floatToFloat16((float) (deviation / NIBBLE_DEVIATION));
        var row = new byte[(int) (rowLength / BLOCK * BLOCK_BYTES)];
        for (long i = tensor.values() / rowLength; i > 0; i--) {
            random.nextBytes(row);
            for (int block = 0; block < row.length; block += BLOCK_BYTES) {
                row[block] = (byte) scale;
                row[block + 1] = (byte) (scale >> 8);
                for (int pair = block + 2; pair < block + BLOCK_BYTES; pair++) {
                    // A nibble stands for itself less 8; without the lowest the mean is 0.
                    int low = row[pair] & 0x0f;
                    int high = row[pair] & 0xf0;
                    row[pair] = (byte) ((low == 0 ? 0x08 : low) | (high == 0 ? 0x80 : high));
                }
            }
            out.write(row);
        }
    }

    // Reading the other model: its tokenizer's pairs are copied as they stand.

    /** Returns the number of tokens. */
    private int copyTokenizer(Path file) throws IOException {
        long tokens = 0;
        try (var channel = FileChannel.open(file)) {
            var in =
                    channel.map(
                                    FileChannel.MapMode.READ_ONLY,
                                    0,
                                    Math.min(channel.size(), Integer.MAX_VALUE))
                            .order(ByteOrder.LITTLE_ENDIAN);
            if (in.getInt() != 0x46554747 || in.getInt() != 3) {
                throw new IllegalStateException(file + " is no GGUF of version 3");
            }
            in.getLong();
            for (long left = in.getLong(); left > 0; left--) {
                int from = in.position();
                var key = string(in);
                int type = in.getInt();
                int value = in.position();
                skip(in, type);
                if (key.startsWith("tokenizer.")) {
                    var pair = new byte[in.position() - from];
                    in.get(from, pair);
                    header.writeBytes(pair);
                    metadata++;
                }
                if (key.equals("tokenizer.ggml.tokens")) {
                    tokens = in.getLong(value + 4);
                }
            }
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalStateException(file + " is cut off", e);
        }
        if (tokens == 0) {
            throw new IllegalStateException(file + " has no tokens");
        }
        return Math.toIntExact(tokens);
    }

    private static String string(ByteBuffer in) {
        var bytes = new byte[Math.toIntExact(in.getLong())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer in, int type) {
        switch (type) {
            case STRING -> string(in);
            case ARRAY -> {
                int elements = in.getInt();
                for (long left = in.getLong(); left > 0; left--) {
                    skip(in, elements);
                }
            }
            case 0, 1, 7 -> in.position(in.position() + 1);
            case 2, 3 -> in.position(in.position() + 2);
            case 4, 5, 6 -> in.position(in.position() + 4);
            case 10, 11, 12 -> in.position(in.position() + 8);
            default -> throw new IllegalStateException("a value of the unknown type " + type);
        }
    }

    // Writing.

    private long writeHeader(OutputStream out, List<Tensor> tensors) throws IOException {
        var infos = new ByteArrayOutputStream();
        infos.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        infos.writeBytes(
                ByteBuffer.allocate(20)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(3)
                        .putLong(tensors.size())
                        .putLong(metadata)
                        .array());
        infos.writeBytes(header.toByteArray());
        header.reset();
        long offset = 0;
        for (var tensor : tensors) {
            string(tensor.name());
            int32(tensor.dimensions().length);
            for (long dimension : tensor.dimensions()) {
                int64(dimension);
            }
            int32(tensor.type());
            int64(offset);
            offset = aligned(offset + tensor.bytes());
        }
        infos.writeBytes(header.toByteArray());
        infos.writeTo(out);
        return infos.size();
    }

    private static void pad(OutputStream out, long written) throws IOException {
        out.write(new byte[(int) (aligned(written) - written)]);
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void text(String key, String value) {
        key(key, STRING);
        string(value);
    }

    private void number(String key, int value) {
        key(key, UINT32);
        int32(value);
    }

    private void real(String key, float value) {
        key(key, FLOAT32);
        int32(Float.floatToIntBits(value));
    }

    private void key(String key, int type) {
        metadata++;
        string(key);
        int32(type);
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
