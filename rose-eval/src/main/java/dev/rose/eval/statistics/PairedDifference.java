package dev.rose.eval.statistics;

/**
 * The difference of two rates on the same items, by closed formula: method 10 of R. G. Newcombe,
 * Improved confidence intervals for the difference between binomial proportions based on paired
 * data, Statistics in Medicine 17:2635 (1998). Unlike resampling it stays careful with a few items,
 * and where all differences go one way.
 */
public final class PairedDifference {

    private PairedDifference() {}

    /**
     * The interval of the first rate minus the second.
     *
     * @param both items that count in both, at least 0
     * @param first items that count in the first alone, at least 0
     * @param second items that count in the second alone, at least 0
     * @param neither all others, at least 0; where there are no items at all the interval is −1 to
     *     1
     * @param confidence between 0 and 1, for instance 0.95; for a bound on one side alone, with
     *     confidence c, 2c − 1
     */
    public static Interval interval(
            long both, long first, long second, long neither, double confidence) {
        long items = both + first + second + neither;
        if (items == 0) {
            return new Interval(-1, 1);
        }
        double rate1 = (double) (both + first) / items;
        double rate2 = (double) (both + second) / items;
        var wilson1 = Wilson.interval(both + first, items, confidence);
        var wilson2 = Wilson.interval(both + second, items, confidence);
        double phi = phi(both, first, second, neither);
        double below = root(rate1 - wilson1.low(), wilson2.high() - rate2, phi);
        double above = root(wilson1.high() - rate1, rate2 - wilson2.low(), phi);
        double difference = rate1 - rate2;
        return new Interval(Math.max(-1, difference - below), Math.min(1, difference + above));
    }

    /** The correlation, moved towards 0 where it is positive, as the method has it. */
    private static double phi(long both, long first, long second, long neither) {
        double margins =
                (double) (both + first) * (second + neither) * (both + second) * (first + neither);
        if (margins == 0) {
            return 0;
        }
        double items = (double) (both + first + second + neither);
        double product = (double) (both * neither - first * second);
        double corrected = product > 0 ? Math.max(product - items / 2, 0) : product;
        return corrected / Math.sqrt(margins);
    }

    private static double root(double a, double b, double phi) {
        return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
    }
}
