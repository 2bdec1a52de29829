package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.NOT_FOUND;
import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written at the end of a long run: what would keep it from being written is found
 * before, and it appears whole or not at all.
 */
final class ReportFile {
    private final String option;
    private final Path file;

    private ReportFile(String option, Path file) {
        this.option = option;
        this.file = file;
    }

    /**
     * Where {@code option} says, which is tried out.
     *
     * @throws RoseException where nothing can be written there
     */
    static ReportFile at(String option, String name) {
        if (name.isBlank()) {
            throw new UsageException("%s is empty; name a file".formatted(option));
        }
        var file = TextArgument.path(option, name).toAbsolutePath();
        try {
            // A link stays, and leads to the new file.
            file = Files.exists(file) ? file.toRealPath() : file;
        } catch (IOException e) {
            throw cannotWrite(option, file, e);
        }
        var folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new RoseException(
                    STORAGE, "'%s' is a folder, not a file; check %s".formatted(name, option));
        }
        if (!Files.isDirectory(folder)) {
            throw new RoseException(
                    NOT_FOUND,
                    "there is no folder '%s'; make it, or check %s".formatted(folder, option));
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
            throw new RoseException(
                    STORAGE, "'%s' is not a plain file; check %s".formatted(name, option));
        }
        var report = new ReportFile(option, file);
        var probe = report.part();
        try {
            Files.write(probe, new byte[0], StandardOpenOption.CREATE);
            Files.delete(probe);
        } catch (IOException e) {
            throw cannotWrite(option, file, e);
        }
        return report;
    }

    void write(String text) {
        var part = part();
        try {
            try {
                // Half a surrogate pair is written as a question mark; writeString would refuse it.
                Files.write(part, text.getBytes(StandardCharsets.UTF_8));
                Files.move(
                        part,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw cannotWrite(option, file, e);
        }
    }

    /** Beside the file, so that it can be moved in one go; of this process alone. */
    private Path part() {
        return file.resolveSibling(
                ".%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    }

    private static RoseException cannotWrite(String option, Path file, IOException e) {
        return new RoseException(
                STORAGE,
                "cannot write '%s' (%s); check %s".formatted(file, TextArgument.reason(e), option),
                e);
    }
}
