package dev.rose.engine.plan;

import java.util.Arrays;

/**
 * The latest times of one thing, of which the lower quartile counts: others on the machine, and the
 * JIT compiler of the first seconds, can only make it slower.
 */
public final class LatestTimes {
    /** Some hundred milliseconds of steps: what disturbs is mostly over sooner. */
    private static final int MOST = 64;

    private static final int ENOUGH = 5;
    private static final int BETWEEN = 4;

    private final double[] times = new double[MOST];
    private int count;

    /** Adds a time, in milliseconds, and forgets the oldest where there are many. */
    public void add(double ms) {
        times[count++ % MOST] = ms;
    }

    /**
     * Whether there are enough for {@link #undisturbed} to mean something, and some that are new:
     * sorting at each of many steps would cost more than it tells.
     */
    public boolean isDue() {
        return count >= ENOUGH && (count - ENOUGH) % BETWEEN == 0;
    }

    /** The lower quartile, in milliseconds; NaN where there are none. */
    public double undisturbed() {
        if (count == 0) {
            return Double.NaN;
        }
        var sorted = Arrays.copyOf(times, Math.min(count, MOST));
        Arrays.sort(sorted);
        return sorted[sorted.length / 4];
    }
}
