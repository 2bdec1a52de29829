package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.DecoderChoice;
import dev.rose.Mode;
import dev.rose.TemplateChoice;
import dev.rose.method.Sampling;
import dev.rose.prompt.PromptPair;
import dev.rose.prompt.ReversePrompt;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how an answer is made. */
final class DecodingOptions {

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "rose",
            completionCandidates = Modes.class,
            description =
                    "rose (default); plain: the positive prompt alone; reverse: the first reverse"
                            + " prompt alone")
    private String mode = "rose";

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

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 (default) takes the best token, above it draws")
    private float temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "draw from the K best tokens (default: 0, all)")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "draw from the best tokens that together have P (default: 1, all)")
    private float topP = 1;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "draw from tokens of P times the best one's probability (default: 0)")
    private float minP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "of the draws; the same seed gives the same text (default: 0)")
    private long seed;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "end the answer before this text; may be repeated")
    private List<String> stop = List.of();

    @Option(
            names = "--decoder",
            paramLabel = "NAME",
            defaultValue = "auto",
            completionCandidates = Decoders.class,
            description = "auto (default), batched, or naive (slow); the text is the same")
    private String decoder = "auto";

    @Option(
            names = "--explain",
            description = "say for each token how the streams saw it, and mark what ROSE changed")
    private boolean explain;

    /**
     * Checks what was given.
     *
     * @throws UsageException for an impossible value
     */
    AnswerOptions toAnswerOptions() {
        try {
            return new AnswerOptions(
                    mode(),
                    alpha,
                    prompts(),
                    template(),
                    new Sampling(temperature, topK, topP, minP, seed),
                    maxTokens,
                    stop.stream().map(DecodingOptions::stopText).toList(),
                    explain,
                    decoder());
        } catch (IllegalArgumentException e) {
            // The records name what is wrong as the options do: "alpha must be …, not NaN".
            throw new UsageException("--" + e.getMessage());
        }
    }

    private Mode mode() {
        return switch (mode) {
            case "rose" -> Mode.ROSE;
            case "plain" -> Mode.PLAIN;
            case "reverse" -> Mode.REVERSE;
            default ->
                    throw new UsageException(
                            "--mode must be rose, plain or reverse, not '%s'".formatted(mode));
        };
    }

    private DecoderChoice decoder() {
        return switch (decoder) {
            case "auto" -> DecoderChoice.AUTO;
            case "naive" -> DecoderChoice.NAIVE;
            case "batched" -> DecoderChoice.BATCHED;
            default ->
                    throw new UsageException(
                            "--decoder must be auto, naive or batched, not '%s'"
                                    .formatted(decoder));
        };
    }

    private PromptPair prompts() {
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

    private TemplateChoice template() {
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

    private static String stopText(String text) {
        if (text.isEmpty()) {
            throw new UsageException("--stop is empty; give the text that ends an answer");
        }
        return text;
    }

    private static final class Modes implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("rose", "plain", "reverse").iterator();
        }
    }

    private static final class Decoders implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("auto", "naive", "batched").iterator();
        }
    }
}
