package dev.rose.engine.draft;

import java.util.Arrays;
import java.util.List;

/**
 * A guess of the next tokens.
 *
 * @param tokens the guess; not copied
 * @param match how many tokens before it were the same where it comes from: the longer, the better
 */
public record Draft(int[] tokens, int match) {
    /** The match of a model's guess, which has read everything and copies nothing. */
    public static final int MODEL_MATCH = 1;

    public static final Draft NONE = new Draft(new int[0], 0);

    /** The first {@code length} tokens of the guess. */
    public Draft first(int length) {
        if (length <= 0) {
            return NONE;
        }
        return length >= tokens.length ? this : new Draft(Arrays.copyOf(tokens, length), match);
    }

    /** How many of its tokens, from the first on, are those of {@code seen}. */
    public int right(List<Integer> seen) {
        int right = 0;
        while (right < Math.min(tokens.length, seen.size()) && tokens[right] == seen.get(right)) {
            right++;
        }
        return right;
    }

    public boolean isEmpty() {
        return tokens.length == 0;
    }
}
