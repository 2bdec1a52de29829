package dev.rose.template;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one render goes: the time that {@code strftime_now} shows, and what the template may spend.
 *
 * @param now the time to show; null for the clock's, in the system's time zone
 * @param maxSteps the work a render may do, in operations of the template and, for long texts, in
 *     eights of characters; at least 1. A render gets more in proportion to its context: 64 steps
 *     for each value, and as many for each 16 characters of its texts
 * @param maxText the longest text, in chars, that the render may build, the result included; at
 *     least 1
 */
public record RenderOptions(@Nullable LocalDateTime now, long maxSteps, int maxText) {
    private static final RenderOptions DEFAULTS = new RenderOptions(null, 5_000_000, 1 << 24);

    public RenderOptions {
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps must be at least 1, not " + maxSteps);
        }
        if (maxText < 1) {
            throw new IllegalArgumentException("maxText must be at least 1, not " + maxText);
        }
    }

    /** The clock's time, 5 million steps, 16 million characters. */
    public static RenderOptions defaults() {
        return DEFAULTS;
    }

    /** The same limits at midnight of the given day. */
    public RenderOptions withDate(LocalDate date) {
        return withNow(date.atStartOfDay());
    }

    public RenderOptions withNow(LocalDateTime time) {
        return new RenderOptions(Objects.requireNonNull(time), maxSteps, maxText);
    }

    public RenderOptions withMaxSteps(long steps) {
        return new RenderOptions(now, steps, maxText);
    }

    public RenderOptions withMaxText(int chars) {
        return new RenderOptions(now, maxSteps, chars);
    }
}
