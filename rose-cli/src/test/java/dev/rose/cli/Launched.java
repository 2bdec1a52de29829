package dev.rose.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A finished run of the launcher.
 *
 * @param code its exit code
 * @param out all of standard output
 * @param err all of standard error
 */
record Launched(int code, String out, String err) {
    private static final long LIMIT_SECONDS = 60;

    /** The folder that the build laid out: the program as it is shipped. */
    static Path distribution() {
        return Path.of("target", "rose").toAbsolutePath();
    }

    /** The whole checkout that this test belongs to. */
    static Path checkout() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /** A command under preparation. */
    static Launch of(Path program, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new Launch(command, Map.of(), "", Path.of("").toAbsolutePath());
    }

    /**
     * What is to be run.
     *
     * @param environment set over this process's own; an empty value removes the variable
     * @param input all of standard input
     */
    record Launch(
            List<String> command, Map<String, String> environment, String input, Path folder) {
        Launch with(String name, String value) {
            var more = new HashMap<>(environment);
            more.put(name, value);
            return new Launch(command, more, input, folder);
        }

        Launch reading(String text) {
            return new Launch(command, environment, text, folder);
        }

        Launch in(Path other) {
            return new Launch(command, environment, input, other);
        }

        Process start() throws IOException {
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            // What the build sets for Maven's JVM is not what a user's shell has.
            builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            return builder.start();
        }

        Launched run() throws IOException, InterruptedException {
            var process = start();
            var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException notRead) {
                // The program ended without reading all of it.
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "%s ran for more than %d s: %s%s"
                                .formatted(command, LIMIT_SECONDS, out.join(), err.join()));
            }
            return new Launched(process.exitValue(), out.join(), err.join());
        }

        private static String text(java.io.InputStream in) {
            try (in) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
