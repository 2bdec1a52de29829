package dev.rose.cli;

import dev.rose.server.ServerOptions.Door;
import dev.rose.server.access.TimeLimits;
import dev.rose.server.api.Bounds;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options that bound what requests can cost a server. */
final class BoundOptions {
    private static final int MOST_SLOTS = 64;
    private static final int MOST_QUEUE = 100_000;
    private static final long MOST_BODY = 1L << 30;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "4",
            description = "answers that are computed at a time (default: 4)")
    private int slots = 4;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "64",
            description = "requests that may wait for a slot; one more gets 429 (default: 64)")
    private int queue = 64;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "4m",
            description = "of a request's body; more gets 413 (default: 4m)")
    private String maxBody = "4m";

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "after which an answer ends as it is (default: 10m)")
    private String requestTimeout = "10m";

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "1m",
            description = "after which a client that neither sends nor reads is left (default: 1m)")
    private String idleTimeout = "1m";

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "for running answers when the server is told to end (default: 30s)")
    private String drain = "30s";

    int slots() {
        return inRange("--slots", 1, MOST_SLOTS, slots);
    }

    /**
     * How many requests are let in.
     *
     * @throws UsageException for an impossible value
     */
    Door door() {
        // Longer than an answer may take no place in the queue is worth waiting for.
        return new Door(slots(), inRange("--queue", 0, MOST_QUEUE, queue), requestTimeout());
    }

    /**
     * What one request may cost.
     *
     * @throws UsageException for an impossible value
     */
    Bounds bounds() {
        var others = Bounds.defaults();
        return new Bounds(
                maxBody(),
                new TimeLimits(requestTimeout(), idleTimeout()),
                others.quiet(),
                others.atOnce());
    }

    int maxBody() {
        var bytes = Quantity.bytes("--max-body", maxBody);
        if (bytes > MOST_BODY) {
            throw new UsageException("--max-body may be 1g, not '%s'".formatted(maxBody));
        }
        return Math.toIntExact(bytes);
    }

    Duration idleTimeout() {
        return Quantity.duration("--idle-timeout", idleTimeout);
    }

    private Duration requestTimeout() {
        return Quantity.duration("--request-timeout", requestTimeout);
    }

    Duration drain() {
        return Quantity.time("--drain", drain);
    }

    private static int inRange(String option, int least, int most, int value) {
        if (value < least || value > most) {
            throw new UsageException(
                    "%s must be from %d to %d, not %d".formatted(option, least, most, value));
        }
        return value;
    }
}
