package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What {@code --model} names: an entry of the catalogue, a file of the user's, or a file on the
 * hub. {@code toString} gives the text that {@link #parse} reads.
 */
public sealed interface ModelRef {

    /**
     * Reads what a user wrote. A catalogue name goes before a file of the same name; {@code ./name}
     * is always the file.
     *
     * @param text {@code smollm2}, a path, or {@code hf:owner/repo[@revision]/file.gguf}
     * @throws RoseException of kind NOT_FOUND if it is neither a known name nor there; of kind
     *     INVALID_REQUEST if it is empty or no good {@code hf:} address
     */
    static ModelRef parse(String text) {
        if (text.isBlank()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "the model is empty; name one of %s, a file, or hf:owner/repo/file.gguf"
                            .formatted(String.join(", ", CatalogueEntry.names())));
        }
        if (text.startsWith(Hub.SCHEME)) {
            return Hub.parse(text);
        }
        if (CatalogueEntry.find(text) != null) {
            return new Named(text);
        }
        try {
            var path = Path.of(text);
            if (Files.exists(path)) {
                return new Local(path);
            }
        } catch (InvalidPathException e) {
            throw unknown(text);
        }
        throw unknown(text);
    }

    private static RoseException unknown(String text) {
        return new RoseException(
                Kind.NOT_FOUND,
                ("no model '%s': it is neither a file nor a known name (%s); a file of the hub is"
                                + " written hf:owner/repo/file.gguf")
                        .formatted(printable(text), String.join(", ", CatalogueEntry.names())));
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * A model that Rose knows by name, of one pinned version.
     *
     * @param name one of {@link ModelCatalogue#names()}
     */
    record Named(String name) implements ModelRef {
        public Named {
            if (CatalogueEntry.find(name) == null) {
                throw unknown(name);
            }
        }

        CatalogueEntry entry() {
            var entry = CatalogueEntry.find(name);
            if (entry == null) {
                throw new AssertionError(name);
            }
            return entry;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A file of the user's own. It is used where it is, never copied, never checked against
     * anything.
     *
     * @param path as the user wrote it
     */
    record Local(Path path) implements ModelRef {

        /**
         * @throws RoseException NOT_FOUND if nothing is there, INVALID_REQUEST if it is no file
         */
        Path existing() {
            if (!Files.exists(path)) {
                throw new RoseException(
                        Kind.NOT_FOUND,
                        "there is no file %s; check the path".formatted(printable(toString())));
            }
            if (!Files.isRegularFile(path)) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "%s is %s, not a file; name the .gguf file in it"
                                .formatted(
                                        printable(toString()),
                                        Files.isDirectory(path) ? "a folder" : "a special file"));
            }
            return path;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A file in a model repository of the hub.
     *
     * @param owner user or organisation
     * @param repo the repository's name without the owner
     * @param revision branch, tag or commit; {@code main} if none is written. A slash in it is
     *     written {@code %2F}
     * @param file path inside the repository, with {@code /}, ending in {@code .gguf}
     */
    record Hub(String owner, String repo, String revision, String file) implements ModelRef {
        static final String SCHEME = "hf:";
        static final String MAIN = "main";

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
        private static final Pattern REVISION =
                Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(%2F[A-Za-z0-9._-]+)*");
        // What Windows or a shell would read as something else than a part of a name.
        private static final Pattern SEGMENT =
                Pattern.compile("[^\\p{Cntrl}/\\\\:*?\"<>|\\s.][^\\p{Cntrl}/\\\\:*?\"<>|]*");

        public Hub {
            check(NAME.matcher(owner).matches(), "the owner", owner);
            check(NAME.matcher(repo).matches(), "the repository", repo);
            check(REVISION.matcher(revision).matches(), "the revision", revision);
            for (var segment : file.split("/", -1)) {
                check(SEGMENT.matcher(segment).matches(), "the file", file);
            }
            for (var part : new String[] {owner, repo, revision, file}) {
                check(!part.contains(".."), "'..' in it", part);
            }
            check(file.toLowerCase(Locale.ROOT).endsWith(".gguf"), "the file (no .gguf)", file);
        }

        static Hub parse(String text) {
            var parts = text.substring(SCHEME.length()).split("/", 3);
            if (parts.length < 3) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "'%s' is not a file of the hub; write hf:owner/repo/file.gguf"
                                .formatted(printable(text)));
            }
            int at = parts[1].indexOf('@');
            return at < 0
                    ? new Hub(parts[0], parts[1], MAIN, parts[2])
                    : new Hub(
                            parts[0],
                            parts[1].substring(0, at),
                            parts[1].substring(at + 1),
                            parts[2]);
        }

        private static void check(boolean good, String what, String seen) {
            if (!good) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        ("an hf: model is written hf:owner/repo/file.gguf or"
                                        + " hf:owner/repo@revision/file.gguf; %s was '%s'")
                                .formatted(what, printable(seen)));
            }
        }

        /** Owner and repository as the hub writes them. */
        public String repository() {
            return owner + "/" + repo;
        }

        /** The same file at another revision. */
        Hub at(String otherRevision) {
            return new Hub(owner, repo, otherRevision, file);
        }

        /** Another file of the same repository and revision. */
        Hub sibling(String otherFile) {
            return new Hub(owner, repo, revision, otherFile);
        }

        @Override
        public String toString() {
            var at = revision.equals(MAIN) ? "" : "@" + revision;
            return SCHEME + owner + "/" + repo + at + "/" + file;
        }
    }
}
