package dev.rose.eval.statistics;

/**
 * From {@code low} to {@code high}, both inclusive.
 *
 * @param low at most {@code high}; NaN where nothing can be said
 * @param high likewise
 */
public record Interval(double low, double high) {

    /** What there is to say of no values. */
    static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
