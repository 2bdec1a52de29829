package dev.rose.engine.draft;

import java.util.Arrays;
import java.util.List;

/**
 * How often a guessed token was right, learned as answers go on, by the length of the match that
 * the guess came from. Old experience fades. Not thread-safe.
 */
public final class Acceptance {
    private static final double PRIOR = 4;
    private static final double MOST = 400;

    /** Upper ends of the match lengths that are counted together. */
    private static final int[] BUCKETS = {2, 3, 4, 6, 9, 15, 31, Integer.MAX_VALUE};

    /**
     * Where learning begins: low, since a guess teaches whether it is checked or not, and a check
     * of wrong ones costs.
     */
    private static final double[] PRIORS = {.20, .30, .40, .50, .65, .80, .92, .96};

    private final double[] accepted = new double[BUCKETS.length];
    private final double[] tried = new double[BUCKETS.length];

    /** For guesses from texts of the past, whose length of match tells how good they are. */
    public Acceptance() {
        this(PRIORS);
    }

    private Acceptance(double... priors) {
        for (int i = 0; i < BUCKETS.length; i++) {
            tried[i] = PRIOR;
            accepted[i] = PRIOR * priors[i];
        }
    }

    /** For guesses that begin equally good at every length of match. */
    public static Acceptance of(double prior) {
        var priors = new double[BUCKETS.length];
        Arrays.fill(priors, prior);
        return new Acceptance(priors);
    }

    /** Learns from one guessed token after a match of {@code match} tokens. */
    public void observe(int match, boolean right) {
        int bucket = bucket(match);
        tried[bucket]++;
        accepted[bucket] += right ? 1 : 0;
        if (tried[bucket] > MOST) {
            tried[bucket] /= 2;
            accepted[bucket] /= 2;
        }
    }

    /** Learns from each token of a guess that can be compared with what came: {@code seen}. */
    public void observe(Draft guess, List<Integer> seen) {
        for (int i = 0; i < Math.min(seen.size(), guess.tokens().length); i++) {
            observe(guess.match() + i, seen.get(i) == guess.tokens()[i]);
        }
    }

    /** Probability that a token guessed after a match of {@code match} tokens is right. */
    public double probability(int match) {
        int bucket = bucket(match);
        return accepted[bucket] / tried[bucket];
    }

    /**
     * Tokens that a check of {@code rows} rows is expected to give: one, and one more for each
     * guess that is right with all before it.
     *
     * @param match of the first guess; each right guess makes the match of the next one longer
     */
    public double expectedTokens(int match, int rows) {
        double expected = 1;
        double right = 1;
        for (int i = 0; i + 1 < rows; i++) {
            right *= probability(match + i);
            expected += right;
        }
        return expected;
    }

    private static int bucket(int match) {
        int bucket = 0;
        while (match > BUCKETS[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
