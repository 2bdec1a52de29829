package dev.rose.cli;

import dev.rose.DecoderChoice;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how an answer is made. */
final class DecodingOptions extends PromptOptions {
    @Mixin private ContrastOptions contrast = new ContrastOptions();
    @Mixin private DrawingOptions drawing = new DrawingOptions();

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
            names = "--deterministic",
            description =
                    "decode in fixed shapes, without guesses or other answers beside: slower,"
                            + " and equal to the bit alone or under load")
    private boolean deterministic;

    @Option(
            names = "--explain",
            arity = "0..1",
            paramLabel = "table",
            fallbackValue = Explained.ALONE,
            preprocessor = Explained.Attached.class,
            description =
                    "mark the tokens that ROSE changed and sum them up; --explain=table: a line"
                            + " for each token; with --json: steps")
    private String explain = "off";

    /** What is shown of why tokens were taken. */
    Explained explained() {
        return Explained.parse(explain);
    }

    /**
     * Checks what was given.
     *
     * @throws UsageException for an impossible value
     */
    Asked asked(Map<String, String> environment) {
        try {
            var strength = contrast.strength();
            var plausibility = contrast.plausibility();
            return asked(environment, contrast.mode())
                    .with(options -> strength == null ? options : options.withStrength(strength))
                    .with(options ->
                            plausibility == null ? options : options.withPlausibility(plausibility))
                    .with(options ->
                            options.withSampling(drawing.sampling(seed))
                                    .withStop(stopTexts())
                                    .withExplain(explained() != Explained.NOT)
                                    .withDecoder(decoder()));
        } catch (IllegalArgumentException e) {
            // The records name what is wrong as the options do: "alpha must be …, not NaN".
            throw new UsageException("--" + e.getMessage());
        }
    }

    private String[] stopTexts() {
        return stop.stream().map(DecodingOptions::stopText).toArray(String[]::new);
    }

    /** Whether answers run in the engine rather than each on its own. */
    boolean sharesEngine() {
        return decoder.equals("auto");
    }

    private DecoderChoice decoder() {
        if (deterministic && !sharesEngine()) {
            throw new UsageException(
                    "--deterministic is a way of --decoder auto, not of '%s'; leave one out"
                            .formatted(decoder));
        }
        return switch (decoder) {
            case "auto" -> deterministic ? DecoderChoice.DETERMINISTIC : DecoderChoice.AUTO;
            case "naive" -> DecoderChoice.NAIVE;
            case "batched" -> DecoderChoice.BATCHED;
            default ->
                    throw new UsageException(
                            "--decoder must be auto, naive or batched, not '%s'"
                                    .formatted(decoder));
        };
    }

    private static String stopText(String text) {
        if (text.isEmpty()) {
            throw new UsageException("--stop is empty; give the text that ends an answer");
        }
        return text;
    }

    private static final class Decoders implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("auto", "naive", "batched").iterator();
        }
    }
}
