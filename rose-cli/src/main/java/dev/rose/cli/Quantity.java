package dev.rose.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers with a unit behind them, as options take them. */
final class Quantity {
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)([a-z]*)");
    private static final long MILLIS = 1000;

    private Quantity() {}

    /** {@code 30s}, {@code 500ms}, {@code 5m}, {@code 2h}, or seconds alone; above 0. */
    static Duration duration(String option, String text) {
        var time = time(option, text);
        if (time.isZero()) {
            throw new UsageException("%s must be more than 0, not '%s'".formatted(option, text));
        }
        return time;
    }

    /** As {@link #duration}, or 0. */
    static Duration time(String option, String text) {
        var match = NUMBER.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (match.matches()) {
            long millis =
                    switch (match.group(2)) {
                        case "ms" -> 1;
                        case "", "s" -> MILLIS;
                        case "m", "min" -> 60 * MILLIS;
                        case "h" -> 3600 * MILLIS;
                        default -> 0;
                    };
            if (millis > 0) {
                return Duration.ofMillis(times(match.group(1), millis));
            }
        }
        throw new UsageException(
                "%s takes a time such as 30s, 500ms, 5m or 2h, not '%s'".formatted(option, text));
    }

    /** {@code 4m}, {@code 512k}, {@code 8g} (powers of 1024), or bytes alone; above 0. */
    static long bytes(String option, String text) {
        var match = NUMBER.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (match.matches()) {
            long unit =
                    switch (match.group(2)) {
                        case "", "b" -> 1;
                        case "k", "kb", "kib" -> 1L << 10;
                        case "m", "mb", "mib" -> 1L << 20;
                        case "g", "gb", "gib" -> 1L << 30;
                        case "t", "tb", "tib" -> 1L << 40;
                        default -> 0;
                    };
            var bytes = times(match.group(1), unit);
            if (bytes > 0) {
                return bytes;
            }
        }
        throw new UsageException(
                "%s takes a size such as 512k, 4m or 8g, not '%s'".formatted(option, text));
    }

    private static long times(String number, long unit) {
        return new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValue();
    }
}
