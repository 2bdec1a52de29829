package dev.rose.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a part file is a part of.
 *
 * @param etag what told the whole content from others, a {@link Whole}'s
 * @param bytes size of the whole
 * @param bodyEtag what the server that sent the bytes called them, for {@code If-Range}; empty if
 *     it said nothing. The hub's storage hosts use other tags than the hub
 */
record PartNote(String etag, long bytes, String bodyEtag) {

    static @Nullable PartNote read(Path path) throws IOException {
        var properties = NoteFile.read(path);
        if (properties == null) {
            return null;
        }
        var etag = properties.getProperty("etag");
        var bytes = NoteFile.number(properties, "size");
        return etag == null || bytes == null
                ? null
                : new PartNote(etag, bytes, properties.getProperty("body-etag", ""));
    }

    void write(Path path) throws IOException {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("etag", etag);
        entries.put("size", bytes);
        entries.put("body-etag", bodyEtag);
        NoteFile.write(path, entries);
    }

    boolean sameWhole(Whole file) {
        return etag.equals(file.etag()) && bytes == file.bytes();
    }
}
