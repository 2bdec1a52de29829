package dev.rose.eval.statistics;

/**
 * The score interval of a rate: E. B. Wilson, Probable inference, the law of succession, and
 * statistical inference, J. Am. Stat. Assoc. 22 (1927); method 3 of R. G. Newcombe, Statistics in
 * Medicine 17:857 (1998). It keeps within 0 and 1, and says something of 0 of n too.
 */
public final class Wilson {

    private Wilson() {}

    /**
     * The interval, without correction for continuity.
     *
     * @param count at least 0
     * @param of at least {@code count}; of 0 nothing is known, so that the interval is 0 to 1
     * @param confidence between 0 and 1, for instance 0.95
     */
    public static Interval interval(long count, long of, double confidence) {
        if (count < 0 || count > of) {
            throw new IllegalArgumentException("%d is none of %d".formatted(count, of));
        }
        double z = Normal.twoSided(confidence);
        if (of == 0) {
            return new Interval(0, 1);
        }
        double n = (double) of;
        double rate = count / n;
        double scale = 1 + z * z / n;
        double centre = (rate + z * z / (2 * n)) / scale;
        double half = z / scale * Math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
        // The ends are exact there; rounding would leave something like 1e-18.
        double low = count == 0 ? 0 : Math.max(0, centre - half);
        double high = count == of ? 1 : Math.min(1, centre + half);
        return new Interval(low, high);
    }
}
