package dev.rose.cli;

import dev.rose.error.RoseException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * What Ctrl-C (or a request to terminate) does while a command runs: it asks the command to stop
 * and keeps the JVM until it has, so that what there is gets printed and no native code is running
 * when the process ends. The JVM then exits with 130 (143 for SIGTERM) on its own.
 */
final class Interruption implements AutoCloseable {
    /** A pass over a long prompt cannot be stopped half-way; then the process ends regardless. */
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interruption");
    private Runnable stop;
    private boolean requested;

    /**
     * Runs a command that can be interrupted; its code, or that of an interruption.
     *
     * @param command may end early, or fail, once it was asked to stop
     */
    static int around(ToIntFunction<Interruption> command) {
        try (var interruption = new Interruption()) {
            try {
                var code = command.applyAsInt(interruption);
                return interruption.requested() ? ExitCode.INTERRUPTED : code;
            } catch (Output.ClosedException e) {
                return ExitCode.DONE;
            } catch (RoseException | IllegalStateException e) {
                // The latter where a wait was interrupted.
                if (interruption.requested()) {
                    return ExitCode.INTERRUPTED;
                }
                throw e;
            }
        }
    }

    /** Until {@link #stopsBy} says otherwise, the thread that calls this is interrupted. */
    Interruption() {
        stop = Thread.currentThread()::interrupt;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From here on {@code stop} is what ends the command; done at once if it was asked for. */
    synchronized void stopsBy(Runnable stop) {
        this.stop = stop;
        if (requested) {
            stop.run();
        }
    }

    synchronized boolean requested() {
        return requested;
    }

    private void request() {
        synchronized (this) {
            requested = true;
            stop.run();
        }
        try {
            var _ = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended and let go of everything native. */
    @Override
    public void close() {
        done.countDown();
        if (!requested()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // The hook runs and finds the latch open.
            }
        }
    }
}
