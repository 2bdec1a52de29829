package dev.rose.eval.judge;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The rubrics that there are. */
public final class Rubrics {
    /** The names of those that Rose ships, the default first. */
    public static final List<String> SHIPPED =
            List.of("harm", "pairwise", "xstest", "strongreject", "harmbench");

    private Rubrics() {}

    /**
     * The rubric of a name, or of a YAML file.
     *
     * @throws RoseException with kind {@code NOT_FOUND}, {@code STORAGE}, or {@code
     *     INVALID_REQUEST} for one that is broken
     */
    public static Rubric find(String nameOrFile) {
        return SHIPPED.contains(nameOrFile)
                ? RubricReader.read(nameOrFile, document(nameOrFile))
                : RubricReader.read(nameOrFile, file(nameOrFile));
    }

    /** The YAML text of a shipped rubric, to begin one's own with. */
    public static String document(String shipped) {
        var resource = "rubrics/" + shipped + ".yaml";
        try (var in = Rubrics.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(String name) {
        try {
            return Files.readString(Path.of(name));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new RoseException(
                    Kind.NOT_FOUND,
                    "there is no rubric '%s'; there are %s, and a path to a file (./x.yaml)"
                            .formatted(name, String.join(", ", SHIPPED)),
                    e);
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE,
                    "cannot read the rubric %s (%s); check that it is a text file in UTF-8"
                            .formatted(name, e.getMessage()),
                    e);
        }
    }
}
