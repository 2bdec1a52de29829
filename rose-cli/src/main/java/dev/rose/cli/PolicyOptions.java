package dev.rose.cli;

import dev.rose.TemplateChoice;
import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is contrasted, and in which template. */
class PolicyOptions {
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

    /** Where {@code --alpha} stands, that; null else. */
    final @Nullable Float alpha() {
        return alpha;
    }

    /** The reverse prompts of {@code --reverse}; empty where there is none. */
    final List<ReverseChoice> reverse() {
        return reverse.stream().map(TextArgument::reverse).toList();
    }

    /** The template of {@code --template}; null where there is none. */
    final @Nullable TemplateChoice template() {
        return template == null ? null : template(template);
    }

    /** The policy that {@code --policy} names, as it is. */
    final Policy policy(Map<String, String> environment) {
        if (policy == null) {
            return Policy.paper(); // without a file or a YAML reader
        }
        if (policy.isBlank()) {
            throw new UsageException("--policy is empty; name one, or leave it out for paper");
        }
        return new Policies(Surroundings.home(environment).policies()).find(policy);
    }

    private static TemplateChoice template(String template) {
        return template.startsWith("@")
                ? new TemplateChoice.Source(
                        template.substring(1), TextArgument.text("--template", template))
                : TemplateChoice.named(template);
    }
}
