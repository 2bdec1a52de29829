package dev.rose.llama.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** One unpacking of a bundle's files into {@code parent/build}. */
record Unpacking(Path parent, String build, Map<String, Long> files, Source source) {
    // The new folder is filled beside its place and moved there in one step. The move fails where
    // another process was faster; then its folder is used. A folder that is there but damaged
    // cannot be replaced in one step on every system, so it is mended file by file, each replaced
    // atomically: whoever mends at the same time puts the same bytes there.

    private static final Duration ABANDONED = Duration.ofDays(1);

    /** Opens a file of the bundle. */
    interface Source {
        InputStream open(String file) throws IOException;
    }

    Path folder() throws IOException {
        var folder = parent.resolve(build);
        if (complete(folder)) {
            return folder;
        }
        Files.createDirectories(parent);
        deleteAbandoned();
        // Not createTempDirectory: its folder would stay closed to the other users of the machine.
        var fresh = Files.createDirectory(parent.resolve(prefix() + UUID.randomUUID()));
        try {
            for (var file : files.entrySet()) {
                copy(file.getKey(), file.getValue(), fresh);
            }
            if (!moved(fresh, folder)) {
                mend(fresh, folder);
            }
        } finally {
            deleteTree(fresh);
        }
        return folder;
    }

    private String prefix() {
        return "." + build + "-";
    }

    private boolean complete(Path folder) {
        return files.entrySet().stream()
                .allMatch(file -> whole(folder.resolve(file.getKey()), file.getValue()));
    }

    private static boolean whole(Path file, long size) {
        try {
            return Files.isRegularFile(file) && Files.size(file) == size;
        } catch (IOException e) {
            return false; // it will be written anew, and that says what is wrong
        }
    }

    private void copy(String name, long size, Path to) throws IOException {
        long copied;
        try (var in = source.open(name)) {
            copied = Files.copy(in, to.resolve(name));
        }
        if (copied != size) {
            throw new IOException(
                    "%s has %,d bytes in the natives jar, expected %,d"
                            .formatted(name, copied, size));
        }
    }

    /** Whether the folder took the place; false where there was one already. */
    private static boolean moved(Path fresh, Path folder) throws IOException {
        try {
            try {
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(fresh, folder);
            }
            return true;
        } catch (FileSystemException e) {
            if (Files.isDirectory(folder)) {
                return false;
            }
            throw e;
        }
    }

    private void mend(Path fresh, Path folder) throws IOException {
        for (var file : files.entrySet()) {
            var target = folder.resolve(file.getKey());
            if (whole(target, file.getValue())) {
                continue;
            }
            if (Files.isDirectory(target)) {
                deleteTree(target);
            }
            Files.move(
                    fresh.resolve(file.getKey()),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (!complete(folder)) {
            throw new IOException(folder + " stays incomplete; delete it and try again");
        }
    }

    /** Removes what processes left behind that were killed while they unpacked. */
    private void deleteAbandoned() throws IOException {
        var limit = Instant.now().minus(ABANDONED);
        try (var siblings = Files.newDirectoryStream(parent, prefix() + "*")) {
            for (var sibling : siblings) {
                if (Files.getLastModifiedTime(sibling).toInstant().isBefore(limit)) {
                    deleteTree(sibling);
                }
            }
        } catch (NoSuchFileException e) {
            // another process is doing the same
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
