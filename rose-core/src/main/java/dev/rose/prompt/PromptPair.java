package dev.rose.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * The system prompts of the streams: one positive, one or more reverse.
 *
 * @param positive what is asked of the model, not blank
 * @param reverse what is asked of its opposites, not empty
 */
public record PromptPair(String positive, List<ReversePrompt> reverse) {
    public PromptPair {
        if (positive.isBlank()) {
            throw new IllegalArgumentException("the positive prompt is blank");
        }
        reverse = List.copyOf(reverse);
        if (reverse.isEmpty()) {
            throw new IllegalArgumentException("there is no reverse prompt");
        }
    }

    /** The paper's: Llama 2's system prompt against Manual-Reverse. */
    public static PromptPair paper() {
        return new PromptPair(PaperPrompts.POSITIVE, List.of(ReversePrompt.manual()));
    }

    public PromptPair withPositive(String positive) {
        return new PromptPair(positive, reverse);
    }

    public PromptPair withReverse(ReversePrompt... reverse) {
        return new PromptPair(positive, List.of(reverse));
    }

    /**
     * The α of each reverse prompt, in order. One that has a weight of its own keeps it; those that
     * have none share {@code alpha} equally, so that a single reverse prompt gets {@code alpha}
     * itself and two get half of it each.
     */
    public List<Float> weights(float alpha) {
        var sharing = reverse.stream().filter(prompt -> prompt.weight() == null).count();
        var weights = new ArrayList<Float>(reverse.size());
        for (var prompt : reverse) {
            var own = prompt.weight();
            weights.add(own != null ? own : alpha / sharing);
        }
        return weights;
    }
}
