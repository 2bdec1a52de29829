package dev.rose.catalogue;

import java.time.Duration;

/**
 * How long a download is tried before it is given up. Nothing waits for ever.
 *
 * @param attempts requests for one file at most without new bytes in between; at least 1
 * @param firstPause pause after the first failure; each further one doubles it
 * @param longestPause upper bound of a pause. A server that asks for a longer one with {@code
 *     Retry-After} ends the download
 * @param connect time until a connection stands
 * @param stall time without a single byte, of the answer's head as of its body
 */
public record Patience(
        int attempts,
        Duration firstPause,
        Duration longestPause,
        Duration connect,
        Duration stall) {

    public Patience {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
        for (var time : new Duration[] {firstPause, longestPause, connect, stall}) {
            if (!time.isPositive()) {
                throw new IllegalArgumentException("a time must be positive, not " + time);
            }
        }
    }

    /** Five attempts with pauses of 1, 2, 4 and 8 seconds; 15 s to connect, 30 s without a byte. */
    public static Patience defaults() {
        return new Patience(
                5,
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30));
    }

    /** The pause after the given failure, counted from 1. */
    Duration pauseAfter(int failure) {
        var doubled = firstPause.multipliedBy(1L << Math.min(failure - 1, 20));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
