package dev.rose.cli;

import dev.rose.DecoderChoice;
import dev.rose.Mode;
import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how an answer is made. */
final class DecodingOptions extends PromptOptions {

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
            names = "--strength",
            paramLabel = "S",
            completionCandidates = Strengths.class,
            description =
                    "how the contrast goes on: constant (default), first:N (N tokens, then"
                            + " plain), decaying:N (half as strong after N), or adaptive (by how"
                            + " much the streams disagree)")
    private @Nullable String strength;

    @Option(
            names = "--plausibility",
            paramLabel = "B",
            description =
                    "rule out tokens below B times the positive prompt's best probability"
                            + " (default: 0, none)")
    private @Nullable Float plausibility;

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
            return asked(environment, mode())
                    .with(options ->
                            (strength == null
                                            ? options
                                            : options.withStrength(Strength.parse(strength)))
                                    .withSampling(new Sampling(temperature, topK, topP, minP, seed))
                                    .withStop(stopTexts())
                                    .withExplain(explained() != Explained.NOT)
                                    .withDecoder(decoder()))
                    .with(options ->
                            plausibility == null
                                    ? options
                                    : options.withPlausibility(plausibility));
        } catch (IllegalArgumentException e) {
            // The records name what is wrong as the options do: "alpha must be …, not NaN".
            throw new UsageException("--" + e.getMessage());
        }
    }

    private String[] stopTexts() {
        return stop.stream().map(DecodingOptions::stopText).toArray(String[]::new);
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

    private static final class Modes implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("rose", "plain", "reverse").iterator();
        }
    }

    private static final class Strengths implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("constant", "first:8", "decaying:16", "adaptive").iterator();
        }
    }

    private static final class Decoders implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("auto", "naive", "batched").iterator();
        }
    }
}
