package dev.rose.server.models;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a model's weights take in memory: as much as its file, or the files of all its parts. */
public final class ModelSize {
    private static final Pattern PART = Pattern.compile("(.*-)[0-9]{5}-of-([0-9]{5})\\.gguf");

    private ModelSize() {}

    /**
     * Bytes of a model.
     *
     * @param file of a split model the first part
     * @throws RoseException with kind {@code STORAGE}
     */
    public static long of(Path file) {
        var part = PART.matcher(file.getFileName().toString());
        try {
            if (!part.matches()) {
                return Files.size(file);
            }
            var parts = Integer.parseInt(part.group(2));
            long bytes = 0;
            for (var i = 1; i <= parts; i++) {
                var name = "%s%05d-of-%s.gguf".formatted(part.group(1), i, part.group(2));
                bytes += Files.size(file.resolveSibling(name));
            }
            return bytes;
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE, "cannot read '%s' (%s)".formatted(file, e.getMessage()), e);
        }
    }
}
