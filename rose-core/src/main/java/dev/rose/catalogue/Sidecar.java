package dev.rose.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was noted of a model file when it was checked, so that later starts need not check it again.
 *
 * @param source the reference that it was pulled for, as text
 * @param bytes its size
 * @param sha256 of its content, lower-case hex
 * @param etag what the hub called this content; empty if it is not from the hub
 * @param commit the hub's commit; empty if unknown
 * @param parts number of files of a split model, noted with its first part; else 1
 */
record Sidecar(String source, long bytes, String sha256, String etag, String commit, int parts) {

    /** Null if there is none, or not a whole one. */
    static @Nullable Sidecar read(Path path) throws IOException {
        var properties = NoteFile.read(path);
        if (properties == null) {
            return null;
        }
        var source = properties.getProperty("source");
        var bytes = NoteFile.number(properties, "size");
        var sha256 = properties.getProperty("sha256");
        var parts = NoteFile.number(properties, "parts");
        if (source == null || bytes == null || sha256 == null) {
            return null;
        }
        return new Sidecar(
                source,
                bytes,
                sha256,
                properties.getProperty("etag", ""),
                properties.getProperty("commit", ""),
                parts == null ? 1 : Math.toIntExact(Math.clamp(parts, 1, SplitName.MOST)));
    }

    void write(Path path) throws IOException {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("source", source);
        entries.put("size", bytes);
        entries.put("sha256", sha256);
        entries.put("etag", etag);
        entries.put("commit", commit);
        entries.put("parts", parts);
        NoteFile.write(path, entries);
    }
}
