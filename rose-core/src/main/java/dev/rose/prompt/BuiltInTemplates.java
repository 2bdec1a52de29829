package dev.rose.prompt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The usual forms of prompts, for models that ship no template of their own: short texts of Rose's,
 * without the tools and special cases of any one model.
 */
public final class BuiltInTemplates {
    private static final List<String> NAMES =
            List.of(
                    "alpaca",
                    "chatml",
                    "deepseek",
                    "gemma",
                    "llama2",
                    "llama3",
                    "mistral",
                    "phi3",
                    "vicuna",
                    "zephyr");

    private BuiltInTemplates() {}

    /** In alphabetical order. */
    public static List<String> names() {
        return NAMES;
    }

    /** The Jinja source of the template of that name. */
    public static Optional<String> source(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try (var in = BuiltInTemplates.class.getResourceAsStream("templates/" + name + ".jinja")) {
            if (in == null) {
                throw new IllegalStateException("the template " + name + " is not in the jar");
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
