package dev.rose.eval.statistics;

import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Whether two ways differ on the same items: Q. McNemar, Psychometrika 12:153 (1947), as the exact
 * binomial test of the items on which they differ.
 */
public final class McNemar {

    private McNemar() {}

    /**
     * The two-sided p. Items on which both say the same have no part in it.
     *
     * @param gained items that count in the one alone, at least 0
     * @param lost items that count in the other alone, at least 0
     * @return 1 where there are neither
     */
    public static double exact(long gained, long lost) {
        if (gained < 0 || lost < 0) {
            throw new IllegalArgumentException(
                    "%d and %d cannot both be counts".formatted(gained, lost));
        }
        int all = Math.toIntExact(gained + lost);
        if (all == 0 || gained == lost) {
            return 1;
        }
        return BinomialTest.withDefaults().test(all, (int) Math.min(gained, lost), 0.5).getPValue();
    }
}
