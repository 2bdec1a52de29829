package dev.rose.template;

import java.util.Objects;

/**
 * A stretch of rendered text of one origin.
 *
 * @param text not empty
 * @param content true where the text came from a {@link MarkedString} of the context, false where
 *     the template (or an unmarked value) gave it
 */
public record Segment(String text, boolean content) {
    public Segment {
        Objects.requireNonNull(text);
    }
}
