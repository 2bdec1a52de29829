package dev.rose.eval.statistics;

import java.util.HashMap;
import java.util.SplittableRandom;

/**
 * How far two rates on the same items differ. Items are drawn again, each with what both ways made
 * of it, so that what the ways have in common does not widen the interval; the interval is that of
 * the percentiles, as in {@link Bootstrap}.
 */
public final class PairedBootstrap {

    private PairedBootstrap() {}

    /**
     * The interval of {@code (gained − lost) / items}.
     *
     * @param gained items that count in the one alone, at least 0
     * @param lost items that count in the other alone, at least 0
     * @param items all of them; of none the interval is NaN
     * @param confidence between 0 and 1, for instance 0.95
     * @param seed the same counts, confidence and seed give the same interval
     */
    public static Interval interval(
            long gained, long lost, long items, double confidence, long seed) {
        if (gained < 0 || lost < 0 || gained + lost > items) {
            throw new IllegalArgumentException(
                    "%d gained and %d lost are not of %d".formatted(gained, lost, items));
        }
        if (items == 0) {
            return Interval.UNKNOWN;
        }
        if (gained + lost == 0) {
            return new Interval(0, 0);
        }
        int all = Math.toIntExact(items);
        long differing = gained + lost;
        // Which items are drawn does not matter, only how many of each kind: first those that
        // differ, then of these those that were gained.
        var differ = new BinomialDraws(all, (double) differing / all);
        var gain = new HashMap<Integer, BinomialDraws>();
        var random = new SplittableRandom(seed);
        var differences = new double[Bootstrap.MOST_RESAMPLES];
        for (int i = 0; i < differences.length; i++) {
            int drawn = differ.at(random.nextDouble());
            int up =
                    gain.computeIfAbsent(
                                    drawn,
                                    many -> new BinomialDraws(many, (double) gained / differing))
                            .at(random.nextDouble());
            differences[i] = (2.0 * up - drawn) / all;
        }
        return Bootstrap.percentiles(differences, confidence);
    }
}
