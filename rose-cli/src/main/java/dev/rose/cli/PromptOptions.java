package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.TemplateChoice;
import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import dev.rose.prompt.PromptPlan;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what the streams read and how strong the contrast is. */
class PromptOptions {
    private static final List<ReverseChoice> OPPOSITE =
            List.of(ReverseChoice.of(new ReverseChoice.Opposite()));
    private static final List<ReverseChoice> UNUSED =
            List.of(ReverseChoice.of(new ReverseChoice.Manual()));

    @Option(
            names = "--policy",
            paramLabel = "NAME|FILE",
            description =
                    "what the streams read and how strong the contrast is: paper (default), strict,"
                            + " balanced, permissive, or one of yours; see ./rose policy. The"
                            + " options below go before it")
    private @Nullable String policy;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description =
                    "strength of the contrast (default: 0.5); reverse prompts without a"
                            + " WEIGHT share it equally")
    private @Nullable Float alpha;

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
            names = "--reverse",
            paramLabel = "PROMPT[:WEIGHT]",
            description =
                    "a reverse prompt: manual (default, the paper's), opposite (antonyms in the"
                            + " positive prompt), random or random=SEED (random words), model (the"
                            + " model writes it), TEXT or @FILE; may be repeated")
    private List<String> reverse = List.of();

    @Option(
            names = "--template",
            paramLabel = "NAME|@FILE",
            description =
                    "auto (default, the model's own), paper (the plain one), a name such as"
                            + " chatml, llama3, gemma, mistral, or the file of one in Jinja")
    private @Nullable String template;

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
        if (alpha != null) {
            options = options.withAlpha(alpha);
        }
        if (template != null) {
            options = options.withTemplate(template(template));
        }
        return new Asked(options, plan);
    }

    private Policy policy(Map<String, String> environment) {
        if (policy == null) {
            return Policy.paper(); // without a file or a YAML reader
        }
        if (policy.isBlank()) {
            throw new UsageException("--policy is empty; name one, or leave it out for paper");
        }
        return new Policies(Surroundings.home(environment).policies()).find(policy);
    }

    private PromptPlan plan(Policy policy) {
        var named = reverse.stream().map(TextArgument::reverse).toList();
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

    private static TemplateChoice template(String template) {
        return template.startsWith("@")
                ? new TemplateChoice.Source(
                        template.substring(1), TextArgument.text("--template", template))
                : TemplateChoice.named(template);
    }
}
