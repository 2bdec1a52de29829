package dev.rose.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The built program, serving the default model on a free port. */
final class Program implements AutoCloseable {
    private static final String READY = "rose: ready on ";

    private final Process process;
    private final String address;

    private Program(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static Program start() throws IOException {
        var rose = Path.of("..", "rose-cli", "target", "rose", "rose").toAbsolutePath().normalize();
        var builder =
                new ProcessBuilder(rose.toString(), "serve", "--port", "0", "--model", "smollm2");
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes long.
        builder.environment().put("ROSE_THREADS", "1");
        var process = builder.start();
        var said = new StringBuilder();
        var err =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (var line = err.readLine(); line != null; line = err.readLine()) {
            if (line.startsWith(READY)) {
                Thread.ofVirtual().start(() -> err.lines().forEach(more -> {}));
                return new Program(process, line.substring(READY.length()));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the server ended before it was ready: " + said);
    }

    /** As clients take it. */
    String baseUrl() {
        return address + "/v1";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
