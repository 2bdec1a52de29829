package dev.rose.llama.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Well-formed files on which llama.cpp would abort, fail, or run nonsense. */
final class ModelRequirementsTest {
    @TempDir Path folder;

    static Stream<Arguments> models() {
        return Stream.of(
                model(llama().without("general.architecture"), "does not name an architecture"),
                model(
                        llama().u32("general.architecture", 1),
                        "'general.architecture' has the wrong"),
                model(
                        llama().string("general.architecture", "llama9"),
                        "'llama9' is an architecture"),
                model(
                        llama().string("general.architecture", "bert"),
                        "'bert' is an embedding model"),
                model(llama().string("general.architecture", "t5"), "an encoder–decoder model"),
                model(llama().string("general.architecture", "clip"), "vision or audio part"),
                model(llama().string("general.architecture", "dream"), "a diffusion model"),
                model(llama().string("general.architecture", "dflash"), "a draft model"),
                model(llama().string("general.architecture", "qwen3tts"), "a speech model"),
                model(llama().string("general.type", "adapter"), "an adapter, not a model"),
                model(llama().u32("general.name", 1), "'general.name' has the wrong type"),
                model(llama().i32("general.file_type", 1), "it is i32, and must be u32"),
                model(llama().u32("tokenizer.chat_template", 1), "'tokenizer.chat_template' has"));
    }

    static Stream<Arguments> hyperparameters() {
        var nan = Float.NaN;
        return Stream.of(
                model(llama().without("llama.context_length"), "say its llama.context_length"),
                model(llama().u32("llama.context_length", 0), "llama.context_length is 0"),
                model(llama().u32("llama.context_length", -1), "context_length is 4294967295"),
                model(llama().u32("llama.embedding_length", 0), "embedding_length is 0"),
                model(llama().u32("llama.block_count", 0), "block_count is 0"),
                model(llama().u32("llama.block_count", 513), "block_count is 513"),
                model(llama().u32("llama.block_count", 2), "'blk.1.attn_norm.weight' is missing"),
                model(llama().u64("llama.block_count", 1), "it is u64, and must be u32"),
                model(llama().u32("llama.nextn_predict_layers", 1), "nextn_predict_layers is 1"),
                model(llama().u32("llama.attention.head_count", 0), "head_count"),
                model(
                        llama().u32("llama.attention.head_count", 3),
                        "and the metadata ask for 8 × 6"),
                model(llama().u32("llama.attention.head_count", 8), "key_length is 1"),
                model(llama().u32("llama.attention.head_count_kv", 3), "divisor of the 2 heads"),
                model(llama().u32("llama.attention.key_length", 6), "value_length is 4"),
                model(llama().u32("llama.attention.value_length", 2), "value_length is 2"),
                model(llama().u32("llama.rope.dimension_count", 2), "dimension_count is 2"),
                model(llama().u32s("llama.attention.head_count", 2, 2), "is 2 values"),
                model(llama().f32s("llama.attention.head_count", 2), "an array of f32"),
                model(llama().u32("llama.feed_forward_length", 13), "'blk.0.ffn_gate.weight' has"),
                model(llama().u32("llama.expert_count", 1025), "expert_count is 1025"),
                model(llama().u32("llama.expert_count", 2), "expert_used_count is 0"),
                model(llama().u32("llama.expert_used_count", 1), "expert_used_count is 1"),
                model(llama().u32("llama.expert_group_count", 1), "expert_group_count is 1"),
                model(llama().bool("llama.attention.causal", false), "in both directions"),
                model(rms(llama(), nan), "epsilon is NaN"),
                model(rms(llama(), -1), "epsilon is -1.0"),
                model(rms(llama(), 1e30f), "epsilon is 1.0E30"),
                model(llama().without("llama.attention.layer_norm_rms_epsilon"), "epsilon is NaN"),
                model(llama().f32("llama.rope.freq_base", 0), "freq_base is 0.0"),
                model(llama().f32("llama.rope.freq_base", nan), "freq_base is NaN"),
                model(llama().f32("llama.rope.scaling.factor", nan), "scaling.factor is NaN"),
                model(llama().string("llama.rope.scaling.type", "x"), "scaling.type is 'x'"));
    }

    static Stream<Arguments> vocabularies() {
        return Stream.of(
                model(llama().without("tokenizer.ggml.model"), "no tokenizer"),
                model(llama().string("tokenizer.ggml.model", "none"), "no tokenizer"),
                model(llama().string("tokenizer.ggml.model", "bert"), "belongs to encoders"),
                model(llama().string("tokenizer.ggml.model", "xyz"), "the tokenizer 'xyz'"),
                model(llama().string("tokenizer.ggml.model", "rwkv"), "does not go with"),
                model(
                        llama().string("tokenizer.ggml.model", "llama"),
                        "no token for the byte <0x00>"),
                model(llama().string("tokenizer.ggml.pre", "xyz"), "the pre-tokenizer 'xyz'"),
                model(llama().string("tokenizer.ggml.pre", "whitespace"), "the pre-tokenizer"),
                model(llama().string("tokenizer.ggml.pre", "a\nb"), "the pre-tokenizer 'a?b'"),
                model(llama().without("tokenizer.ggml.tokens"), "no vocabulary"),
                model(llama().strings("tokenizer.ggml.tokens"), "no vocabulary"),
                model(llama().i32s("tokenizer.ggml.tokens", 1), "must be an array of string"),
                model(tokens("a", "b", "c", "b", "d"), "tokens 1 and 3 of the vocabulary"),
                model(tokens("a", "b", "c\0x", "c\0y", "d"), "tokens 2 and 3 of the vocabulary"),
                model(tokens("", "b", "c", "[EMPTY_0]", "d"), "tokens 0 and 3"),
                model(tokens("a", "b", "c"), "8 × 5 numbers, and the metadata say 8 × 3"),
                model(
                        tokens("a", "b", "c", "d", "e", "f"),
                        "token_type has 5 entries for 6 tokens"),
                model(llama().f32s("tokenizer.ggml.scores", 1), "scores has 1 entries for 5"),
                model(llama().u32s("tokenizer.ggml.token_type", 1, 1, 1, 1, 1), "an array of u32"),
                model(
                        llama().i32s("tokenizer.ggml.token_type", 3, 3, 6, 1, 1),
                        "token 2 is marked"),
                model(llama().without("tokenizer.ggml.merges"), "no merges"),
                model(llama().strings("tokenizer.ggml.merges", "a b", "ab"), "merge 1 of the"),
                model(llama().strings("tokenizer.ggml.merges", "a "), "merge 0 of the"),
                model(llama().strings("tokenizer.ggml.merges", ""), "merge 0 of the"),
                model(llama().u32("tokenizer.ggml.bos_token_id", 5), "bos_token_id is 5"),
                model(llama().u32("tokenizer.ggml.eos_token_id", -2), "eos_token_id is 4294967294"),
                model(llama().i32("tokenizer.ggml.eot_token_id", 1), "it is i32, and must be u32"),
                model(llama().u32("tokenizer.ggml.add_bos_token", 1), "must be bool"),
                model(addsBegin(llama()), "add_bos_token holds, and the file does not say which"),
                model(llama().string("general.name", "My Phi-3"), "needs the token <unk>"));
    }

    static Stream<Arguments> tensors() {
        return Stream.of(
                model(llama().withoutTensor("token_embd.weight"), "'token_embd.weight' is missing"),
                model(llama().withoutTensor("output_norm.weight"), "'output_norm.weight' is"),
                model(llama().withoutTensor("blk.0.attn_k.weight"), "'blk.0.attn_k.weight' is"),
                model(llama().withoutTensor("blk.0.ffn_up.weight"), "'blk.0.ffn_up.weight' is"),
                model(llama().rawTensor("token_embd.weight", 26, 160, null, 8, 5), "has type I32"),
                model(llama().tensor("token_embd.weight", 5, 8), "5 × 8 numbers"),
                model(llama().tensor("token_embd.weight", 8, 5, 2), "8 × 5 × 2 numbers"),
                model(llama().rawTensor("output_norm.weight", 1, 16, null, 8), "needs F32 there"),
                model(llama().tensor("output_norm.weight", 9), "has 9 numbers"),
                model(llama().rawTensor("blk.0.attn_q.weight", 26, 256, null, 8, 8), "for weights"),
                model(llama().tensor("blk.0.attn_q.weight", 8, 8, 2), "ask for 8 × 8"),
                model(llama().tensor("blk.0.xyz.weight", 1), "no tensor 'blk.0.xyz.weight'"),
                model(llama().tensor("blk.00.attn_q.weight", 1), "no tensor 'blk.00."),
                model(llama().tensor("blk.x.attn_q.weight", 1), "no tensor 'blk.x."),
                model(llama().tensor("blk.1.attn_q.weight", 1), "in block 1 of a model with 1"),
                model(llama().tensor("blk.0.attn_qkv.weight", 8, 16), "both fused and apart"),
                model(llama().tensor("rope_freqs.weight", 3), "'rope_freqs.weight' has 3"),
                model(llama().tensor("rope_factors_long.weight", 2), "no tensor 'rope_factors"),
                model(llama().tensor("output.scale", 1), "no tensor 'output.scale'"),
                model(llama().tensor("blk.0.attn_q.scale", 2), "'blk.0.attn_q.scale' has 2"),
                model(llama().tensor("blk.0.attn_qkv.scale", 1), "no tensor"),
                model(llama().tensor("extra.weight", 1), "no tensor 'extra.weight'"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource({"models", "hyperparameters", "vocabularies", "tensors"})
    void refuses(GgufBytes bytes, String message) {
        var path = bytes.writeTo(folder.resolve("model.gguf"));

        var refusal =
                catchThrowableOfType(
                        GgufException.class, () -> GgufFile.read(path).requireLoadable());

        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(message)
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n");
    }

    static Stream<GgufBytes> soundModels() {
        return Stream.of(
                llama().withoutTensor("blk.0.attn_q.weight")
                        .withoutTensor("blk.0.attn_k.weight")
                        .withoutTensor("blk.0.attn_v.weight")
                        .tensor("blk.0.attn_qkv.weight", 8, 16)
                        .tensor("blk.0.attn_qkv.bias", 16),
                llama().tensor("output.weight", 8, 5)
                        .tensor("blk.0.attn_q.bias", 8)
                        .tensor("blk.0.attn_q.scale", 1)
                        .tensor("rope_freqs.weight", 2),
                llama().string("llama.rope.scaling.type", "longrope")
                        .tensor("rope_factors_long.weight", 2)
                        .tensor("rope_factors_short.weight", 2),
                llama().u32s("llama.attention.head_count", 2).i32s("llama.feed_forward_length", 12),
                llama().u32("tokenizer.ggml.padding_token_id", 77),
                llama().u32("tokenizer.ggml.eos_token_id", -1),
                llama().string("tokenizer.ggml.pre", "kimi-k2").without("tokenizer.ggml.merges"),
                experts());
    }

    @ParameterizedTest
    @MethodSource("soundModels")
    void accepts(GgufBytes bytes) {
        var file = GgufFile.read(bytes.writeTo(folder.resolve("model.gguf")));

        assertThatCode(file::requireLoadable).doesNotThrowAnyException();
    }

    @Test
    void leavesTheTensorsOfOtherArchitecturesToLlamaCpp() {
        var bytes =
                llama().string("general.architecture", "qwen3")
                        .u32("qwen3.block_count", 1)
                        .u32("qwen3.context_length", 64)
                        .u32("qwen3.embedding_length", 8)
                        .u32("qwen3.attention.head_count", 2)
                        .tensor("blk.0.attn_q_norm.weight", 4);

        assertThatCode(() -> read(bytes).requireLoadable()).doesNotThrowAnyException();
    }

    /** SentencePiece falls back to bytes, so that each needs a token. */
    @Test
    void acceptsASentencePieceVocabularyWithAllBytes() {
        var tokens = IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toArray(String[]::new);
        var bytes =
                llama().string("tokenizer.ggml.model", "llama")
                        .strings("tokenizer.ggml.tokens", tokens)
                        .f32s("tokenizer.ggml.scores", new float[256])
                        .without("tokenizer.ggml.token_type")
                        .tensor("token_embd.weight", 8, 256);
        assertThatCode(() -> read(bytes).requireLoadable()).doesNotThrowAnyException();

        var scores = new float[256];
        scores[7] = Float.NaN;
        bytes.f32s("tokenizer.ggml.scores", scores);
        assertThat(catchThrowableOfType(GgufException.class, () -> read(bytes).requireLoadable()))
                .hasMessageContaining("the score of token 7 is not a number");
    }

    /** More tokens than the reader's window of bytes holds, and texts that share hashes' slots. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000, 40_000})
    void findsTheOneTokenThatIsThereTwice(int count) {
        var tokens =
                IntStream.range(0, count).mapToObj("token %d"::formatted).toArray(String[]::new);
        var bytes =
                llama().strings("tokenizer.ggml.tokens", tokens)
                        .without("tokenizer.ggml.token_type")
                        .without("tokenizer.ggml.bos_token_id")
                        .without("tokenizer.ggml.eos_token_id")
                        .tensor("token_embd.weight", 8, count);
        assertThatCode(() -> read(bytes).requireLoadable()).doesNotThrowAnyException();
        if (count > 1) {
            tokens[count - 1] = tokens[count / 2 - 1];
            bytes.strings("tokenizer.ggml.tokens", tokens);
            assertThat(
                            catchThrowableOfType(
                                    GgufException.class, () -> read(bytes).requireLoadable()))
                    .hasMessageContaining(
                            "the tokens %d and %d of the vocabulary are the same",
                            count / 2 - 1, count - 1);
        }
    }

    static Stream<Arguments> adapters() {
        return Stream.of(
                model(lora().string("general.type", "model"), "this is not an adapter"),
                model(lora().without("general.type"), "this is not an adapter"),
                model(lora().string("adapter.type", "ia3"), "of type 'ia3'"),
                model(lora().u32("adapter.type", 1), "'adapter.type' has the wrong type"),
                model(lora().string("general.architecture", "qwen2"), "and the model is 'llama'"),
                model(lora().u32("adapter.lora.alpha", 1), "'adapter.lora.alpha' has the wrong"),
                model(lora().f32("adapter.lora.alpha", Float.NaN), "adapter.lora.alpha is NaN"),
                model(lora().i32s("adapter.alora.invocation_tokens", 1), "an array of u32"),
                model(lora().tensor("x", 1), "'x' is neither .lora_a nor .lora_b"),
                model(lora().withoutTensor("blk.0.attn_q.weight.lora_a"), "without its other half"),
                model(lora().withoutTensor("blk.0.attn_q.weight.lora_b"), "without its other half"),
                model(lora().tensor("y.lora_a", 1).tensor("y.lora_b", 1), "does not have"),
                model(lora().tensor("blk.0.attn_q.weight.lora_a", 4, 2), "does not fit"),
                model(lora().tensor("blk.0.attn_q.weight.lora_a", 8, 3), "does not fit"),
                model(lora().tensor("blk.0.attn_q.weight.lora_b", 2, 8, 2), "does not fit"),
                model(
                        lora().rawTensor("blk.0.attn_q.weight.lora_a", 26, 64, null, 8, 2),
                        "none for weights"),
                model(
                        lora().withoutTensor("blk.0.attn_q.weight.lora_a")
                                .withoutTensor("blk.0.attn_q.weight.lora_b"),
                        "has no tensors"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("adapters")
    void refusesAdapters(GgufBytes bytes, String message) {
        var base = read(llama());
        var path = bytes.writeTo(folder.resolve("adapter.gguf"));

        var refusal =
                catchThrowableOfType(
                        GgufException.class, () -> GgufFile.read(path).requireAdapterOf(base));

        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(message)
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n");
    }

    /** An embedding pair is turned: a model without an output of its own would abort over it. */
    @Test
    void refusesAnAdapterOfAnEmbeddingThatIsTheOutputToo() {
        var adapter =
                GgufFile.read(
                        lora().tensor("token_embd.weight.lora_a", 2, 5)
                                .tensor("token_embd.weight.lora_b", 2, 8)
                                .writeTo(folder.resolve("adapter.gguf")));
        var apart = read(llama().tensor("output.weight", 8, 5));
        assertThatCode(() -> adapter.requireAdapterOf(apart)).doesNotThrowAnyException();

        var tied = GgufFile.read(llama().writeTo(folder.resolve("tied.gguf")));
        assertThat(catchThrowableOfType(GgufException.class, () -> adapter.requireAdapterOf(tied)))
                .hasMessageContaining("which this model also has as its output");
    }

    /** llama.cpp asserts that NVFP4, which has scales beside its blocks, stands alone. */
    @Test
    void refusesAnAdapterOrABiasOverNvfp4() {
        var bytes =
                llama().u32("llama.feed_forward_length", 64)
                        .tensor("blk.0.ffn_gate.weight", 8, 64)
                        .tensor("blk.0.ffn_up.weight", 8, 64)
                        .rawTensor("blk.0.ffn_down.weight", 40, 8 * 36, null, 64, 8);
        var base = read(bytes).requireLoadable();
        var adapter =
                lora().tensor("blk.0.ffn_down.weight.lora_a", 64, 2)
                        .tensor("blk.0.ffn_down.weight.lora_b", 2, 8)
                        .writeTo(folder.resolve("adapter.gguf"));
        assertThat(
                        catchThrowableOfType(
                                GgufException.class,
                                () -> GgufFile.read(adapter).requireAdapterOf(base)))
                .hasMessageContaining("NVFP4");

        var biased = bytes.tensor("blk.0.ffn_down.bias", 8).writeTo(folder.resolve("biased.gguf"));
        assertThat(
                        catchThrowableOfType(
                                GgufException.class, () -> GgufFile.read(biased).requireLoadable()))
                .hasMessageContaining("no tensor 'blk.0.ffn_down.bias'");
    }

    private GgufFile read(GgufBytes bytes) {
        return GgufFile.read(bytes.writeTo(folder.resolve("model.gguf")));
    }

    private static GgufBytes llama() {
        return GgufBytes.tinyLlama();
    }

    private static GgufBytes lora() {
        return GgufBytes.tinyAdapter();
    }

    private static GgufBytes tokens(String... tokens) {
        return llama().strings("tokenizer.ggml.tokens", tokens);
    }

    private static GgufBytes rms(GgufBytes bytes, float epsilon) {
        return bytes.f32("llama.attention.layer_norm_rms_epsilon", epsilon);
    }

    private static GgufBytes addsBegin(GgufBytes bytes) {
        return bytes.bool("tokenizer.ggml.add_bos_token", true)
                .without("tokenizer.ggml.bos_token_id");
    }

    private static GgufBytes experts() {
        return llama().u32("llama.expert_count", 2)
                .u32("llama.expert_used_count", 1)
                .withoutTensor("blk.0.ffn_gate.weight")
                .withoutTensor("blk.0.ffn_up.weight")
                .withoutTensor("blk.0.ffn_down.weight")
                .tensor("blk.0.ffn_gate_inp.weight", 8, 2)
                .tensor("blk.0.ffn_gate_exps.weight", 8, 12, 2)
                .tensor("blk.0.ffn_up_exps.weight", 8, 12, 2)
                .tensor("blk.0.ffn_down_exps.weight", 12, 8, 2);
    }

    private static Arguments model(GgufBytes bytes, String message) {
        return Arguments.of(bytes, message);
    }
}
