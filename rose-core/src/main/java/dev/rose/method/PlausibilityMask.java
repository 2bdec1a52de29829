package dev.rose.method;

import static dev.rose.method.ContrastiveScorer.BLOCK;
import static dev.rose.method.ContrastiveScorer.NEAR_TIE;

import dev.rose.model.Logits;
import java.util.Arrays;

/**
 * Leaves the tokens that the positive stream finds likely enough, {@code logit ≥ max + ln β}, and
 * scores these alone: they are few. Not thread-safe.
 */
final class PlausibilityMask {
    private final float logPlausibility;
    private final float[] block = new float[BLOCK];

    /** The score of a token that has this logit in the positive stream. */
    interface TokenScore {
        float of(int token, float logit);
    }

    /** Receives a token that is likely enough, the lowest id first. */
    private interface Plausible {
        void accept(int token, float logit, float score);
    }

    /**
     * @param plausibility β, in (0, 1)
     */
    PlausibilityMask(float plausibility) {
        logPlausibility = (float) StrictMath.log(plausibility);
    }

    /** Writes the scores, −∞ where the mask is. */
    void score(Logits positive, TokenScore scores, float[] out) {
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        scoreAbove(
                positive,
                scores,
                greatest(positive) + logPlausibility,
                (token, logit, score) -> out[token] = score);
    }

    ContrastiveScorer.Choice choose(Logits positive, TokenScore scores) {
        float max = greatest(positive);
        float least = max + logPlausibility;
        var above = new TopTwo.Scan();
        var below = new TopTwo.Scan();
        scoreAbove(
                positive,
                scores,
                least - NEAR_TIE,
                (token, logit, score) -> (logit >= least ? above : below).accept(score, token));
        var top = above.result();
        float best = positive.get(top.best());
        boolean nearEdge =
                below.bestScore() > top.bestScore() - NEAR_TIE
                        || (best < max && best < least + NEAR_TIE);
        return new ContrastiveScorer.Choice(top, nearEdge || top.margin() < NEAR_TIE);
    }

    /** The greatest finite logit, or −∞ where there is none. */
    private float greatest(Logits row) {
        float greatest = Float.NEGATIVE_INFINITY;
        int vocabSize = row.vocabSize();
        for (int from = 0; from < vocabSize; from += BLOCK) {
            int length = Math.min(BLOCK, vocabSize - from);
            ContrastiveScorer.read(row, from, length, block);
            greatest = greatest(block, length, greatest);
        }
        return greatest;
    }

    private static float greatest(float[] block, int length, float soFar) {
        float greatest = soFar;
        for (int i = 0; i < length; i++) {
            if (block[i] > greatest && block[i] <= Float.MAX_VALUE) {
                greatest = block[i];
            }
        }
        return greatest;
    }

    private void scoreAbove(Logits positive, TokenScore scores, float least, Plausible plausible) {
        int vocabSize = positive.vocabSize();
        for (int from = 0; from < vocabSize; from += BLOCK) {
            int length = Math.min(BLOCK, vocabSize - from);
            ContrastiveScorer.read(positive, from, length, block);
            for (int i = 0; i < length; i++) {
                if (block[i] >= least) {
                    plausible.accept(from + i, block[i], scores.of(from + i, block[i]));
                }
            }
        }
    }
}
