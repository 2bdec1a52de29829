package dev.rose.eval.sweep;

/**
 * So many of so many.
 *
 * @param of at least {@code count}; 0 where nothing could be counted
 */
public record Share(int count, int of) {
    static final Share NOTHING = new Share(0, 0);

    public Share {
        if (count < 0 || count > of) {
            throw new IllegalArgumentException("%d of %d".formatted(count, of));
        }
    }

    Share plus(boolean counts) {
        return new Share(count + (counts ? 1 : 0), of + 1);
    }

    /** From 0 to 1; 0 where nothing could be counted. */
    public double value() {
        return of == 0 ? 0 : (double) count / of;
    }
}
