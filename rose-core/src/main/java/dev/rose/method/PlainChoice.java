package dev.rose.method;

import static dev.rose.method.ContrastiveScorer.BLOCK;

import dev.rose.model.Logits;
import org.jspecify.annotations.Nullable;

/**
 * What plain greedy decoding, of the positive stream alone, would take. Holds small blocks of
 * scratch; not thread-safe.
 */
public final class PlainChoice {
    private final @Nullable ScoreChanges changes;
    private final float[] block = new float[BLOCK];
    private final PlaceMaxima maxima = new PlaceMaxima(BLOCK);
    private @Nullable Logits seen;

    /**
     * @param changes of the scores, as they are at each call; null for none
     */
    public PlainChoice(@Nullable ScoreChanges changes) {
        this.changes = changes;
    }

    /**
     * Whether it would take another token than {@code token}; of equal ones the lowest id is its. A
     * row that {@link ContrastiveScorer#choose(Logits, java.util.List, PlainChoice)} has just shown
     * is not read again.
     *
     * @param positive shape {@code [vocabSize]}
     */
    @SuppressWarnings("ReferenceEquality") // that very row, not one of the same numbers
    public boolean isOtherThan(int token, Logits positive) {
        if (seen != positive) {
            seeAll(positive);
        }
        seen = null;
        float own = scoreOf(token, positive);
        if (!(Math.abs(own) <= Float.MAX_VALUE)) {
            return true;
        }
        for (int place = 0; place < BLOCK; place++) {
            float highest = maxima.at(place);
            if (highest > own && highest <= Float.MAX_VALUE) {
                return true;
            }
            if (!(highest < own) && hasBetter(positive, place, own, token)) {
                return true;
            }
        }
        return false;
    }

    /** Begins a row, of which {@link #see} shows one block after the other. */
    void begin(Logits positive) {
        maxima.begin();
        seen = positive;
    }

    /** Sees the next logits of the row. */
    void see(float[] logits, int length) {
        maxima.see(logits, length);
    }

    private void seeAll(Logits row) {
        begin(row);
        for (int from = 0; from < row.vocabSize(); from += BLOCK) {
            int length = Math.min(BLOCK, row.vocabSize() - from);
            ContrastiveScorer.read(row, from, length, block);
            if (changes != null) {
                changes.addTo(block, from, length);
            }
            see(block, length);
        }
    }

    /** Whether one of the tokens at a place of the blocks would be taken before {@code token}. */
    private boolean hasBetter(Logits row, int place, float own, int token) {
        for (int other = place; other < row.vocabSize(); other += BLOCK) {
            float score = scoreOf(other, row);
            if (score >= own && score <= Float.MAX_VALUE && (score > own || other < token)) {
                return true;
            }
        }
        return false;
    }

    private float scoreOf(int token, Logits row) {
        float logit = row.get(token);
        return changes == null ? logit : logit + changes.of(token);
    }
}
