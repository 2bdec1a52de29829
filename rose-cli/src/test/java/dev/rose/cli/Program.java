package dev.rose.cli;

import dev.rose.testing.RealModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, on this test's class path. */
final class Program {
    private static final int PATIENCE_SECONDS = 120;

    private final ProcessBuilder builder;
    private byte[] in = new byte[0];
    private int patience = PATIENCE_SECONDS;

    private Program(List<String> command) {
        builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("ROSE_") || name.startsWith("HF_"));
        environment.put("ROSE_HOME", RealModel.home().root().toString());
        environment.put("ROSE_OFFLINE", "1");
        // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes long.
        environment.put("ROSE_THREADS", "1");
    }

    /** {@code rose ARGS}, in the cache that has the real model, without network. */
    static Program rose(String... args) {
        RealModel.path();
        var command = new ArrayList<String>();
        // A shell that runs the tests in the background lets its children ignore Ctrl-C.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(args));
        return new Program(command);
    }

    Program environment(String name, String value) {
        builder.environment().put(name, value);
        return this;
    }

    Program in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    Program in(byte[] bytes) {
        in = bytes;
        return this;
    }

    /** Seconds that it may take, of a busy machine. */
    Program patience(int seconds) {
        patience = seconds;
        return this;
    }

    Program outTo(String file) {
        builder.redirectOutput(Redirect.to(Path.of(file).toFile()));
        return this;
    }

    Cli.Result run() {
        return start().end();
    }

    Running start() {
        try {
            var process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(in);
            } catch (IOException endedBefore) {
                // It did not want its input.
            }
            return new Running(
                    process,
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream())),
                    patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that runs. */
    record Running(Process process, CompletableFuture<String> err, int patience) {

        /** Waits for so many bytes of output and gives them. */
        String first(int bytes) {
            try {
                return new String(
                        process.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends Ctrl-C. */
        void interrupt() throws IOException, InterruptedException {
            var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("there is no process to interrupt");
            }
        }

        void closeOutput() throws IOException {
            process.getInputStream().close();
        }

        Cli.Result end() {
            try {
                var out = process.getInputStream();
                var rest = CompletableFuture.supplyAsync(() -> text(out));
                if (!process.waitFor(patience, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the program did not end; it said: " + err.join());
                }
                return new Cli.Result(process.exitValue(), rest.join(), err.join());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }
}
