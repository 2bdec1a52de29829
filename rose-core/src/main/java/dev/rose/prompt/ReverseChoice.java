package dev.rose.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A reverse prompt that is asked for; its text may depend on the positive one.
 *
 * @param source where its text comes from
 * @param weight its α, finite and at least 0, or null for a share of the common one
 */
public record ReverseChoice(Source source, @Nullable Float weight) {

    /** Where the text of a reverse prompt comes from. */
    public sealed interface Source {}

    /** The paper's Manual-Reverse, whatever the positive prompt is. */
    public record Manual() implements Source {}

    /** The positive prompt with antonyms in it. */
    public record Opposite() implements Source {}

    /**
     * Random words, as many as the positive prompt has.
     *
     * @param seed the same seed gives the same words
     */
    public record Random(long seed) implements Source {}

    /** The model that answers writes the reverse of the positive prompt first. */
    public record ByModel() implements Source {}

    /**
     * A text of one's own.
     *
     * @param name for people and reports, for instance a file's name
     * @param text not blank
     */
    public record Text(String name, String text) implements Source {}

    public ReverseChoice {
        if (weight != null && !(weight >= 0 && Float.isFinite(weight))) {
            throw new IllegalArgumentException(
                    "the weight of a reverse prompt must be finite and at least 0, not " + weight);
        }
        if (source instanceof Text(var name, var text) && text.isBlank()) {
            throw new IllegalArgumentException("the reverse prompt '" + name + "' is blank");
        }
    }

    /** One with a share of the common weight. */
    public static ReverseChoice of(Source source) {
        return new ReverseChoice(source, null);
    }

    public ReverseChoice withWeight(float weight) {
        return new ReverseChoice(source, weight);
    }

    /**
     * The reverse of {@code positive}.
     *
     * @param writer asked for {@link ByModel} alone
     */
    ReversePrompt facing(String positive, ReverseWriter writer) {
        var prompt =
                switch (source) {
                    case Manual() -> ReversePrompt.manual();
                    case Opposite() -> ReversePrompt.opposite(positive);
                    case Random(var seed) -> ReversePrompt.random(positive, seed);
                    case ByModel() -> new ReversePrompt("model", writer.write(positive), null);
                    case Text(var name, var text) -> new ReversePrompt(name, text, null);
                };
        return new ReversePrompt(prompt.name(), prompt.text(), weight);
    }
}
