package dev.rose.server.access;

import java.time.Duration;

/**
 * How long an answer may take.
 *
 * @param request from the moment that it has a slot to its end
 * @param idle without anything written to the client
 */
public record TimeLimits(Duration request, Duration idle) {
    public TimeLimits {
        requirePositive("time per request", request);
        requirePositive("idle time", idle);
    }

    /** Ten minutes, and one without a token. */
    public static TimeLimits defaults() {
        return new TimeLimits(Duration.ofMinutes(10), Duration.ofMinutes(1));
    }

    private static void requirePositive(String name, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("the " + name + " must be positive, not " + time);
        }
    }
}
