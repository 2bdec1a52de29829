package dev.rose.cli;

import dev.rose.Mode;
import dev.rose.method.Strength;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which streams decide, and how the contrast goes on. */
final class ContrastOptions {
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

    Mode mode() {
        return switch (mode) {
            case "rose" -> Mode.ROSE;
            case "plain" -> Mode.PLAIN;
            case "reverse" -> Mode.REVERSE;
            default ->
                    throw new UsageException(
                            "--mode must be rose, plain or reverse, not '%s'".formatted(mode));
        };
    }

    /**
     * Where {@code --strength} stands, that; null else.
     *
     * @throws IllegalArgumentException for one that there is not
     */
    @Nullable Strength strength() {
        return strength == null ? null : Strength.parse(strength);
    }

    /** Where {@code --plausibility} stands, that; null else. */
    @Nullable Float plausibility() {
        return plausibility;
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
}
