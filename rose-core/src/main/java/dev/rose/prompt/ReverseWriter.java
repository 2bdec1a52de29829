package dev.rose.prompt;

/** Writes the reverse of a prompt; a model does. */
@FunctionalInterface
public interface ReverseWriter {

    /**
     * The reverse of {@code prompt}, not blank.
     *
     * @throws dev.rose.error.RoseException where it cannot be written
     */
    String write(String prompt);
}
