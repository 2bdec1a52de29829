package dev.rose.policy;

/**
 * Something wrong in a policy's file.
 *
 * @param line from 1
 * @param key where in the document, for instance {@code reverse[1].weight}; empty for the document
 *     itself
 * @param message what was wrong, what was seen, and what is allowed
 */
public record PolicyProblem(int line, String key, String message) {

    /** On one line, as compilers write it. */
    public String in(String file) {
        return "%s:%d: %s%s".formatted(file, line, key.isEmpty() ? "" : key + ": ", message);
    }
}
