package dev.rose.llama.gguf;

import java.util.Set;

/** The architectures that this build of llama.cpp (0.5.0) knows, by what they are good for. */
final class Architectures {
    /** They continue a text, token by token: all that Rose can use. */
    private static final Set<String> GENERATORS =
            Set.of(
                    "llama",
                    "llama4",
                    "deci",
                    "falcon",
                    "grok",
                    "gpt2",
                    "gptj",
                    "gptneox",
                    "mpt",
                    "baichuan",
                    "starcoder",
                    "refact",
                    "bloom",
                    "stablelm",
                    "qwen",
                    "qwen2",
                    "qwen2moe",
                    "qwen2vl",
                    "qwen3",
                    "qwen3moe",
                    "qwen3next",
                    "qwen3vl",
                    "qwen3vlmoe",
                    "qwen35",
                    "qwen35moe",
                    "qwen4exp",
                    "phi2",
                    "phi3",
                    "phimoe",
                    "plamo",
                    "plamo2",
                    "plamo3",
                    "codeshell",
                    "orion",
                    "internlm2",
                    "minicpm",
                    "minicpm3",
                    "gemma",
                    "gemma2",
                    "gemma3",
                    "gemma3n",
                    "gemma4",
                    "starcoder2",
                    "mamba",
                    "mamba2",
                    "maple",
                    "jamba",
                    "falcon-h1",
                    "xverse",
                    "command-r",
                    "cohere2",
                    "cohere2moe",
                    "dbrx",
                    "olmo",
                    "olmo2",
                    "olmoe",
                    "muse-glimmer",
                    "openelm",
                    "arctic",
                    "deepseek",
                    "deepseek2",
                    "deepseek2-ocr",
                    "deepseek32",
                    "deepseek4",
                    "chatglm",
                    "glm4",
                    "glm4moe",
                    "glm-dsa",
                    "bitnet",
                    "jais",
                    "jais2",
                    "nemotron",
                    "nemotron_h",
                    "nemotron_h_moe",
                    "exaone",
                    "exaone4",
                    "exaone-moe",
                    "rwkv6",
                    "rwkv6qwen2",
                    "rwkv7",
                    "arwkv7",
                    "granite",
                    "granitemoe",
                    "granitehybrid",
                    "graniteswitch",
                    "granite_swa",
                    "chameleon",
                    "plm",
                    "bailingmoe",
                    "bailingmoe2",
                    "bailingmoe3",
                    "dots1",
                    "dots3note",
                    "arcee",
                    "afmoe",
                    "laguna",
                    "ernie4_5",
                    "ernie4_5-moe",
                    "hunyuan-moe",
                    "hunyuan-dense",
                    "hunyuan_vl",
                    "hy_v3",
                    "hy_v4",
                    "smollm3",
                    "gpt-oss",
                    "lfm2",
                    "lfm2moe",
                    "smallthinker",
                    "seed_oss",
                    "grovemoe",
                    "apertus",
                    "minimax-01",
                    "hrm_text",
                    "minimax-m2",
                    "minimax-m3",
                    "cogvlm",
                    "pangu-embedded",
                    "mistral3",
                    "mistral4",
                    "paddleocr",
                    "mimo2",
                    "step35",
                    "spark2_5",
                    "maincoder",
                    "kimi-linear",
                    "kimi-k3",
                    "talkie",
                    "mellum",
                    "nanbeige");

    private Architectures() {}

    /**
     * Throws unless {@code architecture} is one that llama.cpp can decode with. Encoders abort in
     * it when they are asked for a next token, hence they must not pass.
     */
    static void requireGenerator(GgufFile file, String architecture) {
        if (GENERATORS.contains(architecture)) {
            return;
        }
        var what =
                switch (architecture) {
                    case "clip" -> "the vision or audio part of a model; give the model beside it";
                    case "bert",
                            "modern-bert",
                            "nomic-bert",
                            "nomic-bert-moe",
                            "neo-bert",
                            "jina-bert-v2",
                            "jina-bert-v3",
                            "eurobert",
                            "gemma-embedding",
                            "llama-embed",
                            "t5encoder" ->
                            "an embedding model, which writes no text; take a chat model";
                    case "t5" ->
                            "an encoder–decoder model, which Rose cannot run; take a chat model";
                    case "wavtokenizer-dec", "qwen3tts", "pockettts" ->
                            "a speech model, which writes no text; take a chat model";
                    case "dream", "llada", "llada-moe", "rnd1" ->
                            "a diffusion model, which does not write token by token; take another";
                    case "eagle3", "dflash", "gemma4-assistant" ->
                            "a draft model, which cannot run alone; give the model that it drafts for";
                    default ->
                            "an architecture that this build of llama.cpp does not know; take another"
                                    + " model, or a newer Rose";
                };
        throw GgufException.unsupported(
                file.path(), GgufException.quoted(architecture) + " is " + what);
    }
}
