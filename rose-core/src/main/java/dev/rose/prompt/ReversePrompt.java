package dev.rose.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A system prompt that asks for the opposite of what is wanted.
 *
 * @param name for people and reports: {@code manual}, a file's name
 * @param text the prompt, not blank
 * @param weight its α, finite and at least 0, or null for a share of the common one (see {@link
 *     PromptPair#weights})
 */
public record ReversePrompt(String name, String text, @Nullable Float weight) {
    public ReversePrompt {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the reverse prompt '" + name + "' is blank");
        }
        if (weight != null && !(weight >= 0 && Float.isFinite(weight))) {
            throw new IllegalArgumentException(
                    "the weight of a reverse prompt must be finite and at least 0, not " + weight);
        }
    }

    /** The paper's Manual-Reverse with a share of the common weight. */
    public static ReversePrompt manual() {
        return new ReversePrompt("manual", PaperPrompts.MANUAL_REVERSE, null);
    }

    /** A prompt of one's own with a share of the common weight. */
    public static ReversePrompt of(String text) {
        return new ReversePrompt("custom", text, null);
    }

    /**
     * The paper's Opposite-Replace: {@code prompt} with antonyms in it, with a share of the common
     * weight. For English prompts.
     *
     * @throws dev.rose.error.RoseException with kind {@code INVALID_REQUEST} where nothing in it
     *     has an opposite
     */
    public static ReversePrompt opposite(String prompt) {
        return new ReversePrompt("opposite", Opposite.of(prompt), null);
    }

    /**
     * The paper's Rand-Words: as many random words as {@code prompt} has, with a share of the
     * common weight.
     *
     * @param seed the same seed and number of words give the same text
     */
    public static ReversePrompt random(String prompt, long seed) {
        return new ReversePrompt("random", RandomWords.of(prompt, seed), null);
    }

    public ReversePrompt withWeight(float weight) {
        return new ReversePrompt(name, text, weight);
    }
}
