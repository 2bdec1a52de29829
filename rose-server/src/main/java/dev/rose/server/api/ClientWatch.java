package dev.rose.server.api;

import dev.rose.server.access.Deadline;
import dev.rose.server.access.TimeLimits;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a request beside the thread that answers it: ends its answers when the client has
 * gone or the time is over, and pings where the line is quiet.
 */
final class ClientWatch implements AutoCloseable {
    private static final long TICK_MS = 50;

    private final Client client;
    private final Running running;
    private volatile @Nullable Deadline deadline;
    private final @Nullable SseWriter events;
    private final long quietNanos;
    private final Thread thread;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * @param events where pings go; null where there is no stream
     */
    ClientWatch(Client client, Running running, Bounds bounds, @Nullable SseWriter events) {
        this.client = client;
        this.running = running;
        this.events = events;
        this.quietNanos = bounds.quiet().toNanos();
        this.thread = Thread.ofVirtual().name("rose-client-watch").start(this::watch);
    }

    /** The answers begin now: from here on they have an end. */
    void startTime(TimeLimits limits) {
        if (events == null) {
            // Nothing is written before the end, so only the whole time counts.
            deadline = Deadline.of(new TimeLimits(limits.request(), limits.request()));
        } else {
            var started = Deadline.of(limits);
            events.tell(started);
            deadline = started;
        }
    }

    private void watch() {
        while (isDue()) {
            if (client.hasGone()) {
                running.end(Ending.CLIENT_GONE);
                return;
            }
            var end = deadline;
            if (end != null && end.over()) {
                running.end(Ending.TIMEOUT);
            }
            if (events != null && events.quietNanos() > quietNanos) {
                try {
                    events.ping();
                } catch (IOException e) {
                    running.end(Ending.CLIENT_GONE);
                    return;
                }
            }
        }
    }

    /** Waits for the next look; false when there is none. */
    private boolean isDue() {
        try {
            return !over.await(TICK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops looking. After that nobody but the server reads the connection. */
    @Override
    public void close() {
        over.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
