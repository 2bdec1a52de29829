package dev.rose.method;

import static dev.rose.method.ContrastiveScorer.BLOCK;

import dev.rose.model.Logits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What plain greedy decoding, of the positive stream alone, would take. Holds small blocks of
 * scratch; not thread-safe.
 */
public final class PlainChoice {
    private final @Nullable ScoreChanges changes;
    private final float[] block = new float[BLOCK];
    private final float[] places = new float[BLOCK];

    /**
     * @param changes of the scores, as they are at each call; null for none
     */
    public PlainChoice(@Nullable ScoreChanges changes) {
        this.changes = changes;
    }

    /**
     * Whether it would take another token than {@code token}; of equal ones the lowest id is its.
     *
     * @param positive shape {@code [vocabSize]}
     */
    public boolean isOtherThan(int token, Logits positive) {
        float own = positive.get(token) + (changes == null ? 0 : changes.of(token));
        if (!(Math.abs(own) <= Float.MAX_VALUE)) {
            return true;
        }
        int vocabSize = positive.vocabSize();
        int place = token - token % BLOCK;
        if (highest(positive, 0, place) < own
                && highest(positive, place + BLOCK, vocabSize) <= own) {
            return hasBetter(positive, place, own, token);
        }
        for (int from = 0; from < vocabSize; from += BLOCK) {
            if (hasBetter(positive, from, own, token)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The highest logit of some tokens, NaN where one of them is, −∞ of none. Place by place, since
     * HotSpot makes vector code of that and not of a search.
     */
    private float highest(Logits row, int from, int to) {
        Arrays.fill(places, Float.NEGATIVE_INFINITY);
        for (int at = from; at < to; at += BLOCK) {
            raise(places, block, read(row, at));
        }
        float highest = Float.NEGATIVE_INFINITY;
        for (float place : places) {
            highest = Math.max(highest, place);
        }
        return highest;
    }

    private static void raise(float[] places, float[] values, int length) {
        for (int i = 0; i < length; i++) {
            places[i] = Math.max(places[i], values[i]);
        }
    }

    private boolean hasBetter(Logits row, int from, float score, int token) {
        int length = read(row, from);
        for (int i = 0; i < length; i++) {
            if (block[i] >= score
                    && block[i] <= Float.MAX_VALUE
                    && (block[i] > score || from + i < token)) {
                return true;
            }
        }
        return false;
    }

    /** Reads a block and gives its length. */
    private int read(Logits row, int from) {
        int length = Math.min(BLOCK, row.vocabSize() - from);
        ContrastiveScorer.read(row, from, length, block);
        if (changes != null) {
            changes.addTo(block, from, length);
        }
        return length;
    }
}
