package dev.rose.policy;

import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The policies that there are: those that Rose ships, and the {@code NAME.yaml} of a folder. A
 * shipped name cannot be taken.
 */
public final class Policies {
    /** The names of those that Rose ships, the default first. */
    public static final List<String> SHIPPED = List.of("paper", "strict", "balanced", "permissive");

    private static final String ENDING = ".yaml";

    private final Path folder;

    /**
     * @param folder of the user's own policies; it need not exist
     */
    public Policies(Path folder) {
        this.folder = folder;
    }

    /**
     * A policy that can be had by name.
     *
     * @param name as {@code --policy} takes it
     * @param file where it is; {@code shipped} for one of Rose's own
     */
    public record Entry(String name, String file, PolicyReading reading) {}

    /** All that can be had by name, Rose's own first; broken ones too. */
    public List<Entry> list() {
        var entries = new ArrayList<Entry>();
        SHIPPED.forEach(name -> entries.add(new Entry(name, "shipped", shipped(name))));
        for (var file : files()) {
            var name = name(file);
            if (!SHIPPED.contains(name)) {
                entries.add(new Entry(name, file.toString(), read(file)));
            }
        }
        return entries;
    }

    /**
     * The policy of a name, or of a file: what has a separator in it or ends like a YAML file is a
     * path.
     *
     * @throws RoseException with kind {@code NOT_FOUND}, {@code STORAGE}, or {@code
     *     INVALID_REQUEST} for one that is broken
     */
    public Policy find(String reference) {
        return reading(reference).require();
    }

    /** As {@link #find}, with what is wrong in a broken one. */
    public PolicyReading reading(String reference) {
        if (SHIPPED.contains(reference)) {
            return shipped(reference);
        }
        if (isPath(reference)) {
            return read(path(reference));
        }
        var file = folder.resolve(path(reference + ENDING));
        if (!Files.exists(file)) {
            throw new RoseException(
                    NOT_FOUND,
                    "there is no policy '%s'; there are %s, and a path to a file (./x.yaml)"
                            .formatted(reference, String.join(", ", names())));
        }
        return read(file);
    }

    /** The YAML text of a shipped policy, or of the commented example {@code example}. */
    public static String document(String name) {
        var resource = name + ENDING;
        try (var in = Policies.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PolicyReading shipped(String name) {
        return PolicyReader.read(name + ENDING, document(name), null);
    }

    private List<String> names() {
        var names = new ArrayList<>(SHIPPED);
        files().stream()
                .map(Policies::name)
                .filter(name -> !SHIPPED.contains(name))
                .forEach(names::add);
        return names;
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot read %s (%s)".formatted(folder, e.getMessage()), e);
        }
    }

    private static String name(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ENDING.length());
    }

    private static boolean isPath(String reference) {
        return reference.contains("/")
                || reference.contains("\\")
                || reference.endsWith(ENDING)
                || reference.endsWith(".yml");
    }

    private static Path path(String reference) {
        try {
            return Path.of(reference);
        } catch (InvalidPathException e) {
            throw new RoseException(
                    NOT_FOUND, "'%s' cannot be the name of a policy".formatted(reference), e);
        }
    }

    private static PolicyReading read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new RoseException(
                        STORAGE, "'%s' is a folder, not a policy's file".formatted(file));
            }
            var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            return PolicyReader.read(file.toString(), Files.readString(file), folder);
        } catch (NoSuchFileException e) {
            throw new RoseException(
                    NOT_FOUND,
                    "there is no policy file '%s'; ./rose policy init %s writes one"
                            .formatted(file, file),
                    e);
        } catch (CharacterCodingException e) {
            throw new RoseException(
                    STORAGE, "'%s' is not UTF-8 text; convert it".formatted(file), e);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE, "cannot read '%s' (%s)".formatted(file, e.getMessage()), e);
        }
    }
}
