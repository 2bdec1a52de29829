package dev.rose.eval.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Intervals by resampling: the percentile interval of B. Efron and R. J. Tibshirani, An
 * Introduction to the Bootstrap, chapter 13. Quantiles are interpolated between the two nearest
 * resamples (type 7 of Hyndman and Fan, as NumPy has it).
 */
public final class Bootstrap {
    static final int MOST_RESAMPLES = 10_000;
    static final int LEAST_RESAMPLES = 2_000;
    private static final long MOST_DRAWS = 20_000_000;

    private Bootstrap() {}

    /**
     * The percentile interval of a mean.
     *
     * @param values of none of them the interval is NaN
     * @param confidence between 0 and 1, for instance 0.95
     * @param seed the same values, confidence and seed give the same interval
     */
    public static Interval meanInterval(double[] values, double confidence, long seed) {
        if (values.length == 0) {
            return Interval.UNKNOWN;
        }
        var random = new SplittableRandom(seed);
        var means = new double[resamples(values.length)];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        return percentiles(means, confidence);
    }

    /** 10,000; fewer of very many values, whose interval is narrow anyway. */
    static int resamples(long values) {
        return Math.clamp(MOST_DRAWS / values, LEAST_RESAMPLES, MOST_RESAMPLES);
    }

    /** The middle {@code confidence} of the estimates, which are sorted by this. */
    static Interval percentiles(double[] estimates, double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("%s is not between 0 and 1".formatted(confidence));
        }
        Arrays.sort(estimates);
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(estimates, tail), quantile(estimates, 1 - tail));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
