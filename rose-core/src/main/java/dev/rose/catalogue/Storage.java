package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The disk under the cache: how much room there is and what to say when there is none. */
final class Storage {
    /** Asked before bytes are fetched. */
    interface FreeSpace {
        long usableBytes(Path folder) throws IOException;
    }

    // Room for the notes and for what others write meanwhile.
    private static final long MARGIN = 16L << 20;

    private Storage() {}

    static long usableBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Refuses work that cannot end well. */
    static void demand(FreeSpace free, Path folder, long bytes) throws IOException {
        long usable = free.usableBytes(folder);
        if (usable < bytes + MARGIN) {
            throw new RoseException(
                    Kind.STORAGE,
                    ("%s are needed in %s, but only %s are free; make room or set ROSE_HOME to a"
                                    + " folder on another disk")
                            .formatted(
                                    Failures.bytes(bytes + MARGIN),
                                    folder,
                                    Failures.bytes(usable)));
        }
    }

    static RoseException unwritten(Path file, long bytesLeft, IOException cause) {
        return new RoseException(
                Kind.STORAGE,
                ("cannot write %s (%s) with %s to go; make room or set ROSE_HOME to another folder"
                                + " and run it again, what is there is kept")
                        .formatted(file, Failures.reason(cause), Failures.bytes(bytesLeft)),
                cause);
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
