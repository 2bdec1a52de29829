package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.prompt.PromptPlan;
import java.util.function.UnaryOperator;

/**
 * How the user wants answers, checked before a model is opened.
 *
 * @param options whole but for the texts of prompts that the model has yet to write
 * @param plan of the prompts
 */
record Asked(AnswerOptions options, PromptPlan plan) {

    Asked with(UnaryOperator<AnswerOptions> change) {
        return new Asked(change.apply(options), plan);
    }

    /** The options whole, for the model that will answer; it writes where it has to. */
    AnswerOptions by(Rose rose) {
        return plan.needsModel()
                ? options.withPrompts(rose.prompts(plan, options.template()))
                : options;
    }

    /** Says what is allowed and seldom meant. */
    void warn(Host host) {
        var alpha = options.totalAlpha();
        if (alpha > 1) {
            host.err()
                    .println(
                            "rose: alpha is %s in all; above 1 texts tend to fall apart, see docs/policies.md"
                                    .formatted(alpha));
            host.err().flush();
        }
    }
}
