package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The cache folder of Rose and what lies where in it. Nothing is made on disk until something is
 * stored.
 *
 * @param root absolute; the command line takes it from {@code ROSE_HOME} or {@code XDG_CACHE_HOME}
 */
public record RoseHome(Path root) {
    public RoseHome {
        root = root.toAbsolutePath().normalize();
    }

    /** Where this system keeps a user's caches; no environment variable is read. */
    public static RoseHome standard() {
        return of(System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", ".")));
    }

    static RoseHome of(String osName, Path user) {
        var os = osName.toLowerCase(Locale.ROOT);
        if (os.contains("mac") || os.contains("darwin")) {
            return new RoseHome(user.resolve("Library/Caches/rose"));
        }
        return new RoseHome(
                user.resolve(os.startsWith("windows") ? "AppData/Local/rose" : ".cache/rose"));
    }

    /** Checked model files. */
    public Path models() {
        return root.resolve("models");
    }

    /** Unpacked native libraries, a folder a build. */
    public Path natives() {
        return root.resolve("native");
    }

    /** Caches of prompts. */
    public Path prefixes() {
        return root.resolve("prefixes");
    }

    /** What decodes cost on this machine. */
    public Path costs() {
        return root.resolve("costs");
    }

    /** Reverse prompts that models wrote. */
    public Path reverses() {
        return root.resolve("reverses");
    }

    /** Policies of the user's own. */
    public Path policies() {
        return root.resolve("policies");
    }

    /** Files of benchmarks. */
    public Path data() {
        return root.resolve("data");
    }

    /** What is being fetched by another program; empty but for traces of killed ones. */
    public Path downloads() {
        return root.resolve("downloads");
    }

    /**
     * A folder of this home, made where it is missing.
     *
     * @param folder as one of the methods above gave it, or below such a one
     * @throws RoseException of kind STORAGE that names the folder and says to set ROSE_HOME
     */
    public Path make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        if (!Files.isWritable(folder)) {
            throw unwritable(folder, new AccessDeniedException(folder.toString()));
        }
        return folder;
    }

    RoseException unwritable(Path folder, IOException cause) {
        return new RoseException(
                Kind.STORAGE,
                "cannot write to %s (%s); make it writable or set ROSE_HOME to another folder"
                        .formatted(folder, Failures.reason(cause)),
                cause);
    }
}
