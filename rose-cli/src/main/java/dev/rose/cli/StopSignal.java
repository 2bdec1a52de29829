package dev.rose.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What SIGTERM, Ctrl-C or the end of the parent mean to a server: to end well. The process stays
 * until the command has ended and exits with the command's code, not with that of the signal.
 */
final class StopSignal implements AutoCloseable {
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Duration most;
    private final Thread hook = new Thread(this::signalled, "stop");
    private volatile int code = ExitCode.FAILED;

    /**
     * @param most time that the command has to end once it was asked to
     */
    StopSignal(Duration most) {
        this.most = most;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Completed when the command is to end. */
    CompletableFuture<Void> asked() {
        return asked;
    }

    /** Asks the command to end. */
    void ask() {
        asked.complete(null);
    }

    /** The code that the process ends with if a signal ended it. */
    void endsWith(int code) {
        this.code = code;
    }

    private void signalled() {
        ask();
        try {
            var _ = ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // In a hook the JVM's own code would be the signal's.
        Runtime.getRuntime().halt(code);
    }

    /** The command has ended. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs and finds the latch open.
        }
    }
}
