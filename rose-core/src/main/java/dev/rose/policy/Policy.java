package dev.rose.policy;

import dev.rose.method.Strength;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How strict answers are to be: a named set of what makes up the contrast.
 *
 * @param name as {@code --policy} takes it
 * @param description for people; possibly empty
 * @param positive the safety prompt, not blank
 * @param reverse the prompts that are taken away from it, not empty
 * @param alpha strength of the contrast, finite and at least 0, shared by the reverse prompts that
 *     have no weight of their own
 * @param strength how that changes over an answer
 * @param plausibility tokens below this times the positive stream's best probability cannot win; at
 *     least 0, which is off, and below 1
 * @param template in place of the model's own; null for none
 */
public record Policy(
        String name,
        String description,
        String positive,
        List<ReverseChoice> reverse,
        float alpha,
        Strength strength,
        float plausibility,
        @Nullable Template template) {
    private static final Policy PAPER =
            new Policy(
                    "paper",
                    "exactly the paper: its two prompts, alpha 0.5 on every token",
                    PaperPrompts.POSITIVE,
                    List.of(ReverseChoice.of(new ReverseChoice.Manual())),
                    0.5f,
                    new Strength.Constant(),
                    0,
                    null);

    /**
     * A chat template that a policy names.
     *
     * @param name {@code auto}, {@code paper}, one that Rose knows, or a file's name
     * @param jinja the file's text; null where there is no file
     */
    public record Template(String name, @Nullable String jinja) {}

    public Policy {
        reverse = List.copyOf(reverse);
        if (!(alpha >= 0 && Float.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha must be finite and at least 0, not " + alpha);
        }
        if (!(plausibility >= 0 && plausibility < 1)) {
            throw new IllegalArgumentException(
                    "plausibility must be at least 0 and below 1, not " + plausibility);
        }
    }

    /** The default: exactly the paper. No file is read for it. */
    public static Policy paper() {
        return PAPER;
    }

    public Policy withName(String name, String description) {
        return new Policy(
                name, description, positive, reverse, alpha, strength, plausibility, template);
    }

    public Policy withReverse(List<ReverseChoice> reverse) {
        return new Policy(
                name, description, positive, reverse, alpha, strength, plausibility, template);
    }

    public Policy withTemplate(@Nullable Template template) {
        return new Policy(
                name, description, positive, reverse, alpha, strength, plausibility, template);
    }

    /** Whether each reverse prompt has a weight of its own, so that alpha says nothing. */
    public boolean isWeighted() {
        return reverse.stream().allMatch(choice -> choice.weight() != null);
    }

    /** Its prompts, without instructions of the user's own. */
    public PromptPlan prompts() {
        return new PromptPlan(positive, null, reverse);
    }
}
