package dev.rose.engine.draft;

import java.util.Arrays;

/**
 * Texts of the past, to look up what followed when the last tokens were the same: n-grams of 32 to
 * 2 tokens lead to the place where they last stood.
 *
 * <p>With the text {@code a b c d e} in the index and {@code x b c} as the context, the pair {@code
 * b c} leads behind its occurrence, and the guess is {@code d e}. Bounded: when it is full, the
 * older half is forgotten. Not thread-safe.
 */
public final class NgramIndex {
    private static final int[] SIZES = {32, 16, 8, 5, 3, 2};
    private static final int LONGEST_MATCH = 64;
    private static final int BREAK = -1;
    private static final int SMALLEST = 256;

    // One open-addressed table for all sizes: slot → position after the n-gram. A slot that another
    // n-gram overwrote is found out by comparing the tokens themselves.
    private final int[] table;
    private final int[] tokens;
    private int size;
    private int textStart;

    /**
     * @param capacity tokens that are remembered; rounded up to a power of two
     */
    public NgramIndex(int capacity) {
        int rounded = Integer.highestOneBit(Math.max(SMALLEST, capacity) * 2 - 1);
        tokens = new int[rounded];
        table = new int[rounded * Integer.highestOneBit(2 * SIZES.length - 1)];
    }

    /** Adds a whole text. */
    public void addText(int[] text, int length) {
        beginText();
        for (int i = 0; i < length; i++) {
            add(text[i]);
        }
    }

    /** Begins a text; n-grams never reach across its beginning. */
    public void beginText() {
        if (size > 0 && tokens[size - 1] != BREAK) {
            makeRoom();
            tokens[size++] = BREAK;
        }
        textStart = size;
    }

    /** Adds the next token of the text that was begun last. */
    public void add(int token) {
        makeRoom();
        index(size, textStart);
        tokens[size++] = token;
    }

    /**
     * What followed the longest match of the last tokens of a context.
     *
     * @param context the tokens so far; may be the text of this index itself
     * @param length how many of them there are
     * @param most tokens to propose at most
     */
    public Draft propose(int[] context, int length, int most) {
        for (int n : SIZES) {
            if (length < n) {
                continue;
            }
            int position = table[slot(context, length, n)];
            if (position <= 0 || position >= size) {
                continue;
            }
            int match = match(position, context, length);
            if (match >= n) {
                return draftFrom(position, match, most);
            }
        }
        return Draft.NONE;
    }

    private Draft draftFrom(int position, int match, int most) {
        var draft = new int[most];
        int count = 0;
        while (count < most) {
            int at = position + count;
            // A text that repeats itself matches near its end: the guess goes on with itself.
            int token = at < size ? tokens[at] : draft[at - size];
            if (token == BREAK) {
                break;
            }
            draft[count++] = token;
        }
        return count == 0 ? Draft.NONE : new Draft(Arrays.copyOf(draft, count), match);
    }

    /** How many tokens before {@code position} equal the last ones of the context. */
    private int match(int position, int[] context, int length) {
        int most = Math.min(LONGEST_MATCH, Math.min(position, length));
        int match = 0;
        while (match < most && tokens[position - 1 - match] == context[length - 1 - match]) {
            match++;
        }
        return match;
    }

    /** Enters the n-grams that end before {@code position}. */
    private void index(int position, int start) {
        for (int n : SIZES) {
            if (position - start >= n) {
                table[slot(tokens, position, n)] = position;
            }
        }
    }

    private int slot(int[] of, int end, int n) {
        int hash = n;
        for (int i = end - n; i < end; i++) {
            hash = hash * 0x9E3779B1 + of[i];
        }
        hash ^= hash >>> 15;
        hash *= 0x85EBCA6B;
        return (hash ^ hash >>> 13) & table.length - 1;
    }

    private void makeRoom() {
        if (size < tokens.length) {
            return;
        }
        int half = size / 2;
        System.arraycopy(tokens, half, tokens, 0, size - half);
        size -= half;
        textStart = Math.max(0, textStart - half);
        Arrays.fill(table, 0);
        int start = 0;
        for (int i = 0; i < size; i++) {
            if (tokens[i] == BREAK) {
                start = i + 1;
            } else {
                index(i, start);
            }
        }
    }
}
