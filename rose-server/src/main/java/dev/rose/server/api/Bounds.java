package dev.rose.server.api;

import java.time.Duration;

/**
 * What a request may cost.
 *
 * @param body bytes of its body
 * @param request time from its body to its last byte
 * @param idle time in which the client neither sends nor reads anything
 * @param quiet time after which a stream without events gets a ping
 * @param atOnce answers of one request that run at a time
 */
public record Bounds(int body, Duration request, Duration idle, Duration quiet, int atOnce) {
    public Bounds {
        if (body < 1 || atOnce < 1) {
            throw new IllegalArgumentException(
                    "body and atOnce must be at least 1: %d, %d".formatted(body, atOnce));
        }
        for (var time : new Duration[] {request, idle, quiet}) {
            if (!time.isPositive()) {
                throw new IllegalArgumentException("times must be positive, not " + time);
            }
        }
    }

    public static Bounds defaults() {
        return new Bounds(
                4 << 20, Duration.ofMinutes(10), Duration.ofSeconds(60), Duration.ofSeconds(15), 2);
    }
}
