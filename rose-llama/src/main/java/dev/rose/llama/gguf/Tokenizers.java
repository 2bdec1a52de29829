package dev.rose.llama.gguf;

import java.util.Set;

/** The tokenizers of this build of llama.cpp that a text model can have. */
final class Tokenizers {
    /** The ways to cut text into words before byte-pair merging. */
    private static final Set<String> PRE_TOKENIZERS =
            Set.of(
                    "a.x-4.0",
                    "afmoe",
                    "bailingmoe",
                    "bailingmoe2",
                    "bloom",
                    "chameleon",
                    "chatglm-bpe",
                    "codeshell",
                    "cohere2moe",
                    "command-r",
                    "dbrx",
                    "deepseek-coder",
                    "deepseek-llm",
                    "deepseek-r1-qwen",
                    "deepseek-v3",
                    "default",
                    "exaone",
                    "exaone-moe",
                    "exaone4",
                    "f2llmv2",
                    "falcon",
                    "falcon-h1",
                    "falcon3",
                    "gemma4",
                    "gigachat",
                    "glm4",
                    "gpt-2",
                    "gpt-4o",
                    "gpt3-finnish",
                    "granite-docling",
                    "granite-embed-multi-311m",
                    "granite-embed-multi-97m",
                    "grok-2",
                    "hunyuan",
                    "hunyuan-dense",
                    "hy_v4",
                    "jais",
                    "jais-2",
                    "jina-de",
                    "jina-es",
                    "jina-v1-en",
                    "jina-v2-code",
                    "jina-v2-de",
                    "jina-v2-es",
                    "jina-v5-nano",
                    "joyai-llm",
                    "kanana2",
                    "kimi-k2",
                    "kormo",
                    "laguna",
                    "lfm2",
                    "llada-moe",
                    "llama-bpe",
                    "llama-v3",
                    "llama3",
                    "llama4",
                    "megrez",
                    "mellum",
                    "mellum2",
                    "midm-2.0",
                    "minerva-7b",
                    "minicpm5",
                    "minimax-m2",
                    "modern-bert",
                    "mpt",
                    "olmo",
                    "phi-2",
                    "pixtral",
                    "poro-chat",
                    "qwen2",
                    "qwen35",
                    "refact",
                    "roberta-bpe",
                    "sarvam-moe",
                    "seed-coder",
                    "smaug-bpe",
                    "smollm",
                    "solar-open",
                    "spark2_5",
                    "stablelm2",
                    "starcoder",
                    "superbpe",
                    "talkie",
                    "tekken",
                    "tiny_aya",
                    "trillion",
                    "ufakzeka",
                    "viking",
                    "youtu");

    private Tokenizers() {}

    static boolean knowsPreTokenizer(String name) {
        return name.isEmpty() || PRE_TOKENIZERS.contains(name);
    }

    /** How a tokenizer works, as far as the checks differ. */
    enum Kind {
        /** SentencePiece: text that is in no token is spelled with byte tokens. */
        SENTENCE_PIECE,
        /** Byte pairs: merges join bytes. */
        BYTE_PAIR,
        /** Tokens found by the longest match. */
        LONGEST_MATCH
    }

    /** The kind of the tokenizer {@code model}, or an exception where Rose cannot use it. */
    static Kind kind(GgufFile file, String model, String architecture) {
        return switch (model) {
            case "llama" -> Kind.SENTENCE_PIECE;
            case "gpt2", "gemma4", "hybriddna" -> Kind.BYTE_PAIR;
            // These two fail or never end on vocabularies that were not made for them.
            case "rwkv" -> onlyFor(file, model, architecture, "rwkv", "arwkv");
            case "plamo2" -> onlyFor(file, model, architecture, "plamo", "plamo");
            case "bert", "t5", "whitespace" ->
                    throw GgufException.unsupported(
                            file.path(),
                            "the tokenizer "
                                    + GgufException.quoted(model)
                                    + " belongs to encoders, which write no text; take a chat"
                                    + " model");
            case "none", "no_vocab" ->
                    throw GgufException.unsupported(
                            file.path(),
                            "the file has no tokenizer (tokenizer.ggml.model is "
                                    + model
                                    + "); take a file of this model that has one");
            default ->
                    throw GgufException.unsupported(
                            file.path(),
                            "this build of llama.cpp does not know the tokenizer "
                                    + GgufException.quoted(model)
                                    + "; take another model, or a newer Rose");
        };
    }

    private static Kind onlyFor(
            GgufFile file, String model, String architecture, String family, String otherFamily) {
        if (architecture.startsWith(family) || architecture.startsWith(otherFamily)) {
            return Kind.LONGEST_MATCH;
        }
        throw GgufException.malformed(
                file.path(),
                "the tokenizer "
                        + GgufException.quoted(model)
                        + " does not go with the architecture "
                        + GgufException.quoted(architecture));
    }
}
