package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.TemplateChoice;
import dev.rose.method.Strength;
import dev.rose.policy.Policy;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how a server answers where a request does not. */
final class ServedPolicy {
    @Mixin private PolicyOptions policy = new PolicyOptions();
    @Mixin private ContrastOptions contrast = new ContrastOptions();
    @Mixin private DrawingOptions drawing = new DrawingOptions();

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "1024",
            description = "tokens of an answer where the request names no number (default: 1024)")
    private int maxTokens = 1024;

    @Option(
            names = "--lock-policy",
            description =
                    "refuse requests that change what is contrasted: mode, policy, prompts, alpha,"
                            + " strength, plausibility")
    private boolean locked;

    boolean locked() {
        return locked;
    }

    /**
     * What is contrasted: the named policy, and the options that go before it.
     *
     * @throws UsageException for an impossible value
     */
    Policy policy(Map<String, String> environment) {
        var named = policy.policy(environment);
        try {
            Float alpha = policy.alpha();
            Strength strength = contrast.strength();
            Float plausibility = contrast.plausibility();
            var reverse = policy.reverse();
            return new Policy(
                    named.name(),
                    named.description(),
                    named.positive(),
                    reverse.isEmpty() ? named.reverse() : reverse,
                    alpha == null ? named.alpha() : alpha,
                    strength == null ? named.strength() : strength,
                    plausibility == null ? named.plausibility() : plausibility,
                    policy.template() == null ? named.template() : null);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    /**
     * All else of an answer.
     *
     * @throws UsageException for an impossible value
     */
    AnswerOptions options(Policy policy) {
        try {
            var template = policy.template();
            var asked = this.policy.template();
            var choice =
                    asked != null
                            ? asked
                            : template == null
                                    ? new TemplateChoice.Auto()
                                    : TemplateChoice.of(template);
            return AnswerOptions.defaults()
                    .withMode(contrast.mode())
                    .withAlpha(policy.alpha())
                    .withStrength(policy.strength())
                    .withPlausibility(policy.plausibility())
                    .withTemplate(choice)
                    .withSampling(drawing.sampling(0))
                    .withMaxTokens(maxTokens);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }
}
