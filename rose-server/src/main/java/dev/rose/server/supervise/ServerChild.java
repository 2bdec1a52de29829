package dev.rose.server.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server's process, seen from its parent. Over its standard output it says a line {@link
 * #LISTENING} with its address once it accepts connections and {@link #READY} once it answers; the
 * end of its standard input asks it to drain and end, so that it also ends where the parent was
 * killed.
 */
public final class ServerChild {
    /** Stands before the address, with a space between. */
    public static final String LISTENING = "listening";

    /** A line of its own. */
    public static final String READY = "ready";

    private final Process process;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private volatile @Nullable URI address;

    /** Starts the process of a server, with standard input and output for its parent. */
    @FunctionalInterface
    public interface Starter {
        Process start() throws IOException;
    }

    ServerChild(Process process) {
        this.process = process;
        Thread.ofVirtual().name("rose-child-output").start(this::listen);
    }

    private void listen() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(LISTENING + " ")) {
                    address = URI.create(line.substring(LISTENING.length() + 1));
                } else if (line.equals(READY)) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            // It ended, which is what the end of its output says too.
        } finally {
            ready.complete(false);
        }
    }

    /** Where it accepts connections; null while it does not. */
    @Nullable URI address() {
        return process.isAlive() ? address : null;
    }

    /** Waits until it answers, or gives false where it ended before. */
    boolean awaitReady() {
        return ready.join();
    }

    long pid() {
        return process.pid();
    }

    /** Waits for its end and gives its exit code. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to finish what runs and end. */
    void drain() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** Waits for its end and enforces it where it does not come. */
    void end(Duration most) {
        try {
            if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
