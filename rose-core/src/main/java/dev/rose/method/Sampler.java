package dev.rose.method;

import java.util.Arrays;

/**
 * Takes the token of each step from its scores, as a {@link Sampling} says: the filters in the
 * order top-k, top-p, min-p, then one number of the generator for each token.
 *
 * <p>Belongs to one answer, whose randomness it holds; not thread-safe.
 */
public final class Sampler {
    private final Sampling sampling;
    private final SplitMix64 random;

    // The candidates, best first once a filter has sorted them, else in the order of ids.
    private int[] ids = {};
    private double[] weights = {};
    private long[] keys = {};
    private int size;

    public Sampler(Sampling sampling) {
        this.sampling = sampling;
        this.random = new SplitMix64(sampling.seed());
    }

    /**
     * Takes a token; greedy sampling takes the arg max and draws nothing.
     *
     * @param scores shape {@code [vocabSize]}; one that is not finite is never taken
     * @throws dev.rose.error.RoseException with kind {@code ENGINE_FAILED} where no score is finite
     */
    public int sample(float[] scores) {
        var top = TopTwo.of(scores);
        if (sampling.isGreedy()) {
            return top.best();
        }
        reserve(scores.length);
        if (sampling.topK() > 0 && sampling.topK() < scores.length) {
            keepTopK(scores);
        } else {
            keepAll(scores.length);
        }
        weigh(scores, top.bestScore());
        if (sampling.topP() < 1) {
            keepTopP(scores);
        }
        if (sampling.minP() > 0) {
            keepMinP();
        }
        return draw();
    }

    private void reserve(int vocabSize) {
        if (ids.length < vocabSize) {
            ids = new int[vocabSize];
            weights = new double[vocabSize];
            keys = new long[vocabSize];
        }
    }

    private void keepAll(int vocabSize) {
        for (int id = 0; id < vocabSize; id++) {
            ids[id] = id;
        }
        size = vocabSize;
    }

    private void keepTopK(float[] scores) {
        // Keys better than the k-th best so far gather in a buffer; a full one is sorted and cut.
        int k = sampling.topK();
        int full = (int) Math.min(2L * k, scores.length);
        int held = 0;
        long worst = Long.MAX_VALUE;
        for (int id = 0; id < scores.length; id++) {
            long key = key(scores[id], id);
            if (key < worst) {
                keys[held++] = key;
                if (held == full) {
                    Arrays.sort(keys, 0, held);
                    held = k;
                    worst = keys[k - 1];
                }
            }
        }
        takeSorted(held, k);
    }

    /** Sorts the first {@code held} keys and makes the best {@code most} of them the candidates. */
    private void takeSorted(int held, int most) {
        Arrays.sort(keys, 0, held);
        size = Math.min(held, most);
        for (int i = 0; i < size; i++) {
            ids[i] = (int) keys[i];
        }
    }

    /** Relative weights: the best token has 1. */
    private void weigh(float[] scores, double max) {
        for (int i = 0; i < size; i++) {
            weights[i] = Softmax.weight(scores[ids[i]], max, sampling.temperature());
        }
    }

    private void keepTopP(float[] scores) {
        double mass = mass();
        // Tokens below this share weigh less than (1 − p) · mass together, so the set that reaches
        // p has none of them; few are left to sort.
        double least = (1 - sampling.topP()) * mass / size;
        int held = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] >= least) {
                keys[held++] = key(scores[ids[i]], ids[i]);
            }
        }
        takeSorted(held, held);
        weigh(scores, scores[ids[0]]);
        double reached = 0;
        for (int i = 0; i < size; i++) {
            reached += weights[i];
            if (reached >= sampling.topP() * mass) {
                size = i + 1;
            }
        }
    }

    private void keepMinP() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] >= sampling.minP()) {
                ids[kept] = ids[i];
                weights[kept++] = weights[i];
            }
        }
        size = kept;
    }

    private int draw() {
        double left = random.nextDouble() * mass();
        int token = -1;
        for (int i = 0; i < size; i++) {
            if (weights[i] > 0) {
                token = ids[i];
                left -= weights[i];
                if (left < 0) {
                    break;
                }
            }
        }
        // Where rounding leaves a rest after the last candidate, the last one it is.
        return token;
    }

    private double mass() {
        double mass = 0;
        for (int i = 0; i < size; i++) {
            mass += weights[i];
        }
        return mass;
    }

    /** Ascending keys are descending scores, and ascending ids where scores are equal. */
    private static long key(float score, int id) {
        float finite = Math.abs(score) <= Float.MAX_VALUE ? score : Float.NEGATIVE_INFINITY;
        int bits = Float.floatToRawIntBits(finite + 0.0f); // −0 is 0
        int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ~ascending << 32) | id;
    }
}
