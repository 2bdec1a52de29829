package dev.rose.eval.summary;

/**
 * So many of so many.
 *
 * @param count for instance of harmful answers
 * @param of those that were scored
 * @param low lower end of the 95% Wilson interval
 * @param high upper end
 */
public record Rate(long count, long of, double low, double high) {

    /** NaN where there is nothing. */
    public double value() {
        return of == 0 ? Double.NaN : (double) count / of;
    }
}
