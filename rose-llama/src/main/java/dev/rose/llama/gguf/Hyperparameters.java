package dev.rose.llama.gguf;

import java.util.Arrays;

/**
 * The numbers that shape a model, read and checked as llama.cpp does for every architecture before
 * it looks at tensors; where it would abort, this throws.
 *
 * @param embedding length of a token's vector
 * @param layers number of blocks
 * @param heads query heads of a block; 0 in models without attention
 * @param keyValueHeads key and value heads of a block
 * @param keyLength length of a head's key
 * @param valueLength length of a head's value
 * @param rotated how many numbers of a head are rotated by position
 * @param feedForward inner length of a block's feed-forward network
 * @param experts number of experts; 0 without
 * @param longRope whether positions are scaled by a table for long contexts
 */
record Hyperparameters(
        long embedding,
        int layers,
        long heads,
        long keyValueHeads,
        long keyLength,
        long valueLength,
        long rotated,
        long feedForward,
        long experts,
        boolean longRope) {

    private static final int MAX_LAYERS = 512;
    private static final int MAX_EXPERTS = 1024;

    static Hyperparameters check(GgufFile file, String architecture) {
        return new Reader(file, architecture).read();
    }

    /** Looks keys up under the architecture's prefix. */
    private static final class Reader {
        private final GgufFile file;
        private final GgufMetadata metadata;
        private final String prefix;
        private final boolean llama;

        Reader(GgufFile file, String architecture) {
            this.file = file;
            this.metadata = file.metadata();
            this.prefix = architecture + ".";
            this.llama = architecture.equals("llama");
        }

        Hyperparameters read() {
            var context = required("context_length");
            if (context == 0 || context > Integer.MAX_VALUE) {
                throw wrong("context_length", context, "from 1 to " + Integer.MAX_VALUE);
            }
            var embedding = required("embedding_length");
            if (embedding == 0 || embedding > 1 << 24) {
                throw wrong("embedding_length", embedding, "from 1 to 16777216");
            }
            var layers = required("block_count");
            if (layers == 0 || layers > MAX_LAYERS) {
                throw wrong("block_count", layers, "from 1 to " + MAX_LAYERS);
            }
            var predicting = optional("nextn_predict_layers", 0);
            if (predicting > (llama ? 0 : layers - 1)) {
                throw wrong("nextn_predict_layers", predicting, "fewer than the model's blocks");
            }
            var experts = experts((int) layers);
            checkAttentionKind();
            checkFloats();
            var longRope = checkRope();
            return attention(embedding, (int) layers, experts, longRope);
        }

        private Hyperparameters attention(
                long embedding, int layers, long experts, boolean longRope) {
            var none = new long[layers];
            var feedForward = layerValues("feed_forward_length", layers, none);
            var allHeads = layerValues("attention.head_count", layers, none);
            var allKeyValueHeads = layerValues("attention.head_count_kv", layers, allHeads);
            checkHeads(allHeads, allKeyValueHeads);
            var heads = first("attention.head_count", allHeads);
            var perHead = heads == 0 ? 0 : embedding / heads;
            var keyLength = optional("attention.key_length", perHead);
            var valueLength = optional("attention.value_length", perHead);
            var rotated = optional("rope.dimension_count", keyLength);
            optional("attention.key_length_swa", 0);
            optional("attention.value_length_swa", 0);
            optional("rope.dimension_count_swa", 0);
            if (llama) {
                checkLlamaHeads(heads, keyLength, valueLength, rotated);
            }
            return new Hyperparameters(
                    embedding,
                    layers,
                    heads,
                    first("attention.head_count_kv", allKeyValueHeads),
                    keyLength,
                    valueLength,
                    rotated,
                    first("feed_forward_length", feedForward),
                    experts,
                    longRope);
        }

        /** Each group of query heads shares a key head: ggml asserts that they come out even. */
        private void checkHeads(long[] heads, long[] keyValueHeads) {
            for (var i = 0; i < heads.length; i++) {
                var shared = keyValueHeads[i];
                if (shared > heads[i] || (shared > 0 && heads[i] % shared != 0)) {
                    throw wrong(
                            "attention.head_count_kv",
                            shared,
                            "a divisor of the " + heads[i] + " heads");
                }
            }
        }

        private void checkLlamaHeads(long heads, long keyLength, long valueLength, long rotated) {
            if (heads == 0 || heads > 1 << 16) {
                throw wrong("attention.head_count", heads, "from 1 to 65536");
            }
            if (keyLength == 0 || keyLength > 1 << 16 || keyLength % 2 != 0) {
                throw wrong(
                        "attention.key_length",
                        keyLength,
                        "even and positive (it is what is left"
                                + " of the embedding for one head, unless the file names it)");
            }
            if (valueLength != keyLength) {
                throw wrong("attention.value_length", valueLength, keyLength + ", as the keys");
            }
            if (rotated != keyLength) {
                throw wrong("rope.dimension_count", rotated, keyLength + ", as a head's keys");
            }
        }

        private long experts(int layers) {
            var experts = optional("expert_count", 0);
            if (experts > MAX_EXPERTS) {
                throw wrong("expert_count", experts, "at most " + MAX_EXPERTS);
            }
            var used = 0L;
            for (var value : layerValues("expert_used_count", layers, new long[layers])) {
                used = Math.max(used, value);
            }
            // Dense models of this family carry a count of one.
            var dense =
                    experts <= 1
                            && (prefix.equals("hunyuan-dense.") || prefix.equals("hunyuan_vl."));
            if (!dense && (used > experts || (experts > 0 && used == 0))) {
                throw wrong(
                        "expert_used_count",
                        used,
                        experts == 0 ? "0 in a model without experts" : "from 1 to " + experts);
            }
            var groups = optional("expert_group_count", 0);
            if (!dense && groups > 0 && (groups >= experts || experts % groups != 0)) {
                throw wrong("expert_group_count", groups, "a divisor of the expert count");
            }
            var usedGroups = optional("expert_group_used_count", 0);
            if (groups > 1 && (usedGroups == 0 || usedGroups >= groups)) {
                throw wrong("expert_group_used_count", usedGroups, "from 1 to " + (groups - 1));
            }
            return experts;
        }

        private void checkAttentionKind() {
            var causal = metadata.flag(prefix + "attention.causal");
            if (causal.isPresent() && !causal.get()) {
                throw GgufException.unsupported(
                        file.path(),
                        "the model looks at text in both directions ("
                                + prefix
                                + "attention.causal is false) and cannot continue one; take a chat"
                                + " model");
            }
            optional("pooling_type", 0);
            optional("embedding_length_out", 0);
            optional("vocab_size", 0);
            var labels = metadata.entry(prefix + "classifier.output_labels");
            if (labels != null && labels.type() == GgufValueType.ARRAY) {
                metadata.array(prefix + "classifier.output_labels", GgufValueType.STRING);
            }
        }

        /** Norms divide by the root of these; ggml asserts that they are not negative, nor NaN. */
        private void checkFloats() {
            checkEpsilon("attention.layer_norm_rms_epsilon", llama);
            checkEpsilon("attention.layer_norm_epsilon", false);
            checkEpsilon("attention.group_norm_epsilon", false);
        }

        private void checkEpsilon(String key, boolean required) {
            var epsilon = floating(key, required ? Float.NaN : 0);
            if (!(epsilon >= 0 && epsilon < 1)) {
                throw wrong(key, epsilon, "a small number of at least 0");
            }
        }

        private boolean checkRope() {
            var base = floating("rope.freq_base", 10_000);
            if (!(base > 0 || (base == 0 && !llama)) || Float.isInfinite(base)) {
                throw wrong("rope.freq_base", base, "positive and finite");
            }
            checkFinite("rope.scaling.factor");
            checkFinite("rope.scale_linear");
            checkFinite("rope.scaling.attn_factor");
            checkFinite("rope.scaling.alpha");
            optional("rope.scaling.original_context_length", 0);
            metadata.typed(prefix + "rope.scaling.finetuned", GgufValueType.BOOL);
            var scaling = metadata.string(prefix + "rope.scaling.type").orElse("linear");
            return switch (scaling) {
                case "none", "linear", "yarn" -> false;
                case "longrope" -> true;
                default ->
                        throw GgufException.malformed(
                                file.path(),
                                prefix
                                        + "rope.scaling.type is "
                                        + GgufException.quoted(scaling)
                                        + ", not none, linear, yarn or longrope");
            };
        }

        private void checkFinite(String key) {
            var value = floating(key, 1);
            if (!Float.isFinite(value)) {
                throw wrong(key, value, "finite");
            }
        }

        private float floating(String key, float otherwise) {
            var entry = metadata.typed(prefix + key, GgufValueType.FLOAT32);
            return entry == null ? otherwise : Float.intBitsToFloat((int) entry.bits());
        }

        private long optional(String key, long otherwise) {
            var entry = metadata.typed(prefix + key, GgufValueType.UINT32);
            return entry == null ? otherwise : entry.bits();
        }

        private long required(String key) {
            var entry = metadata.typed(prefix + key, GgufValueType.UINT32);
            if (entry == null) {
                throw GgufException.malformed(
                        file.path(), "the file does not say its " + prefix + key);
            }
            return entry.bits();
        }

        /** A value that may differ from block to block; llama's graph takes the first's for all. */
        private long first(String key, long[] values) {
            for (var value : values) {
                if (llama && value != values[0]) {
                    throw wrong(key, value, values[0] + " in each block, as in the first");
                }
            }
            return values[0];
        }

        /** The value of each block: of an array its elements, of a scalar itself. */
        private long[] layerValues(String key, int layers, long[] otherwise) {
            var entry = metadata.entry(prefix + key);
            if (entry == null) {
                return otherwise;
            }
            var values = new long[layers];
            var elementType = entry.elementType();
            if (elementType == null) {
                Arrays.fill(values, optional(key, 0));
                return values;
            }
            if (elementType != GgufValueType.UINT32
                    && elementType != GgufValueType.INT32
                    && elementType != GgufValueType.BOOL) {
                throw metadata.wrongType(prefix + key, entry, "u32 or an array of i32 or u32");
            }
            if (entry.bits() != layers) {
                throw wrong(key, entry.bits() + " values", layers + " values, one a block");
            }
            var in = file.inputAt(entry.offset());
            for (var i = 0; i < layers; i++) {
                values[i] = in.readBits(elementType.size());
            }
            return values;
        }

        private GgufException wrong(String key, Object seen, String wanted) {
            return GgufException.malformed(
                    file.path(), prefix + key + " is " + seen + ", and must be " + wanted);
        }
    }
}
