package dev.rose.method;

import dev.rose.error.RoseException;

/**
 * The two best of a row of scores. Of equal scores the lower id is the better one.
 *
 * <p>A score that is not finite takes no part: −∞ is a token that is ruled out, and NaN or +∞ is
 * what broken logits, or −∞ in two streams, leave behind. Such a token is never taken.
 *
 * @param best the arg max
 * @param bestScore its score, finite
 * @param second the best of the others, or -1 where there is none
 * @param secondScore its score, or −∞ where there is none
 */
public record TopTwo(int best, float bestScore, int second, float secondScore) {

    /**
     * Finds the two best.
     *
     * @param scores shape {@code [vocabSize]}
     * @throws RoseException with kind {@code ENGINE_FAILED} where no score is finite
     */
    public static TopTwo of(float[] scores) {
        var scan = new Scan();
        scan.accept(scores, scores.length, 0);
        return scan.result();
    }

    /** The best score minus the second, in logits; at least 0, +∞ where there is no second. */
    public float margin() {
        return bestScore - secondScore;
    }

    /** Finds the two best in a row that comes in blocks, from the lowest id up. */
    static final class Scan {
        private int best = -1;
        private float bestScore = Float.NEGATIVE_INFINITY;
        private int second = -1;
        private float secondScore = Float.NEGATIVE_INFINITY;
        private int seen;

        /**
         * Takes the first {@code length} scores of {@code block}, of the tokens from {@code id}.
         */
        void accept(float[] block, int length, int id) {
            for (int i = 0; i < length; i++) {
                float score = block[i];
                // False for NaN; the rest of the body is reached about ln(vocabSize) times a row.
                if (score > secondScore && score <= Float.MAX_VALUE) {
                    take(id + i, score);
                }
            }
            seen += length;
        }

        /** Takes one score, of a token behind those that were taken. */
        void accept(float score, int id) {
            if (score > secondScore && score <= Float.MAX_VALUE) {
                take(id, score);
            }
            seen++;
        }

        /** The best score so far, or −∞. */
        float bestScore() {
            return bestScore;
        }

        private void take(int token, float score) {
            if (score > bestScore) {
                second = best;
                secondScore = bestScore;
                best = token;
                bestScore = score;
            } else {
                second = token;
                secondScore = score;
            }
        }

        TopTwo result() {
            if (best < 0) {
                throw noScore(seen);
            }
            return new TopTwo(best, bestScore, second, secondScore);
        }
    }

    static RoseException noScore(int tokens) {
        return new RoseException(
                RoseException.Kind.ENGINE_FAILED,
                ("none of the %d scores of this step is a finite number; alpha is far too"
                                + " large, or the model file or its backend is broken: try a"
                                + " smaller alpha, another quantisation or device")
                        .formatted(tokens));
    }
}
