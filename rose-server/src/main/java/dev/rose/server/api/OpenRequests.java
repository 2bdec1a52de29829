package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The requests that are being answered, and the end of all of them. Thread-safe. */
public final class OpenRequests {
    private final Set<Running> requests = new HashSet<>();
    private boolean draining;

    /**
     * @throws ApiException 503 while the server stops
     */
    synchronized Running begin() {
        if (draining) {
            throw ApiException.unavailable("stopping", "the server is stopping; ask another one");
        }
        var running = new Running();
        requests.add(running);
        return running;
    }

    synchronized void end(Running running) {
        requests.remove(running);
        notifyAll();
    }

    /** Requests that are being answered or wait for that. */
    public synchronized int count() {
        return requests.size();
    }

    /** Whether no new ones are taken. */
    public synchronized boolean isDraining() {
        return draining;
    }

    /**
     * Takes no new ones, waits for those that run, and ends those that take longer.
     *
     * @param most how long to wait; after that, answers end within a step
     * @throws InterruptedException while it waits
     */
    public synchronized void drain(Duration most) throws InterruptedException {
        draining = true;
        awaitNone(most);
        requests.forEach(running -> running.end(Ending.DRAIN));
        awaitNone(Duration.ofSeconds(5));
    }

    private void awaitNone(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!requests.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
