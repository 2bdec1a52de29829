package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import dev.rose.prompt.ReverseChoice;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Texts that an option gives as they are, or as {@code @FILE}. */
final class TextArgument {
    private static final Pattern WEIGHT =
            Pattern.compile(
                    ":([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?i:nan|inf|infinity))$");

    /** A kind with something behind it, or in capitals, that is no text anyone would mean. */
    private static final Pattern MISSPELT =
            Pattern.compile("(?i:manual|opposite|random|model)([:=]\\S*)?");

    private static final String RANDOM_SEED = "random=";

    private TextArgument() {}

    /** The text itself, or what the file after {@code @} holds without its last line breaks. */
    static String text(String option, String argument) {
        var text = argument.startsWith("@") ? file(option, argument.substring(1)) : argument;
        if (text.isBlank()) {
            throw new UsageException(
                    "%s is empty ('%s'); give a text or @FILE".formatted(option, argument));
        }
        return text;
    }

    /**
     * {@code manual}, {@code opposite}, {@code random}, {@code random=SEED}, {@code model}, a text
     * or {@code @FILE}, each with {@code :WEIGHT} behind it where it has a weight of its own. A
     * file whose name ends like a weight is taken as a file.
     */
    static ReverseChoice reverse(String argument) {
        var weight = WEIGHT.matcher(argument);
        if (!weight.find() || isFile(argument)) {
            return ReverseChoice.of(source(argument));
        }
        var alpha = number(weight.group(1));
        if (!(alpha >= 0 && Float.isFinite(alpha))) {
            throw new UsageException(
                    "the weight of --reverse must be finite and at least 0, not %s"
                            .formatted(weight.group(1)));
        }
        return new ReverseChoice(source(argument.substring(0, weight.start())), alpha);
    }

    private static float number(String weight) {
        try {
            return Float.parseFloat(weight);
        } catch (NumberFormatException notFinite) {
            return Float.NaN; // "inf", which is none of Java's spellings
        }
    }

    private static ReverseChoice.Source source(String argument) {
        if (argument.startsWith(RANDOM_SEED)) {
            return new ReverseChoice.Random(seed(argument));
        }
        return switch (argument) {
            case "manual" -> new ReverseChoice.Manual();
            case "opposite" -> new ReverseChoice.Opposite();
            case "random" -> new ReverseChoice.Random(0);
            case "model" -> new ReverseChoice.ByModel();
            default -> {
                if (MISSPELT.matcher(argument).matches()) {
                    throw new UsageException(
                            ("--reverse takes manual, opposite, random[=SEED], model, a text or"
                                            + " @FILE, each with :WEIGHT behind it as in manual:0.3,"
                                            + " not '%s'")
                                    .formatted(argument));
                }
                var name = argument.startsWith("@") ? argument.substring(1) : "custom";
                yield new ReverseChoice.Text(name, text("--reverse", argument));
            }
        };
    }

    private static long seed(String argument) {
        try {
            return Long.parseLong(argument.substring(RANDOM_SEED.length()));
        } catch (NumberFormatException e) {
            throw new UsageException(
                    "--reverse random=SEED takes a whole number of at most 64 bits, not '%s'"
                            .formatted(argument.substring(RANDOM_SEED.length())));
        }
    }

    /**
     * The path that an option names.
     *
     * @throws RoseException with kind {@code NOT_FOUND} for a text that this system cannot have as
     *     one
     */
    static Path path(String option, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new RoseException(
                    NOT_FOUND,
                    "%s: '%s' cannot be the name of a file (%s); check it"
                            .formatted(option, printable(name), e.getReason()),
                    e);
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static boolean isFile(String argument) {
        try {
            return argument.startsWith("@") && Files.exists(Path.of(argument.substring(1)));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Why a file cannot be read, in words: of some failures the message is but the path. */
    static String reason(IOException failure) {
        return failure instanceof AccessDeniedException
                ? "access is denied"
                : String.valueOf(failure.getMessage());
    }

    /** The whole of a UTF-8 file, without the line breaks at its end. */
    static String file(String option, String name) {
        if (name.isEmpty()) {
            throw new UsageException("%s: there is no path after @; name a file".formatted(option));
        }
        try {
            if (Files.isDirectory(Path.of(name))) {
                throw new RoseException(
                        STORAGE,
                        "%s: '%s' is a folder, not a file; check the path after @"
                                .formatted(option, name));
            }
            return Files.readString(Path.of(name), StandardCharsets.UTF_8)
                    .replaceFirst("[\\r\\n]+$", "");
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new RoseException(
                    NOT_FOUND,
                    "%s: there is no file '%s'; check the path after @".formatted(option, name),
                    e);
        } catch (CharacterCodingException e) {
            throw new RoseException(
                    STORAGE,
                    "%s: '%s' is not UTF-8 text; convert it or choose another file"
                            .formatted(option, name),
                    e);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "%s: cannot read '%s' (%s); check the path after @"
                            .formatted(option, name, reason(e)),
                    e);
        }
    }
}
