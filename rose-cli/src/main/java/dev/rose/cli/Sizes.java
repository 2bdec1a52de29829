package dev.rose.cli;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Sizes {

    private Sizes() {}

    /** Decimal: {@code 98.4 MB}. */
    static String bytes(long count) {
        var value = (double) count;
        var unit = 0;
        while (value >= 999.95 && unit < 4) {
            value /= 1000;
            unit++;
        }
        return unit == 0
                ? count + " B"
                : String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit - 1));
    }
}
