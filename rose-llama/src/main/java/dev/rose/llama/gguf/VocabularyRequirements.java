package dev.rose.llama.gguf;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What llama.cpp demands of a vocabulary, some of it only while it tokenises. */
final class VocabularyRequirements {
    static final String TOKENS = "tokenizer.ggml.tokens";

    private static final String MODEL = "tokenizer.ggml.model";
    private static final String PRE = "tokenizer.ggml.pre";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final String ADD_BEGIN = "tokenizer.ggml.add_bos_token";
    private static final String ADD_END = "tokenizer.ggml.add_eos_token";
    private static final String BEGIN = "tokenizer.ggml.bos_token_id";
    private static final String END = "tokenizer.ggml.eos_token_id";

    private static final String[] FLAGS = {
        ADD_BEGIN,
        ADD_END,
        "tokenizer.ggml.add_sep_token",
        "tokenizer.ggml.add_space_prefix",
        "tokenizer.ggml.remove_extra_whitespaces",
        "tokenizer.ggml.normalizer.lowercase",
        "tokenizer.ggml.normalizer.strip_accents",
    };

    /** Tokens without which an answer has no begin or no end; llama.cpp would ignore a bad one. */
    private static final String[] NEEDED_IDS = {
        BEGIN, END, "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id",
    };

    private static final String[] OTHER_IDS = {
        "tokenizer.ggml.token_type_count",
        "tokenizer.ggml.unknown_token_id",
        "tokenizer.ggml.seperator_token_id",
        "tokenizer.ggml.padding_token_id",
        "tokenizer.ggml.mask_token_id",
        "tokenizer.ggml.fim_pre_token_id",
        "tokenizer.ggml.fim_suf_token_id",
        "tokenizer.ggml.fim_mid_token_id",
        "tokenizer.ggml.fim_pad_token_id",
        "tokenizer.ggml.fim_rep_token_id",
        "tokenizer.ggml.fim_sep_token_id",
        "tokenizer.ggml.prefix_token_id",
        "tokenizer.ggml.suffix_token_id",
        "tokenizer.ggml.middle_token_id",
    };

    /** LLAMA_TOKEN_TYPE_BYTE: a token of one byte, spelled {@code <0x0A>}. */
    private static final int BYTE_TOKEN = 6;

    /** Sixty times the largest vocabulary there is. */
    private static final int MAX_TOKENS = 1 << 24;

    private final GgufFile file;
    private final GgufMetadata metadata;

    private VocabularyRequirements(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
    }

    static void check(GgufFile file, String architecture) {
        new VocabularyRequirements(file).check(architecture);
    }

    private void check(String architecture) {
        var model = metadata.string(MODEL);
        if (model.isEmpty()) {
            throw GgufException.unsupported(
                    file.path(),
                    "the file has no tokenizer ("
                            + MODEL
                            + " is missing); take a file of this model that has one");
        }
        var pre = metadata.string(PRE).orElse("");
        var kind = Tokenizers.kind(file, model.get(), architecture);
        if (kind == Tokenizers.Kind.BYTE_PAIR && !Tokenizers.knowsPreTokenizer(pre)) {
            throw GgufException.unsupported(
                    file.path(),
                    "this build of llama.cpp does not know the pre-tokenizer "
                            + GgufException.quoted(pre)
                            + "; take another model, or a newer Rose");
        }
        var entry = metadata.array(TOKENS, GgufValueType.STRING);
        if (entry == null || entry.bits() == 0) {
            throw GgufException.malformed(
                    file.path(), "the file has no vocabulary (" + TOKENS + ")");
        }
        if (entry.bits() > MAX_TOKENS) {
            throw GgufException.damaged(
                    file.path(), "the vocabulary claims " + entry.bits() + " tokens");
        }
        var tokens = TokenTable.of(file, entry);
        checkKeys();
        checkSpecialTokens(tokens.size());
        if (kind != Tokenizers.Kind.LONGEST_MATCH) {
            checkAddedTokens(tokens.size(), model.get(), pre);
        }
        checkScores(tokens.size(), kind);
        checkTypes(tokens, kind);
        switch (kind) {
            case BYTE_PAIR -> checkMerges(pre);
            case SENTENCE_PIECE -> checkBytes(tokens);
            case LONGEST_MATCH -> {}
        }
        checkPhi3(tokens, pre);
    }

    private void checkKeys() {
        for (var key : FLAGS) {
            metadata.typed(key, GgufValueType.BOOL);
        }
        for (var key : OTHER_IDS) {
            metadata.typed(key, GgufValueType.UINT32);
        }
        metadata.array("tokenizer.ggml.suppress_tokens", GgufValueType.INT32);
    }

    private void checkSpecialTokens(int size) {
        for (var key : NEEDED_IDS) {
            var id = id(key);
            if (id >= size || id < -1) {
                throw GgufException.malformed(
                        file.path(),
                        key
                                + " is "
                                + (id & 0xffff_ffffL)
                                + ", and the vocabulary has "
                                + size
                                + " tokens");
            }
        }
    }

    /** llama.cpp asserts that a token it is told to add exists; the numbers are its defaults. */
    private void checkAddedTokens(int size, String model, String pre) {
        var bytePair = model.equals("gpt2") || model.equals("hybriddna");
        var sentencePiece = model.equals("llama");
        var noBegin = pre.equals("glm4") || pre.equals("chatglm-bpe");
        var hasBegin =
                id(BEGIN) >= 0
                        || (bytePair && !noBegin && size > 11)
                        || (sentencePiece && size > 1);
        var hasEnd = id(END) >= 0 || (bytePair && size > 11) || (sentencePiece && size > 2);
        var forced = model.equals("gemma4") || pre.equals("gemma4");
        var defaults = sentencePiece || addsBegin(pre);
        if ((forced || metadata.flag(ADD_BEGIN).orElse(defaults)) && !hasBegin) {
            throw missingToken(ADD_BEGIN, BEGIN);
        }
        if (metadata.flag(ADD_END).orElse(false) && !hasEnd) {
            throw missingToken(ADD_END, END);
        }
    }

    private static boolean addsBegin(String pre) {
        return switch (pre) {
            case "llama3",
                    "llama-v3",
                    "llama-bpe",
                    "falcon3",
                    "falcon-h1",
                    "pixtral",
                    "midm-2.0",
                    "lfm2",
                    "jina-v5-nano",
                    "tekken",
                    "chameleon",
                    "granite-embed-multi-311m" ->
                    true;
            default -> false;
        };
    }

    private GgufException missingToken(String flag, String id) {
        return GgufException.malformed(
                file.path(),
                flag + " holds, and the file does not say which token that is (" + id + ")");
    }

    /** The id that {@code key} names, or -1 where there is none, which some files write so. */
    private long id(String key) {
        var entry = metadata.typed(key, GgufValueType.UINT32);
        return entry == null ? -1 : (int) entry.bits();
    }

    private void checkScores(int size, Tokenizers.Kind kind) {
        var entry = metadata.typed(SCORES, GgufValueType.ARRAY);
        if (entry == null) {
            return;
        }
        if (entry.elementType() != GgufValueType.FLOAT32
                && entry.elementType() != GgufValueType.INT32) {
            throw metadata.wrongType(SCORES, entry, "an array of f32");
        }
        requireLength(SCORES, entry, size);
        if (kind == Tokenizers.Kind.SENTENCE_PIECE
                && entry.elementType() == GgufValueType.FLOAT32) {
            var in = file.inputAt(entry.offset());
            for (var i = 0; i < size; i++) {
                // Merging goes by order of score, and NaN has none.
                if (Float.isNaN(Float.intBitsToFloat(in.readInt()))) {
                    throw GgufException.damaged(
                            file.path(), "the score of token " + i + " is not a number");
                }
            }
        }
    }

    private void checkTypes(TokenTable tokens, Tokenizers.Kind kind) {
        var entry = metadata.array(TYPES, GgufValueType.INT32);
        if (entry == null) {
            return;
        }
        requireLength(TYPES, entry, tokens.size());
        if (kind == Tokenizers.Kind.LONGEST_MATCH) {
            return;
        }
        var in = file.inputAt(entry.offset());
        for (var i = 0; i < tokens.size(); i += GgufInput.STRIDE) {
            checkTypes(in, tokens, i, Math.min(i + GgufInput.STRIDE, tokens.size()));
        }
    }

    private void checkTypes(GgufInput in, TokenTable tokens, int first, int last) {
        var p = in.take(4 * (last - first));
        var w = in.window();
        for (var i = first; i < last; i++, p += 4) {
            if (w[p] == BYTE_TOKEN
                    && (w[p + 1] | w[p + 2] | w[p + 3]) == 0
                    && tokens.length(i) >= 0
                    && tokens.length(i) < 3) {
                throw GgufException.damaged(
                        file.path(),
                        "token "
                                + i
                                + " is marked as a byte, and is not spelled like one (<0x0A>)");
            }
        }
    }

    private void requireLength(String key, GgufMetadata.Entry entry, int size) {
        if (entry.bits() < size) {
            throw GgufException.malformed(
                    file.path(), key + " has " + entry.bits() + " entries for " + size + " tokens");
        }
    }

    /** Each merge is two texts with a space between them. */
    private void checkMerges(String pre) {
        var entry = metadata.array(MERGES, GgufValueType.STRING);
        if (entry == null) {
            if (pre.equals("kimi-k2")) {
                return;
            }
            throw GgufException.malformed(
                    file.path(), "the vocabulary has no merges (" + MERGES + ")");
        }
        var in = file.inputAt(entry.offset());
        in.expect(MERGES);
        for (var i = 0L; i < entry.bits(); i += GgufInput.STRIDE) {
            checkMerges(in, i, Math.min(i + GgufInput.STRIDE, entry.bits()));
        }
    }

    private void checkMerges(GgufInput in, long first, long last) {
        for (var i = first; i < last; i++) {
            var length = in.readLength();
            if (length > GgufInput.maxTake() || !hasSpace(in, (int) length)) {
                throw GgufException.damaged(
                        file.path(),
                        "merge " + i + " of the vocabulary is not two texts and a space");
            }
        }
    }

    private static boolean hasSpace(GgufInput in, int length) {
        var p = in.take(length);
        var w = in.window();
        for (var i = p + 1; i < p + length - 1; i++) {
            if (w[i] == ' ') {
                return true;
            }
        }
        return false;
    }

    /** Text that is in no token becomes bytes; a byte without a token ends the process. */
    private void checkBytes(TokenTable tokens) {
        for (var b = 0; b < 256; b++) {
            // These never occur in UTF-8.
            if (b == 0xc0 || b == 0xc1 || b >= 0xf5) {
                continue;
            }
            var hex = "0123456789ABCDEF";
            var spelled = "<0x" + hex.charAt(b >> 4) + hex.charAt(b & 15) + ">";
            if (!tokens.contains(spelled) && (b == 0 || b >= 0x80 || !tokens.contains(ascii(b)))) {
                throw GgufException.unsupported(
                        file.path(),
                        "the vocabulary has no token for the byte "
                                + spelled
                                + ", without which llama.cpp fails on some texts; take another model");
            }
        }
    }

    private static String ascii(int b) {
        return new String(new byte[] {(byte) b}, StandardCharsets.US_ASCII);
    }

    /** llama.cpp knows these models by their name and looks their special tokens up. */
    private void checkPhi3(TokenTable tokens, String pre) {
        var name = metadata.string("general.name").orElse("").toLowerCase(Locale.ROOT);
        if (pre.contains("jina-v2-") || (!name.contains("phi-3") && !name.contains("phi3"))) {
            return;
        }
        for (var token : new String[] {"</s>", "<unk>", "<s>", "<|endoftext|>"}) {
            if (!tokens.contains(token)) {
                throw GgufException.malformed(
                        file.path(), "a Phi-3 vocabulary needs the token " + token);
            }
        }
    }
}
