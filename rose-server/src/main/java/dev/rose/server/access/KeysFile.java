package dev.rose.server.access;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What a keys file had in it.
 *
 * @param lines its keys, at least one
 * @param stamp what told this state of the file from others, taken before it was read
 * @param readableByAll whether everybody on the machine may read it
 */
record KeysFile(List<KeyLine> lines, Stamp stamp, boolean readableByAll) {
    KeysFile {
        lines = List.copyOf(lines);
    }

    /** Differs where a file was written again or replaced. */
    record Stamp(long modified, long size, String key) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().toMillis(),
                    attributes.size(),
                    String.valueOf(attributes.fileKey()));
        }
    }

    /**
     * Reads a file.
     *
     * @throws RoseException if it cannot be read or a line is not as it should be; the message has
     *     the line's number, never the line
     */
    static KeysFile read(Path file) {
        try {
            var stamp = Stamp.of(file);
            var lines = parse(file, Files.readAllLines(file));
            return new KeysFile(lines, stamp, readableByAll(file));
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "cannot read the keys file %s (%s); make it with ./rose keys new NAME --api-keys %s"
                            .formatted(file, e.getClass().getSimpleName(), file),
                    e);
        }
    }

    private static List<KeyLine> parse(Path file, List<String> texts) {
        var lines = new ArrayList<KeyLine>();
        var hashes = new HashSet<String>();
        for (var i = 0; i < texts.size(); i++) {
            var text = texts.get(i).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            try {
                var line = KeyLine.parse(text);
                if (!hashes.add(line.hash().hex())) {
                    throw new IllegalArgumentException("its key stands on a line above");
                }
                lines.add(line);
            } catch (IllegalArgumentException e) {
                throw new RoseException(
                        INVALID_REQUEST,
                        "line %d of the keys file %s is wrong: %s"
                                .formatted(i + 1, file, e.getMessage()),
                        e);
            }
        }
        if (lines.isEmpty()) {
            throw new RoseException(
                    INVALID_REQUEST,
                    "there is no key in the keys file %s; add one with ./rose keys new NAME --api-keys %s"
                            .formatted(file, file));
        }
        return lines;
    }

    private static boolean readableByAll(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view != null
                && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    }
}
