package dev.rose.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A prompt of a benchmark.
 *
 * @param kind of text that it asks for: {@code prose}, {@code repetitive}, {@code code}, {@code
 *     chinese}, or {@code own}
 */
public record BenchPrompt(String kind, String text) {

    /** The built-in prompts: kinds take turns, so the first N of them are balanced for any N. */
    public static List<BenchPrompt> builtIn() {
        try (var in = Objects.requireNonNull(BenchPrompt.class.getResourceAsStream("prompts.txt"));
                var reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .map(parts -> new BenchPrompt(parts[0], parts[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
