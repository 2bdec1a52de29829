package dev.rose.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A conversation as the model will read it, with the template's own text told apart from what
 * people wrote. Neighbouring segments are of different kinds and none is empty.
 *
 * @param segments in order
 * @param grammar the template's source and the special tokens that it knows by name; empty for one
 *     without a source. What it spells is structure, also where this conversation does not use it
 */
public record RenderedPrompt(List<Segment> segments, String grammar) {

    /** A run of text from one source. */
    public sealed interface Segment {

        /** Not empty. */
        String text();

        /** The template's text: spellings of control tokens in it become control tokens. */
        record Structure(String text) implements Segment {}

        /** Text of users or system prompts: nothing in it becomes a control token. */
        record Content(String text) implements Segment {}
    }

    public RenderedPrompt {
        segments = List.copyOf(segments);
    }

    /** A prompt of a template that has no source. */
    public RenderedPrompt(List<Segment> segments) {
        this(segments, "");
    }

    /** The whole as one text. */
    public String text() {
        return segments.stream().map(Segment::text).collect(Collectors.joining());
    }

    /** With text of people behind it, as what an answer begins with; the same where it is empty. */
    public RenderedPrompt withEnding(String text) {
        if (text.isEmpty()) {
            return this;
        }
        var builder = new Builder();
        for (var segment : segments) {
            switch (segment) {
                case Segment.Structure(var own) -> builder.structure(own);
                case Segment.Content(var own) -> builder.content(own);
            }
        }
        return builder.content(text).build(grammar);
    }

    /** Collects segments; empty ones vanish and neighbours of a kind become one. */
    static final class Builder {
        private final List<Segment> segments = new ArrayList<>();

        Builder structure(String text) {
            if (!text.isEmpty()) {
                if (!segments.isEmpty()
                        && segments.getLast() instanceof Segment.Structure(var before)) {
                    segments.removeLast();
                    segments.add(new Segment.Structure(before + text));
                } else {
                    segments.add(new Segment.Structure(text));
                }
            }
            return this;
        }

        Builder content(String text) {
            if (!text.isEmpty()) {
                if (!segments.isEmpty()
                        && segments.getLast() instanceof Segment.Content(var before)) {
                    segments.removeLast();
                    segments.add(new Segment.Content(before + text));
                } else {
                    segments.add(new Segment.Content(text));
                }
            }
            return this;
        }

        RenderedPrompt build() {
            return new RenderedPrompt(segments);
        }

        RenderedPrompt build(String grammar) {
            return new RenderedPrompt(segments, grammar);
        }
    }
}
