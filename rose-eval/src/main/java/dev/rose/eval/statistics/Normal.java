package dev.rose.eval.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Quantiles of the standard normal distribution. */
final class Normal {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private Normal() {}

    /** So many deviations to each side hold {@code confidence}: 1.96 for 0.95. */
    static double twoSided(double confidence) {
        requireShare(confidence);
        return STANDARD.inverseSurvivalProbability((1 - confidence) / 2);
    }

    /** So many deviations to one side leave {@code share} below: 0.84 for 0.8. */
    static double quantile(double share) {
        requireShare(share);
        return STANDARD.inverseCumulativeProbability(share);
    }

    private static void requireShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("%s is not between 0 and 1".formatted(share));
        }
    }
}
