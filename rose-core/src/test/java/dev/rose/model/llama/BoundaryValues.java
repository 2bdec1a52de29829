package dev.rose.model.llama;

import java.util.List;
import java.util.Random;

/** Values that code is apt to get wrong, and names that make a mutation mean something. */
final class BoundaryValues {
    private static final long[] WHOLE = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        9,
        16,
        31,
        32,
        33,
        63,
        64,
        65,
        127,
        128,
        255,
        256,
        511,
        512,
        513,
        576,
        1024,
        1536,
        4096,
        8192,
        49_151,
        49_152,
        49_153,
        65_535,
        65_536,
        1 << 20,
        1 << 24,
        Integer.MAX_VALUE,
        0x8000_0000L,
        0xffff_fffeL,
        0xffff_ffffL,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
    };
    private static final float[] FLOATS = {
        0,
        -0f,
        1,
        -1,
        0.5f,
        1e-45f,
        1e-30f,
        1e-6f,
        1e-3f,
        10_000,
        1e10f,
        1e30f,
        -1e30f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
    };
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "llama",
                    "llama4",
                    "gpt2",
                    "qwen2",
                    "mamba",
                    "rwkv6",
                    "bert",
                    "t5",
                    "clip",
                    "gemma4",
                    "none",
                    "no_vocab",
                    "linear",
                    "yarn",
                    "longrope",
                    "whitespace",
                    "default",
                    "llama-bpe",
                    "glm4",
                    "tekken",
                    "kimi-k2",
                    "hybriddna",
                    "plamo2",
                    "rwkv",
                    "test",
                    "adapter",
                    "model",
                    "superbpe",
                    "deepseek-llm",
                    "poro-chat",
                    "Phi-3",
                    "x\0y",
                    "\u00e9",
                    "\uffff",
                    "a b",
                    "\n");

    /** Keys that llama.cpp reads and the sound file does not have. */
    private static final List<String> ABSENT_KEYS =
            List.of(
                    "general.alignment",
                    "general.type",
                    "split.no",
                    "split.count",
                    "split.tensors.count",
                    "llama.expert_count",
                    "llama.expert_used_count",
                    "llama.expert_group_count",
                    "llama.expert_group_used_count",
                    "llama.nextn_predict_layers",
                    "llama.pooling_type",
                    "llama.attention.causal",
                    "llama.attention.key_length",
                    "llama.attention.value_length",
                    "llama.attention.key_length_swa",
                    "llama.attention.value_length_swa",
                    "llama.attention.layer_norm_epsilon",
                    "llama.attention.sliding_window",
                    "llama.attention.scale",
                    "llama.embedding_length_out",
                    "llama.rope.dimension_count_swa",
                    "llama.rope.scaling.type",
                    "llama.rope.scaling.factor",
                    "llama.rope.scale_linear",
                    "llama.rope.scaling.attn_factor",
                    "llama.rope.scaling.alpha",
                    "llama.rope.scaling.original_context_length",
                    "llama.rope.scaling.finetuned",
                    "llama.rope.scaling.yarn_log_multiplier",
                    "llama.rope.scaling.yarn_ext_factor",
                    "llama.logit_scale",
                    "llama.residual_scale",
                    "llama.classifier.output_labels",
                    "tokenizer.ggml.scores",
                    "tokenizer.ggml.add_eos_token",
                    "tokenizer.ggml.add_sep_token",
                    "tokenizer.ggml.token_type_count",
                    "tokenizer.ggml.eot_token_id",
                    "tokenizer.ggml.eom_token_id",
                    "tokenizer.ggml.seperator_token_id",
                    "tokenizer.ggml.mask_token_id",
                    "tokenizer.ggml.fim_pre_token_id",
                    "tokenizer.ggml.fim_sep_token_id",
                    "tokenizer.ggml.suppress_tokens",
                    "tokenizer.ggml.remove_extra_whitespaces",
                    "tokenizer.ggml.precompiled_charsmap",
                    "tokenizer.chat_template.tool_use",
                    "xielu.alpha_n");

    private final Random random;

    BoundaryValues(Random random) {
        this.random = random;
    }

    long whole() {
        return WHOLE[random.nextInt(WHOLE.length)];
    }

    float floating() {
        return FLOATS[random.nextInt(FLOATS.length)];
    }

    String text() {
        return any(TEXTS);
    }

    String absentKey() {
        return any(ABSENT_KEYS);
    }

    <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
