package dev.rose.server.api;

import dev.rose.server.access.TimeLimits;
import java.time.Duration;

/**
 * What a request may cost.
 *
 * @param body bytes of its body
 * @param time that its answers may take; without a stream the idle time is that of the connection
 * @param quiet time after which a stream without events gets a ping
 * @param atOnce answers of one request that run at a time
 */
public record Bounds(int body, TimeLimits time, Duration quiet, int atOnce) {
    public Bounds {
        if (body < 1 || atOnce < 1) {
            throw new IllegalArgumentException(
                    "body and atOnce must be at least 1: %d, %d".formatted(body, atOnce));
        }
        if (!quiet.isPositive()) {
            throw new IllegalArgumentException("quiet must be positive, not " + quiet);
        }
    }

    public static Bounds defaults() {
        return new Bounds(4 << 20, TimeLimits.defaults(), Duration.ofSeconds(15), 2);
    }
}
