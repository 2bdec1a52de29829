package dev.rose.cli;

import dev.rose.TemplateChoice;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.ReversePrompt;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what the streams read and how strong the contrast is. */
class PromptOptions {

    @Option(
            names = "--alpha",
            paramLabel = "A",
            defaultValue = "0.5",
            description =
                    "strength of the contrast (default: 0.5); reverse prompts without a"
                            + " WEIGHT share it equally")
    private float alpha = 0.5f;

    @Option(
            names = "--system",
            paramLabel = "TEXT|@FILE",
            description = "the positive prompt (default: the paper's)")
    private @Nullable String system;

    @Option(
            names = "--reverse",
            paramLabel = "PROMPT[:WEIGHT]",
            description =
                    "a reverse prompt: manual (default, the paper's), TEXT or @FILE; may"
                            + " be repeated")
    private List<String> reverse = List.of();

    @Option(
            names = "--template",
            paramLabel = "NAME|@FILE",
            defaultValue = "auto",
            description =
                    "auto (default, the model's own), paper (the plain one), the name of a"
                            + " chat template, or the file of one")
    private String template = "auto";

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "tokens of the answer at most (default: 128)")
    private int maxTokens = 128;

    final float alpha() {
        return alpha;
    }

    final int maxTokens() {
        return maxTokens;
    }

    final PromptPair prompts() {
        var prompts = PromptPair.paper();
        if (system != null) {
            prompts = prompts.withPositive(TextArgument.text("--system", system));
        }
        if (!reverse.isEmpty()) {
            prompts =
                    prompts.withReverse(
                            reverse.stream()
                                    .map(TextArgument::reverse)
                                    .toArray(ReversePrompt[]::new));
        }
        return prompts;
    }

    final TemplateChoice template() {
        if (template.startsWith("@")) {
            return new TemplateChoice.Source(
                    template.substring(1), TextArgument.text("--template", template));
        }
        return switch (template) {
            case "auto" -> new TemplateChoice.Auto();
            case "paper" -> new TemplateChoice.Paper();
            default -> new TemplateChoice.Named(template);
        };
    }
}
