package dev.rose.llama.gguf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of a vocabulary, findable by their text, without an object for each. Two tokens of one
 * text are refused: llama.cpp asserts that there are none.
 *
 * <p>An open-addressing table of token numbers, at most half full; beside it for each token its
 * hash (FNV-1a) and where its text lies. Texts are compared as C strings, as llama.cpp takes them
 * over: up to the first NUL.
 */
final class TokenTable {
    private static final int FNV_BASIS = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final GgufFile file;
    private final long start;
    private final int count;
    private final int[] hashes;
    private final int[] offsets;
    private final int[] lengths;
    private final int[] slots;

    private TokenTable(GgufFile file, GgufMetadata.Entry entry) {
        this.file = file;
        this.start = entry.offset();
        this.count = (int) entry.bits();
        this.hashes = new int[count];
        this.offsets = new int[count];
        this.lengths = new int[count];
        this.slots = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
        fill();
    }

    static TokenTable of(GgufFile file, GgufMetadata.Entry entry) {
        return new TokenTable(file, entry);
    }

    int size() {
        return count;
    }

    /** Bytes of the text of {@code token}. */
    int length(int token) {
        return lengths[token];
    }

    /** Whether there is a token of that text. */
    boolean contains(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var hash = hash(bytes, 0, bytes.length);
        for (var slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
            var token = slots[slot] - 1;
            if (token < 0) {
                return false;
            }
            if (hashes[token] == hash && Arrays.equals(text(token), bytes)) {
                return true;
            }
        }
    }

    private void fill() {
        var in = file.inputAt(start);
        in.expect(VocabularyRequirements.TOKENS);
        for (var token = 0; token < count; token += GgufInput.STRIDE) {
            addFew(in, token, Math.min(token + GgufInput.STRIDE, count));
        }
    }

    private void addFew(GgufInput in, int first, int last) {
        var w = in.window();
        for (var token = first; token < last; token++) {
            var length = in.readLength();
            if (length > GgufInput.maxTake()
                    || in.position() - start > Integer.MAX_VALUE - length) {
                throw GgufException.damaged(
                        file.path(), "token " + token + " is " + length + " bytes long");
            }
            offsets[token] = (int) (in.position() - start);
            var from = in.take((int) length);
            var end = from + (int) length;
            var hash = FNV_BASIS;
            var suspect = false;
            var i = from;
            for (; i < end && w[i] != 0; i++) {
                var b = w[i];
                hash = (hash ^ b) * FNV_PRIME;
                if (b < 0 && b >= (byte) 0xf4) {
                    suspect = true;
                }
            }
            lengths[token] = i - from;
            if (suspect) {
                requireCodePoints(token, w, from, i);
            }
            if (i == from) {
                nameEmpty(token);
            } else {
                insert(token, hash);
            }
        }
    }

    /** llama.cpp gives an empty token a text of its own. */
    private void nameEmpty(int token) {
        var name = ("[EMPTY_" + token + "]").getBytes(StandardCharsets.UTF_8);
        lengths[token] = -name.length;
        insert(token, hash(name, 0, name.length));
    }

    private void insert(int token, int hash) {
        hashes[token] = hash;
        var mask = slots.length - 1;
        var slot = hash & mask;
        while (slots[slot] != 0) {
            var other = slots[slot] - 1;
            if (hashes[other] == hash && Arrays.equals(text(other), text(token))) {
                throw GgufException.malformed(
                        file.path(),
                        "the tokens "
                                + other
                                + " and "
                                + token
                                + " of the vocabulary are the same: "
                                + GgufException.quoted(
                                        new String(text(token), StandardCharsets.UTF_8)));
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = token + 1;
    }

    /** llama.cpp cannot spell what lies behind the last code point, U+10FFFF. */
    private void requireCodePoints(int token, byte[] bytes, int from, int end) {
        for (var i = from; i + 3 < end; i++) {
            var lead = bytes[i] & 0xff;
            if (lead >= 0xf4
                    && lead <= 0xf7
                    && isContinuation(bytes[i + 1])
                    && isContinuation(bytes[i + 2])
                    && isContinuation(bytes[i + 3])
                    && (lead > 0xf4 || (bytes[i + 1] & 0xff) >= 0x90)) {
                throw GgufException.damaged(
                        file.path(), "token " + token + " of the vocabulary is not text");
            }
        }
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    private byte[] text(int token) {
        var length = lengths[token];
        if (length < 0) {
            return ("[EMPTY_" + token + "]").getBytes(StandardCharsets.UTF_8);
        }
        var in = file.inputAt(start + offsets[token]);
        var from = in.take(length);
        return Arrays.copyOfRange(in.window(), from, from + length);
    }

    private static int hash(byte[] bytes, int from, int end) {
        var hash = FNV_BASIS;
        for (var i = from; i < end; i++) {
            hash = (hash ^ bytes[i]) * FNV_PRIME;
        }
        return hash;
    }
}
