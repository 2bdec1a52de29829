package dev.rose.cli.bench;

import java.util.Locale;

/** Numbers for people, the same in the table and on the page; a dash where there is none. */
final class Figures {
    private static final String NONE = "–";

    private Figures() {}

    /** {@code 7.80}, {@code 301}: three digits that count. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** {@code 0.5}: as it was given. */
    static String plain(float value) {
        return Float.toString(value);
    }

    /** {@code 1.31×}. */
    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f×", value) : NONE;
    }

    /** {@code 12%}. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f%%", share * 100) : NONE;
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A round number at an axis. */
    static String tick(double value) {
        return value == Math.rint(value)
                ? count((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
