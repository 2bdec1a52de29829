package dev.rose.method;

import dev.rose.model.Logits;
import java.util.Arrays;

/**
 * The softmax of one row, held to be asked. Probabilities are within 10⁻⁵ of themselves, for tokens
 * above 10⁻⁹; computing them takes a fifth of what {@link Math#exp} would.
 *
 * <p>Not thread-safe; holds two arrays of the vocabulary's size.
 */
final class Distribution {
    // Loops go over blocks that stay in the first-level cache, in small methods that are compiled
    // early. They are written so that HotSpot makes vector code of them, which it does of no call
    // of Math.exp or Math.log, no branch, no sum, no long body, and not where arrays are read and
    // written at different places. Java fixes the order of every operation, so vector code and
    // interpreter agree to the bit.
    static final int BLOCK = 1024;

    /** A score that is lower than the best one by more counts as this low, and as nothing. */
    static final float DEPTH = 32;

    private static final double LEAST_WEIGHT = 2e-14;

    private final float[] scores;
    private final float[] weights;
    private final Best best;
    private float max;
    private double sum;

    /**
     * @param most how many of the best tokens are kept, at least 1
     */
    Distribution(int vocabSize, int most) {
        scores = new float[vocabSize];
        weights = new float[vocabSize];
        best = new Best(most);
    }

    /**
     * Takes a row.
     *
     * @throws dev.rose.error.RoseException with kind {@code ENGINE_FAILED} where no score is finite
     */
    void take(Logits row) {
        row.copyTo(scores);
        weigh();
    }

    /** In the order of ids. To be filled, then {@link #weigh weighed}. */
    float[] scores() {
        return scores;
    }

    /** Takes the scores that were filled in; one that is not finite has probability 0. */
    void weigh() {
        best.begin();
        sum = 0;
        for (int from = 0; from < scores.length; from += BLOCK) {
            best.accept(scores, from, end(from));
        }
        if (best.size == 0) {
            throw TopTwo.noScore(scores.length);
        }
        max = best.scores[0];
        sum = weighAll();
        if (!Double.isFinite(sum)) {
            for (int i = 0; i < scores.length; i++) {
                if (!(Math.abs(scores[i]) <= Float.MAX_VALUE)) {
                    scores[i] = max - 2 * DEPTH;
                }
            }
            sum = weighAll();
        }
    }

    private double weighAll() {
        double all = 0;
        for (int from = 0; from < scores.length; from += BLOCK) {
            int end = end(from);
            exp(scores, from, end, floor(), weights);
            all += sum(weights, from, end);
        }
        return all;
    }

    private int end(int from) {
        return Math.min(from + BLOCK, scores.length);
    }

    /**
     * {@code exp(x) = exp(x / 64)^64}, the former by its Taylor polynomial, the power by squaring.
     * {@code (h + |h|) / 2} is the height over the floor, and 0 below it.
     */
    private static void exp(float[] scores, int from, int end, float floor, float[] out) {
        for (int i = from; i < end; i++) {
            float height = scores[i] - floor;
            float x = (height + Math.abs(height)) * (0.5f / 64) - DEPTH / 64;
            float tail = 1 / 6f + x * (1 / 24f + x * (1 / 120f + x * (1 / 720f)));
            float power = 1 + x * (1 + x * (0.5f + x * tail));
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            out[i] = power * power;
        }
    }

    /** Eight sums that do not wait for each other. */
    static double sum(float[] values, int from, int end) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = from;
        for (; i + 8 <= end; i += 8) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
            e += values[i + 4];
            f += values[i + 5];
            g += values[i + 6];
            h += values[i + 7];
        }
        for (; i < end; i++) {
            a += values[i];
        }
        return ((double) a + b) + ((double) c + d) + (((double) e + f) + ((double) g + h));
    }

    /** In [0, 1]; 0 where the score was not finite or is lower than the best one by 32. */
    double probability(int token) {
        return weights[token] > LEAST_WEIGHT ? weights[token] / sum : 0;
    }

    /** Natural logarithm of the probability of a token whose score is finite. */
    double logProbability(int token) {
        return ((double) scores[token] - max) - StrictMath.log(sum);
    }

    /** {@code exp(score − max)}, in the order of ids. */
    float[] weights() {
        return weights;
    }

    /** Of the weights. */
    double sum() {
        return sum;
    }

    /** What lies below is as low as this. */
    float floor() {
        return max - DEPTH;
    }

    /** Rank of a token, 1 for the best; of equal ones the lower id is the better. */
    int rank(int token) {
        int known = best.indexOf(token);
        if (known >= 0) {
            return known + 1;
        }
        float score = scores[token];
        int rank = 1;
        for (int from = 0; from < scores.length; from += BLOCK) {
            rank += better(scores, from, end(from), score, token);
        }
        return rank;
    }

    private static int better(float[] scores, int from, int end, float score, int token) {
        int better = 0;
        for (int i = from; i < end; i++) {
            if (scores[i] >= score && (scores[i] > score || i < token)) {
                better++;
            }
        }
        return better;
    }

    /** The best tokens, best first; of equal ones the lower id first. */
    int[] best() {
        return Arrays.copyOf(best.ids, best.size);
    }

    /** The best of a row's tokens, found in one pass: few scores pass the least of them. */
    private static final class Best {
        private final int[] ids;
        private final float[] scores;
        private int size;
        private float least;

        Best(int most) {
            ids = new int[most];
            scores = new float[most];
        }

        void begin() {
            size = 0;
            least = Float.NEGATIVE_INFINITY;
        }

        void accept(float[] row, int from, int end) {
            for (int i = from; i < end; i++) {
                if (row[i] > least && row[i] <= Float.MAX_VALUE) {
                    take(i, row[i]);
                }
            }
        }

        private void take(int id, float score) {
            int at = size == ids.length ? size - 1 : size++;
            for (; at > 0 && scores[at - 1] < score; at--) {
                ids[at] = ids[at - 1];
                scores[at] = scores[at - 1];
            }
            ids[at] = id;
            scores[at] = score;
            if (size == ids.length) {
                least = scores[size - 1];
            }
        }

        int indexOf(int id) {
            for (int i = 0; i < size; i++) {
                if (ids[i] == id) {
                    return i;
                }
            }
            return -1;
        }
    }
}
