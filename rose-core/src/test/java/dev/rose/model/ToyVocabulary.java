package dev.rose.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vocabulary that fits on one page. Tokens 0 to 3 are structure; the rest are pieces of text,
 * among them bytes that are only parts of characters. Tokenising takes the longest piece that fits.
 */
public final class ToyVocabulary implements Vocabulary {
    public static final int BEGIN = 0;
    public static final int IM_START = 1;
    public static final int IM_END = 2;
    public static final int END_OF_TEXT = 3;

    private static final List<String> CONTROL =
            List.of("<|begin|>", "<|im_start|>", "<|im_end|>", "<|endoftext|>");

    private final List<byte[]> pieces;
    private final boolean answersEnd;

    private ToyVocabulary(List<byte[]> pieces, boolean answersEnd) {
        this.pieces = List.copyOf(pieces);
        this.answersEnd = answersEnd;
    }

    /** Any text can be tokenised: every byte, and some longer pieces. */
    public static ToyVocabulary ofAllBytes() {
        var pieces = new ArrayList<byte[]>();
        for (int b = 0; b < 256; b++) {
            pieces.add(new byte[] {(byte) b});
        }
        for (var text : List.of("the", " the", "user", "assistant", "ing", " a", "ä", "你好", "🌹")) {
            pieces.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return new ToyVocabulary(pieces, true);
    }

    /**
     * A few tokens that are often parts of characters and of stop texts; answers are short, because
     * a good share of the tokens end them.
     */
    public static ToyVocabulary small() {
        return small(16, true);
    }

    /**
     * @param size number of tokens, the four of structure included; pieces beyond the built-in ones
     *     are numbers
     * @param answersEnd whether structure tokens that end an answer do so
     */
    public static ToyVocabulary small(int size, boolean answersEnd) {
        var pieces = new ArrayList<byte[]>();
        for (var text : List.of("a", "b", "ab", "ba", " ", "\n", "é", "END")) {
            pieces.add(text.getBytes(StandardCharsets.UTF_8));
        }
        // The halves of é and 🌹, and a byte that begins nothing.
        for (int[] part : new int[][] {{0xC3}, {0xA9}, {0xF0, 0x9F}, {0x8C, 0xB9}, {0xFF}}) {
            var bytes = new byte[part.length];
            for (int i = 0; i < part.length; i++) {
                bytes[i] = (byte) part[i];
            }
            pieces.add(bytes);
        }
        for (int i = 0; pieces.size() < size - CONTROL.size(); i++) {
            pieces.add((" " + i).getBytes(StandardCharsets.UTF_8));
        }
        return new ToyVocabulary(pieces.subList(0, size - CONTROL.size()), answersEnd);
    }

    @Override
    public int size() {
        return CONTROL.size() + pieces.size();
    }

    @Override
    public int[] tokenize(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var tokens = new ArrayList<Integer>();
        for (int at = 0; at < bytes.length; ) {
            int token = longestAt(bytes, at);
            if (token < 0) {
                throw new IllegalArgumentException("this toy has no token for a part of: " + text);
            }
            tokens.add(token);
            at += bytes(token).length;
        }
        return toArray(tokens);
    }

    private int longestAt(byte[] text, int at) {
        int best = -1;
        for (int token = CONTROL.size(); token < size(); token++) {
            var piece = bytes(token);
            int end = at + piece.length;
            if (end <= text.length
                    && Arrays.equals(piece, 0, piece.length, text, at, end)
                    && (best < 0 || piece.length > bytes(best).length)) {
                best = token;
            }
        }
        return best;
    }

    @Override
    public int[] tokenizeStructure(String text) {
        var tokens = new ArrayList<Integer>();
        int plain = 0;
        for (int at = 0; at < text.length(); ) {
            int control = controlAt(text, at);
            if (control < 0) {
                at++;
            } else {
                add(tokens, tokenize(text.substring(plain, at)));
                tokens.add(control);
                at += CONTROL.get(control).length();
                plain = at;
            }
        }
        add(tokens, tokenize(text.substring(plain)));
        return toArray(tokens);
    }

    private static int controlAt(String text, int at) {
        for (int token = 0; token < CONTROL.size(); token++) {
            if (text.startsWith(CONTROL.get(token), at)) {
                return token;
            }
        }
        return -1;
    }

    private static void add(List<Integer> tokens, int[] more) {
        for (int token : more) {
            tokens.add(token);
        }
    }

    private static int[] toArray(List<Integer> tokens) {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Trim trimAround(int controlToken) {
        return Trim.NONE;
    }

    @Override
    public int[] prefix() {
        return new int[] {BEGIN};
    }

    @Override
    public byte[] bytes(int token) {
        return isControl(token) ? new byte[0] : pieces.get(token - CONTROL.size()).clone();
    }

    @Override
    public String spelling(int token) {
        return isControl(token)
                ? CONTROL.get(token)
                : new String(bytes(token), StandardCharsets.UTF_8);
    }

    @Override
    public boolean isEndOfGeneration(int token) {
        return answersEnd && (token == IM_END || token == END_OF_TEXT);
    }

    @Override
    public boolean isControl(int token) {
        return token < CONTROL.size();
    }
}
