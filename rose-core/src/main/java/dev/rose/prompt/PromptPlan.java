package dev.rose.prompt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the streams are to be told, before it is text: a safety prompt, instructions of the user's
 * own, and which reverse prompts face them.
 *
 * <p>With both, each stream reads its safety or reverse prompt, a blank line, and the user's
 * instructions, so that only safety is contrasted. Without a safety prompt the user's own is the
 * positive one, and the reverse prompts are the reverse of that.
 *
 * @param safety the prompt that is contrasted, not blank; null for none
 * @param own instructions that all streams are given, not blank; null for none
 * @param reverse not empty
 */
public record PromptPlan(
        @Nullable String safety, @Nullable String own, List<ReverseChoice> reverse) {
    private static final PromptPlan PAPER =
            new PromptPlan(
                    PaperPrompts.POSITIVE,
                    null,
                    List.of(ReverseChoice.of(new ReverseChoice.Manual())));

    public PromptPlan {
        if (safety == null && own == null) {
            throw new IllegalArgumentException("there is no positive prompt");
        }
        if ((safety != null && safety.isBlank()) || (own != null && own.isBlank())) {
            throw new IllegalArgumentException("a prompt is blank");
        }
        reverse = List.copyOf(reverse);
        if (reverse.isEmpty()) {
            throw new IllegalArgumentException("there is no reverse prompt");
        }
    }

    /** The paper's, without instructions of one's own. */
    public static PromptPlan paper() {
        return PAPER;
    }

    /** With instructions that every stream is given. */
    public PromptPlan withOwn(String own) {
        return new PromptPlan(safety, own, reverse);
    }

    public PromptPlan withReverse(List<ReverseChoice> reverse) {
        return new PromptPlan(safety, own, reverse);
    }

    /** {@code own} alone, against the reverse of it. */
    public static PromptPlan ofOwn(String own, List<ReverseChoice> reverse) {
        return new PromptPlan(null, own, reverse);
    }

    /** Whether {@link #toPair} asks its writer. */
    public boolean needsModel() {
        return reverse.stream()
                .anyMatch(choice -> choice.source() instanceof ReverseChoice.ByModel);
    }

    /**
     * The texts.
     *
     * @param writer asked where {@link #needsModel}
     * @throws dev.rose.error.RoseException where {@link ReverseChoice.Opposite} finds nothing to
     *     turn round, and as the writer
     */
    public PromptPair toPair(ReverseWriter writer) {
        var contrasted = safety != null ? safety : own;
        if (contrasted == null) {
            throw new IllegalStateException("there is no positive prompt");
        }
        var added = safety != null ? own : null;
        var prompts = new ArrayList<ReversePrompt>();
        for (var choice : reverse) {
            var prompt = choice.facing(contrasted, writer);
            prompts.add(
                    new ReversePrompt(
                            prompt.name(), joinedWith(added, prompt.text()), prompt.weight()));
        }
        return new PromptPair(joinedWith(added, contrasted), prompts);
    }

    private static String joinedWith(@Nullable String own, String prompt) {
        return own == null ? prompt : joined(prompt, own);
    }

    /** A stream's prompt with instructions behind it that all streams are given. */
    public static String joined(String prompt, String own) {
        return prompt + "\n\n" + own;
    }
}
