package dev.rose.eval.statistics;

/**
 * The least difference of two rates on the same items that McNemar's test at 0.05, two-sided, shows
 * with 80% power. From the number of pairs that is needed, {@code n = (z₀.₉₇₅ √ψ + z₀.₈ √(ψ − δ²))²
 * / δ²}, of R. J. Connor, Sample size for testing differences in proportions for the paired-sample
 * design, Biometrics 43:207 (1987), solved for δ; ψ is the share of the items on which the two
 * differ.
 */
public final class SmallestEffect {
    /** Fewer pairs that differ cannot give a p below 0.05: 2 · 0.5⁵ = 0.0625. */
    private static final int LEAST_PAIRS = 6;

    private static final double LEVEL = 0.05;
    private static final double POWER = 0.8;
    private static final int STEPS = 100;

    private SmallestEffect() {}

    /**
     * The least difference, from 0 to 1.
     *
     * @param items both answered, at least 0
     * @param discordant share of the items on which the two differ, from 0 to 1. Where it is
     *     smaller than the least difference could be, it is taken to be the difference itself: all
     *     go one way.
     * @return NaN where no difference, however large, would be shown by so few
     */
    public static double ofPairs(long items, double discordant) {
        if (items < 0 || !(discordant >= 0 && discordant <= 1)) {
            throw new IllegalArgumentException(
                    "%d items, of which %s differ".formatted(items, discordant));
        }
        if (items < LEAST_PAIRS) {
            return Double.NaN;
        }
        double a = Normal.twoSided(1 - LEVEL);
        double b = Normal.quantile(POWER);
        double n = (double) items;
        double effect =
                Math.sqrt(discordant)
                        * (a * Math.sqrt(n) + b * Math.sqrt(n + b * b - a * a))
                        / (n + b * b);
        return Math.max(Math.min(effect, discordant), Math.max(oneWay(n, a, b), LEAST_PAIRS / n));
    }

    /** The formula with ψ = δ: δ = (a + b √(1 − δ))² / n, of which the right side falls in δ. */
    private static double oneWay(double n, double a, double b) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            double needed = a + b * Math.sqrt(1 - middle);
            if (needed * needed / n > middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
