package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.policy.Policy;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what the streams read and how strong the contrast is. */
class PromptOptions extends PolicyOptions {
    private static final List<ReverseChoice> OPPOSITE =
            List.of(ReverseChoice.of(new ReverseChoice.Opposite()));
    private static final List<ReverseChoice> UNUSED =
            List.of(ReverseChoice.of(new ReverseChoice.Manual()));

    @Option(
            names = "--system",
            paramLabel = "TEXT|@FILE",
            description =
                    "instructions of your own, for every stream, behind its safety or reverse prompt")
    private @Nullable String system;

    @Option(
            names = "--no-safety-prompt",
            description =
                    "contrast --system alone with its reverse: its opposite, or what --reverse"
                            + " says")
    private boolean noSafetyPrompt;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "tokens of the answer at most (default: 128)")
    private int maxTokens = 128;

    final int maxTokens() {
        return maxTokens;
    }

    /**
     * What is asked for, checked: the policy, and the options that go before it.
     *
     * @param mode prompts that it has no use for are not made
     * @throws UsageException for an impossible value
     */
    final Asked asked(Map<String, String> environment, Mode mode) {
        var policy = policy(environment);
        var plan = mode == Mode.PLAIN ? plan(policy).withReverse(UNUSED) : plan(policy);
        // A prompt that the model is still to write is stood in for by the one that it faces.
        var options =
                AnswerOptions.defaults()
                        .withMode(mode)
                        .withPolicy(policy, plan.toPair(facing -> facing))
                        .withMaxTokens(maxTokens);
        var alpha = alpha();
        if (alpha != null) {
            options = options.withAlpha(alpha);
        }
        var template = template();
        if (template != null) {
            options = options.withTemplate(template);
        }
        return new Asked(options, plan);
    }

    private PromptPlan plan(Policy policy) {
        var named = reverse();
        var own = system == null ? null : TextArgument.text("--system", system);
        if (noSafetyPrompt) {
            if (own == null) {
                throw new UsageException(
                        "--no-safety-prompt contrasts --system alone; give one, or leave it out");
            }
            return PromptPlan.ofOwn(own, named.isEmpty() ? OPPOSITE : named);
        }
        var plan = named.isEmpty() ? policy.prompts() : policy.prompts().withReverse(named);
        return own == null ? plan : plan.withOwn(own);
    }
}
