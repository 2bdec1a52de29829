package dev.rose.eval.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Several tests at once: S. Holm, A simple sequentially rejective multiple test procedure, Scand.
 * J. Statist. 6:65 (1979). Nothing is assumed of how the tests depend on each other.
 */
public final class Holm {

    private Holm() {}

    /**
     * The adjusted p of each, in the order given: what is at most 0.05 stands at that level for all
     * together.
     *
     * @param p each from 0 to 1
     */
    public static double[] adjust(double[] p) {
        for (double value : p) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("%s is no p".formatted(value));
            }
        }
        var ascending =
                IntStream.range(0, p.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> p[i]))
                        .toList();
        var adjusted = new double[p.length];
        double least = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = ascending.get(rank);
            least = Math.max(least, Math.min(1, (p.length - rank) * p[i]));
            adjusted[i] = least;
        }
        return adjusted;
    }
}
