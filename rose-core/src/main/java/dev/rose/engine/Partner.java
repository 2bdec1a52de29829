package dev.rose.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A second thread for the second context. It waits for work by spinning while answers run, since a
 * wake-up costs as much as a share of a step, and sleeps else.
 */
final class Partner implements AutoCloseable {
    /** About a fifth of a millisecond. */
    private static final int SPINS = 5000;

    private final Thread thread;
    private volatile long asked;
    private volatile long done;
    private volatile boolean awake;
    private volatile boolean ended;
    private @Nullable Runnable work;
    private @Nullable Throwable failure;

    Partner(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on work is expected soon. */
    void wake() {
        if (!awake) {
            awake = true;
            LockSupport.unpark(thread);
        }
    }

    /** No work is expected soon. */
    void sleep() {
        awake = false;
    }

    /**
     * Runs {@code first} here and {@code second} in the partner's thread; returns when both are
     * done.
     */
    void run(Runnable first, Runnable second) {
        wake();
        work = second;
        asked = done + 1;
        RuntimeException failed = null;
        try {
            first.run();
        } catch (RuntimeException e) {
            failed = e;
        }
        for (int spins = 0; done != asked; spins++) {
            pause(spins);
        }
        var partners = failure;
        failure = null;
        if (failed != null) {
            throw failed;
        }
        if (partners instanceof Error error) {
            throw error;
        }
        if (partners instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void run() {
        int spins = 0;
        while (!ended) {
            if (done != asked) {
                spins = 0;
                work();
            } else if (awake) {
                pause(spins++);
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Spins, and where the wait is long lets others have the core. */
    @SuppressWarnings("ThreadPriorityCheck") // no correctness hangs on it
    private static void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private void work() {
        try {
            var task = work;
            if (task != null) {
                task.run();
            }
        } catch (Throwable t) {
            // Rethrown to whoever asked; a partner that dies would leave them waiting for ever.
            failure = t;
        }
        done = asked;
    }

    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
    }
}
