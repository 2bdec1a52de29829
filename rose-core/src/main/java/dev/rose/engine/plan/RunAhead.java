package dev.rose.engine.plan;

/**
 * How far the positive stream gets on its own: it goes on as long as its best token is clear of the
 * second, and the reverse streams then check all of it in one decode. Learned as answers go on. Not
 * thread-safe.
 */
public final class RunAhead {
    /** Rows that the positive stream runs ahead at most. */
    public static final int MOST_ROWS = 16;

    /** In logits: below it the positive stream's best token is not trusted to be the contrast's. */
    public static final float CLEAR_MARGIN = 0.5f;

    private static final double FADE = 0.95;

    private double runs = 2;
    private double rows = 10;
    private double tokens = 9;

    /** Learns from a run of {@code rows} rows of which {@code tokens} tokens were taken. */
    public void observe(int newRows, int newTokens) {
        runs = runs * FADE + 1;
        rows = rows * FADE + newRows;
        tokens = tokens * FADE + newTokens;
    }

    /** Milliseconds a token that running ahead is expected to take. */
    double msPerToken(CostCurve curve, int streams) {
        double rowsEach = rows / runs;
        double ahead = rowsEach * curve.ms(Way.JOINT, 1);
        double check = curve.ms(Way.JOINT, (int) Math.round(rowsEach * (streams - 1)));
        return (ahead + check) / (tokens / runs);
    }
}
