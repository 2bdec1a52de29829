package dev.rose.model.llama;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Changes of a file's head that keep its form: entries, tokens, rows of the tensor table. */
final class StructuralMutations {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final int[] SCALAR_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    private static final int FLOAT = 6;
    private static final int BOOL = 7;

    /** ggml's types: number, numbers a block, bytes a block; behind them such as it has not. */
    private static final int[][] TENSOR_TYPES = {
        {0, 1, 4},
        {1, 1, 2},
        {2, 32, 18},
        {3, 32, 20},
        {6, 32, 22},
        {7, 32, 24},
        {8, 32, 34},
        {9, 32, 36},
        {10, 256, 84},
        {11, 256, 110},
        {12, 256, 144},
        {13, 256, 176},
        {14, 256, 210},
        {15, 256, 292},
        {16, 256, 66},
        {17, 256, 74},
        {18, 256, 98},
        {19, 256, 50},
        {20, 32, 18},
        {21, 256, 110},
        {22, 256, 82},
        {23, 256, 136},
        {24, 1, 1},
        {25, 1, 2},
        {26, 1, 4},
        {27, 1, 8},
        {28, 1, 8},
        {29, 256, 56},
        {30, 1, 2},
        {34, 256, 54},
        {35, 256, 66},
        {39, 32, 17},
        {40, 64, 36},
        {41, 128, 18},
        {42, 64, 18},
        {4, 1, 4},
        {31, 1, 4},
        {43, 1, 4},
        {-1, 1, 4},
    };

    private final GgufImage image;
    private final Random random;
    private final BoundaryValues values;

    StructuralMutations(GgufImage image, Random random) {
        this.image = image;
        this.random = random;
        this.values = new BoundaryValues(random);
    }

    /** Changes something and says what. */
    String change() {
        var dice = random.nextInt(100);
        if (dice < 45) {
            return changeEntries();
        }
        return dice < 65 ? changeVocabulary() : changeTable();
    }

    private String changeEntries() {
        var i = random.nextInt(image.entries.size());
        var entry = image.entries.get(i);
        switch (random.nextInt(10)) {
            case 0 -> {
                image.entries.remove(i);
                return entry.key() + " removed";
            }
            case 1 -> {
                var key = random.nextBoolean() ? entry.key() + "x" : values.absentKey();
                image.entries.set(i, entry.withKey(key));
                return entry.key() + " renamed to " + key;
            }
            case 2 -> {
                image.entries.add(random.nextInt(image.entries.size()), entry);
                return entry.key() + " twice";
            }
            case 3, 4, 5 -> {
                return put(anyValue(values.absentKey()));
            }
            case 6 -> {
                return put(anyValue(entry.key()));
            }
            default -> {
                while (entry.type() == GgufImage.ARRAY) {
                    entry = values.any(image.entries);
                }
                return put(sameType(entry));
            }
        }
    }

    private String put(GgufImage.Entry entry) {
        var i = image.find(entry.key());
        if (i < 0) {
            image.entries.add(entry);
        } else {
            image.entries.set(i, entry);
        }
        var value = entry.value();
        var shown = value.length > 48 ? value.length + " bytes" : HexFormat.of().formatHex(value);
        return entry.key() + " is " + shown + " of type " + entry.type();
    }

    /** Another value of the entry's own type, which is no array. */
    private GgufImage.Entry sameType(GgufImage.Entry entry) {
        var out = GgufImage.buffer(entry.value().length);
        switch (entry.type()) {
            case GgufImage.STRING -> {
                return entry.with(entry.type(), text(values.text()));
            }
            case FLOAT -> out.putFloat(values.floating());
            case BOOL -> out.put((byte) (entry.value()[0] ^ 1));
            default -> {
                var number = values.whole();
                while (out.hasRemaining()) {
                    out.put((byte) number);
                    number >>= 8;
                }
            }
        }
        return entry.with(entry.type(), out.array());
    }

    /** A value of any type, most often of the type that such keys have. */
    private GgufImage.Entry anyValue(String key) {
        var type = random.nextInt(3) == 0 ? random.nextInt(SCALAR_BYTES.length) : likelyType(key);
        if (type == GgufImage.ARRAY) {
            return array(key);
        }
        return sameType(new GgufImage.Entry(key, type, new byte[SCALAR_BYTES[type]]));
    }

    private static int likelyType(String key) {
        var last = key.substring(key.lastIndexOf('.') + 1);
        return switch (last) {
            case "type", "name", "pre", "model", "architecture", "chat_template", "tool_use" ->
                    GgufImage.STRING;
            case "factor",
                    "attn_factor",
                    "scale",
                    "scale_linear",
                    "alpha",
                    "freq_base",
                    "layer_norm_epsilon",
                    "layer_norm_rms_epsilon",
                    "yarn_log_multiplier",
                    "yarn_ext_factor",
                    "logit_scale",
                    "residual_scale",
                    "alpha_n" ->
                    FLOAT;
            case "causal",
                    "finetuned",
                    "add_bos_token",
                    "add_eos_token",
                    "add_sep_token",
                    "add_space_prefix",
                    "remove_extra_whitespaces" ->
                    BOOL;
            case "output_labels",
                    "scores",
                    "suppress_tokens",
                    "precompiled_charsmap",
                    "tokens",
                    "token_type",
                    "merges" ->
                    GgufImage.ARRAY;
            case "no" -> 2;
            case "count" -> key.equals("split.count") ? 2 : 5;
            default -> 4;
        };
    }

    private GgufImage.Entry array(String key) {
        var count = values.any(List.of(0, 1, 2, 29, 30, 31, 512, 513, 49_151, 49_152, 49_153));
        var elementType = values.any(List.of(0, 1, 4, 5, FLOAT, BOOL, GgufImage.STRING, 10, 12));
        var out = GgufImage.buffer(12 + 8 * count).putInt(elementType).putLong(count);
        var value = values.whole();
        for (var i = 0; i < count; i++) {
            switch (elementType) {
                case 0, 1, BOOL -> out.put((byte) value);
                case 4, 5 -> out.putInt((int) value);
                case FLOAT -> out.putFloat(values.floating());
                case GgufImage.STRING -> out.putLong(0);
                default -> out.putLong(value);
            }
        }
        return new GgufImage.Entry(
                key, GgufImage.ARRAY, Arrays.copyOf(out.array(), out.position()));
    }

    /** Texts of tokens or merges, or the types of tokens. */
    private String changeVocabulary() {
        var which = values.any(List.of(TOKENS, TOKENS, TOKENS, MERGES, TYPES));
        var i = image.find(which);
        if (i < 0 || image.entries.get(i).type() != GgufImage.ARRAY) {
            return which + " is no more";
        }
        var entry = image.entries.get(i);
        var stringArray = GgufImage.wrap(entry.value()).getInt() == GgufImage.STRING;
        if (!stringArray || which.equals(TYPES)) {
            return changeTypes(i);
        }
        var strings = strings(entry.value());
        var changes = 1 << random.nextInt(6);
        var how = random.nextInt(9);
        for (var change = 0; change < changes && !strings.isEmpty(); change++) {
            changeText(strings, how);
        }
        image.entries.set(i, entry.with(entry.type(), array(strings)));
        return which + ": " + changes + " texts changed, way " + how;
    }

    private String changeTypes(int i) {
        var entry = image.entries.get(i);
        var value = entry.value().clone();
        var places = value.length / 4 - 3;
        var changes = places < 1 ? 0 : 1 << random.nextInt(16);
        for (var change = 0; change < changes; change++) {
            var type = random.nextInt(8) == 0 ? (int) values.whole() : random.nextInt(8);
            GgufImage.wrap(value).putInt(12 + 4 * random.nextInt(places), type);
        }
        image.entries.set(i, entry.with(entry.type(), value));
        return entry.key() + ": " + changes + " numbers changed";
    }

    private void changeText(List<byte[]> strings, int how) {
        var i = random.nextInt(strings.size());
        var old = strings.get(i);
        switch (how) {
            case 0 -> strings.set(i, values.any(strings));
            case 1 -> strings.set(i, new byte[0]);
            case 2 -> strings.set(i, new byte[1 << random.nextInt(18)]);
            case 3 -> {
                var bytes = new byte[random.nextInt(8)];
                random.nextBytes(bytes);
                strings.set(i, bytes);
            }
            case 4 -> strings.remove(i);
            case 5 -> strings.add(i, old);
            case 6 -> Collections.swap(strings, i, random.nextInt(strings.size()));
            case 7 -> {
                var bytes = Arrays.copyOf(old, Math.max(1, old.length));
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                strings.set(i, bytes);
            }
            default -> strings.set(i, values.text().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<byte[]> strings(byte[] value) {
        var in = GgufImage.wrap(value).position(4);
        var count = in.getLong();
        var strings = new ArrayList<byte[]>();
        for (var i = 0; i < count; i++) {
            var bytes = new byte[(int) in.getLong()];
            in.get(bytes);
            strings.add(bytes);
        }
        return strings;
    }

    private static byte[] array(List<byte[]> strings) {
        var size = 12 + strings.stream().mapToInt(bytes -> 8 + bytes.length).sum();
        var out = GgufImage.buffer(size).putInt(GgufImage.STRING).putLong(strings.size());
        strings.forEach(bytes -> out.putLong(bytes.length).put(bytes));
        return out.array();
    }

    /** Rows of the table; most often all are placed anew, so that the form stays sound. */
    private String changeTable() {
        var i = random.nextInt(4) == 0 ? random.nextInt(9) : random.nextInt(image.rows.size());
        var description = image.rows.get(i).name() + " " + changeRow(i);
        if (random.nextInt(8) > 0) {
            place();
            return description;
        }
        return description + ", none placed anew";
    }

    private String changeRow(int i) {
        var row = image.rows.get(i);
        var j = random.nextInt(image.rows.size());
        var other = image.rows.get(j);
        switch (random.nextInt(10)) {
            case 0 -> {
                image.rows.set(i, row.withName(other.name()));
                image.rows.set(j, other.withName(row.name()));
                return "exchanged its name with " + other.name();
            }
            case 1 -> {
                Collections.swap(image.rows, i, j);
                return "exchanged its row with " + other.name();
            }
            case 2 -> {
                image.rows.remove(i);
                return "removed";
            }
            case 3 -> {
                var name = otherName(row.name());
                image.rows.add(row.withName(name));
                return "added again as " + name;
            }
            case 4 -> {
                var name = otherName(row.name());
                image.rows.set(i, row.withName(name));
                return "renamed to " + name;
            }
            case 5 -> {
                var shape = otherShape(row.shape());
                image.rows.set(i, row.withShape(shape));
                return "has the shape " + Arrays.toString(shape);
            }
            case 6, 7 -> {
                return addFitting();
            }
            default -> {
                var type = TENSOR_TYPES[random.nextInt(TENSOR_TYPES.length)][0];
                image.rows.set(i, row.withType(type));
                return "has type " + type;
            }
        }
    }

    private String otherName(String name) {
        return switch (random.nextInt(6)) {
            case 0 -> name + "x";
            case 1 -> name.replace(".weight", ".bias");
            case 2 -> name.replace(".weight", ".scale");
            case 3 -> "output.weight";
            case 4 -> name.replaceFirst("blk\\.\\d+", "blk." + values.whole());
            default -> "rope_freqs.weight";
        };
    }

    private long[] otherShape(long[] shape) {
        var second = shape.length > 1 ? shape[1] : 1;
        return switch (random.nextInt(6)) {
            case 0 -> new long[] {shape[0]};
            case 1 -> new long[] {shape[0], second, 1, 2};
            case 2 -> new long[] {second, shape[0]};
            case 3 -> new long[] {shape[0], second, 1};
            default -> {
                var changed = shape.clone();
                changed[random.nextInt(shape.length)] = values.whole();
                yield changed;
            }
        };
    }

    /**
     * Adds a tensor that a llama model may have, in its right shape, most often in a right type.
     */
    private String addFitting() {
        var embedding = shape("token_embd.weight");
        var shared = shape("blk.0.attn_k.weight")[1];
        var inner = shape("blk.0.ffn_up.weight")[1];
        var width = embedding[0];
        var row =
                switch (random.nextInt(8)) {
                    case 0 -> row("output.weight", embedding);
                    case 1 -> row("rope_freqs.weight", 32);
                    case 2 -> row("rope_factors_long.weight", 32);
                    case 3 -> row("blk.0.attn_q.bias", width);
                    case 4 -> row("blk.1.attn_v.bias", shared);
                    case 5 -> row("blk.0.ffn_gate.bias", inner);
                    case 6 -> row("blk.1.attn_q.scale", 1);
                    default -> {
                        image.rows.removeIf(old -> old.name().matches("blk\\.0\\.attn_[qkv]\\..*"));
                        yield row("blk.0.attn_qkv.weight", width, width + 2 * shared);
                    }
                };
        image.rows.removeIf(old -> old.name().equals(row.name()));
        image.rows.add(row);
        return "stays; added " + row.name() + " of type " + row.type();
    }

    private GgufImage.Row row(String name, long... shape) {
        var type = random.nextInt(3) > 0 ? 0 : TENSOR_TYPES[random.nextInt(TENSOR_TYPES.length)][0];
        return new GgufImage.Row(name, shape, type, 0);
    }

    private long[] shape(String name) {
        for (var row : image.rows) {
            if (row.name().equals(name) && row.shape().length == 2) {
                return row.shape();
            }
        }
        return new long[] {576, 192};
    }

    /** Puts the rows one behind the other, as far as their sizes make sense. */
    private void place() {
        var offset = 0L;
        for (var i = 0; i < image.rows.size(); i++) {
            var row = image.rows.get(i);
            image.rows.set(i, row.withOffset(offset));
            offset += (bytes(row) + 31) / 32 * 32;
        }
        // The file ends with them, so that it is neither cut off nor too long.
        if (offset > 0 && offset < 1L << 28) {
            image.dataLength = offset;
        }
    }

    private static long bytes(GgufImage.Row row) {
        for (var type : TENSOR_TYPES) {
            if (type[0] == row.type()) {
                var blocks = row.shape()[0] / type[1];
                for (var i = 1; i < row.shape().length; i++) {
                    blocks *= row.shape()[i];
                }
                return blocks * type[2];
            }
        }
        return 0;
    }

    private static byte[] text(String text) {
        return GgufImage.text(text.getBytes(StandardCharsets.UTF_8));
    }
}
