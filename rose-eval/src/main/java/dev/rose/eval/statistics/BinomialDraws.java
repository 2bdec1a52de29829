package dev.rose.eval.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Draws from a binomial distribution by inversion: a search in its cumulative table, which costs
 * the same for few and for many trials.
 */
final class BinomialDraws {
    /** So many deviations from the mean hold all but what no resample meets. */
    private static final int REACH = 12;

    private final int first;
    private final double[] cumulative;

    /**
     * @param trials at least 0
     * @param success probability from 0 to 1
     */
    BinomialDraws(int trials, double success) {
        double mean = trials * success;
        double reach = REACH * Math.sqrt(mean * (1 - success)) + REACH;
        first = (int) Math.max(0, Math.floor(mean - reach));
        int last = (int) Math.min(trials, Math.ceil(mean + reach));
        var distribution = BinomialDistribution.of(trials, success);
        cumulative = new double[last - first + 1];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += distribution.probability(first + i);
            cumulative[i] = sum;
        }
    }

    /**
     * The number of successes that belongs to a share of all draws.
     *
     * @param share from 0 (inclusive) to 1 (exclusive), evenly drawn
     */
    int at(double share) {
        int place = Arrays.binarySearch(cumulative, share);
        // Where a share is exactly that of a number, the next number begins.
        int index = place >= 0 ? place + 1 : -place - 1;
        return first + Math.min(index, cumulative.length - 1);
    }
}
