package dev.rose.llama.gguf;

import java.util.Locale;

/**
 * The tensors of the llama architecture: which there must be, which there may be, their shapes, and
 * the types that llama.cpp can compute with in their places. In others it aborts while it decodes.
 */
final class LlamaTensors {
    private static final int ATTENTION_NORM = 1;
    private static final int QUERY = 1 << 1;
    private static final int KEY = 1 << 2;
    private static final int VALUE = 1 << 3;
    private static final int FUSED = 1 << 4;
    private static final int ATTENTION_OUTPUT = 1 << 5;
    private static final int FEED_FORWARD_NORM = 1 << 6;
    private static final int GATE = 1 << 7;
    private static final int UP = 1 << 8;
    private static final int DOWN = 1 << 9;
    private static final int ROUTER = 1 << 10;
    private static final int QUERY_BIAS = 1 << 11;
    private static final int FUSED_BIAS = 1 << 12;

    private final GgufFile file;
    private final Hyperparameters parameters;

    /** The tensors seen of each block, as bits. */
    private final int[] blocks;

    private LlamaTensors(GgufFile file, Hyperparameters parameters) {
        this.file = file;
        this.parameters = parameters;
        this.blocks = new int[parameters.layers()];
    }

    static void check(GgufFile file, Hyperparameters parameters) {
        new LlamaTensors(file, parameters).check();
    }

    private void check() {
        for (var tensor : file.tensorTable().values()) {
            if (tensor.name().startsWith("blk.")) {
                checkInBlock(tensor);
            } else {
                checkOutside(tensor);
            }
        }
        if (!file.tensorTable().containsKey("output_norm.weight")) {
            throw missing("output_norm.weight");
        }
        for (var i = 0; i < blocks.length; i++) {
            requireBlock(i, blocks[i]);
        }
    }

    private void checkOutside(GgufTensor tensor) {
        var rotated = parameters.rotated() / 2;
        switch (tensor.name()) {
            case "token_embd.weight" -> {}
            case "output.weight" -> matrix(tensor, parameters.embedding(), file.vocabularySize());
            case "output_norm.weight" -> vector(tensor, parameters.embedding());
            case "rope_freqs.weight" -> rope(tensor, !parameters.longRope(), rotated);
            case "rope_factors_long.weight", "rope_factors_short.weight" ->
                    rope(tensor, parameters.longRope(), rotated);
            case "output.scale", "output.input_scale" -> outputScale(tensor);
            default -> throw unknown(tensor);
        }
    }

    private void rope(GgufTensor tensor, boolean used, long length) {
        if (!used) {
            throw unknown(tensor);
        }
        vector(tensor, length);
    }

    /** Only NVFP4 has scales beside the weights of the output. */
    private void outputScale(GgufTensor tensor) {
        var output = file.tensorTable().get("output.weight");
        if (output == null || output.type() != GgufTensorType.NVFP4) {
            throw unknown(tensor);
        }
        vector(tensor, 1);
    }

    private void checkInBlock(GgufTensor tensor) {
        var name = tensor.name();
        var dot = name.indexOf('.', 4);
        var block = dot < 0 ? -1 : blockNumber(name, dot);
        if (block < 0) {
            throw unknown(tensor);
        }
        if (block >= blocks.length) {
            throw GgufException.malformed(
                    file.path(),
                    "the tensor "
                            + GgufException.quoted(name)
                            + " is in block "
                            + block
                            + " of a model with "
                            + blocks.length
                            + " blocks (llama.block_count)");
        }
        blocks[block] |= checkPart(tensor, name.substring(dot + 1));
    }

    /** The number between {@code blk.} and the next dot, written as llama.cpp does, or -1. */
    private static int blockNumber(String name, int dot) {
        var digits = dot - 4;
        if (digits < 1 || digits > 6 || (digits > 1 && name.charAt(4) == '0')) {
            return -1;
        }
        var number = 0;
        for (var i = 4; i < dot; i++) {
            var digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Checks a tensor of a block by the rest of its name. */
    private int checkPart(GgufTensor tensor, String part) {
        var embedding = parameters.embedding();
        var queries = parameters.keyLength() * parameters.heads();
        var shared = parameters.keyLength() * parameters.keyValueHeads();
        return switch (part) {
            case "attn_norm.weight" -> vector(tensor, embedding) | ATTENTION_NORM;
            case "attn_q.weight" -> matrix(tensor, embedding, queries) | QUERY;
            case "attn_k.weight" -> matrix(tensor, embedding, shared) | KEY;
            case "attn_v.weight" -> matrix(tensor, embedding, shared) | VALUE;
            case "attn_qkv.weight" -> matrix(tensor, embedding, queries + 2 * shared) | FUSED;
            case "attn_output.weight" -> matrix(tensor, queries, embedding) | ATTENTION_OUTPUT;
            case "attn_q.bias" -> vector(tensor, queries) | QUERY_BIAS;
            case "attn_k.bias", "attn_v.bias" -> vector(tensor, shared) | QUERY_BIAS;
            case "attn_qkv.bias" -> vector(tensor, queries + 2 * shared) | FUSED_BIAS;
            case "attn_output.bias" -> vector(tensor, embedding);
            case "ffn_norm.weight" -> vector(tensor, embedding) | FEED_FORWARD_NORM;
            default ->
                    parameters.experts() == 0
                            ? checkDense(tensor, part)
                            : checkExperts(tensor, part);
        };
    }

    private int checkDense(GgufTensor tensor, String part) {
        var embedding = parameters.embedding();
        var inner = parameters.feedForward();
        return switch (part) {
            case "ffn_gate.weight" -> matrix(tensor, embedding, inner) | GATE;
            case "ffn_up.weight" -> matrix(tensor, embedding, inner) | UP;
            case "ffn_down.weight" -> matrix(tensor, inner, embedding) | DOWN;
            case "ffn_gate.bias", "ffn_up.bias" -> bias(tensor, inner);
            case "ffn_down.bias" -> bias(tensor, embedding);
            default -> checkScale(tensor, part, "ffn_gate", "ffn_up", "ffn_down", 1);
        };
    }

    private int checkExperts(GgufTensor tensor, String part) {
        var embedding = parameters.embedding();
        var inner = parameters.feedForward();
        var experts = parameters.experts();
        return switch (part) {
            case "ffn_gate_inp.weight" -> matrix(tensor, embedding, experts) | ROUTER;
            case "ffn_gate_exps.weight" -> matrix(tensor, embedding, inner, experts) | GATE;
            case "ffn_up_exps.weight" -> matrix(tensor, embedding, inner, experts) | UP;
            case "ffn_down_exps.weight" -> matrix(tensor, inner, embedding, experts) | DOWN;
            default ->
                    checkScale(
                            tensor, part, "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps", experts);
        };
    }

    /** A scale beside a weight matrix that exists: one number, or one for each expert. */
    private int checkScale(
            GgufTensor tensor, String part, String gate, String up, String down, long experts) {
        var dot = part.indexOf('.');
        var kind = dot < 0 ? "" : part.substring(dot);
        var owner = dot < 0 ? part : part.substring(0, dot);
        var name = tensor.name();
        var weight = name.substring(0, name.length() - kind.length()) + ".weight";
        if ((!kind.equals(".scale") && !kind.equals(".input_scale"))
                || !file.tensorTable().containsKey(weight)) {
            throw unknown(tensor);
        }
        if (owner.equals(gate) || owner.equals(up) || owner.equals(down)) {
            return vector(tensor, experts);
        }
        return switch (owner) {
            case "attn_q", "attn_k", "attn_v", "attn_qkv", "attn_output" -> vector(tensor, 1);
            default -> throw unknown(tensor);
        };
    }

    private void requireBlock(int block, int seen) {
        require(block, seen, ATTENTION_NORM, "attn_norm.weight");
        if ((seen & FUSED) == 0) {
            require(block, seen, QUERY, "attn_q.weight");
            require(block, seen, KEY, "attn_k.weight");
            require(block, seen, VALUE, "attn_v.weight");
        }
        var fused = (seen & FUSED) != 0;
        var mixed = fused && (seen & (QUERY | KEY | VALUE)) != 0;
        var mixedBias = (seen & FUSED_BIAS) != 0 && (!fused || (seen & QUERY_BIAS) != 0);
        if (mixed || mixedBias) {
            throw GgufException.malformed(
                    file.path(),
                    "block " + block + " has its attention weights both fused and apart");
        }
        require(block, seen, ATTENTION_OUTPUT, "attn_output.weight");
        require(block, seen, FEED_FORWARD_NORM, "ffn_norm.weight");
        if (parameters.experts() == 0) {
            require(block, seen, GATE, "ffn_gate.weight");
            require(block, seen, UP, "ffn_up.weight");
            require(block, seen, DOWN, "ffn_down.weight");
        } else {
            require(block, seen, ROUTER, "ffn_gate_inp.weight");
            require(block, seen, UP, "ffn_up_exps.weight");
            require(block, seen, DOWN, "ffn_down_exps.weight");
        }
    }

    private void require(int block, int seen, int bit, String part) {
        if ((seen & bit) == 0) {
            throw missing("blk." + block + "." + part);
        }
    }

    /** A row that is added or multiplied with: llama.cpp computes that in 32-bit floats alone. */
    private int vector(GgufTensor tensor, long length) {
        requireShape(tensor, length);
        if (tensor.type() != GgufTensorType.F32) {
            throw wrongType(tensor, "F32");
        }
        return 0;
    }

    /** llama.cpp asserts that weights of type NVFP4, which have scales beside them, have none. */
    private int bias(GgufTensor tensor, long length) {
        var weight = file.tensorTable().get(tensor.name().replace(".bias", ".weight"));
        if (weight != null && weight.type() == GgufTensorType.NVFP4) {
            throw unknown(tensor);
        }
        return vector(tensor, length);
    }

    private int matrix(GgufTensor tensor, long... shape) {
        requireShape(tensor, shape);
        if (!tensor.type().isWeight()) {
            throw wrongType(tensor, "a type for weights");
        }
        return 0;
    }

    private void requireShape(GgufTensor tensor, long... shape) {
        for (var i = 0; i < 4; i++) {
            if (tensor.length(i) != (i < shape.length ? shape[i] : 1)) {
                throw GgufException.malformed(
                        file.path(),
                        "the tensor "
                                + GgufException.quoted(tensor.name())
                                + " has "
                                + tensor.shapeText()
                                + " numbers, and the metadata ask for "
                                + GgufTensor.shapeText(shape));
            }
        }
    }

    private GgufException wrongType(GgufTensor tensor, String wanted) {
        return GgufException.malformed(
                file.path(),
                String.format(
                        Locale.ROOT,
                        "the tensor %s has type %s, and llama.cpp needs %s there",
                        GgufException.quoted(tensor.name()),
                        tensor.type(),
                        wanted));
    }

    private GgufException unknown(GgufTensor tensor) {
        return GgufException.malformed(
                file.path(), "a llama model has no tensor " + GgufException.quoted(tensor.name()));
    }

    private GgufException missing(String name) {
        return GgufException.malformed(file.path(), "the tensor '" + name + "' is missing");
    }
}
