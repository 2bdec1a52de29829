package dev.rose.catalogue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Small properties files beside model files. Not JSON: a start with a cached model reads one, and
 * must not pay for a JSON library.
 */
final class NoteFile {
    private NoteFile() {}

    /** Null if there is none or it is not readable as one; then it says nothing. */
    static @Nullable Properties read(Path path) throws IOException {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(path)));
            return properties;
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return null;
        } catch (FileSystemException e) {
            if (Files.exists(path)) {
                throw e;
            }
            return null; // nor its folder, perhaps
        }
    }

    static @Nullable Long number(Properties properties, String key) {
        try {
            return Long.valueOf(properties.getProperty(key, ""));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Writes whole or not at all; entries without a value are left out. */
    static void write(Path path, Map<String, ?> entries) throws IOException {
        var text = new StringBuilder();
        entries.forEach((key, value) -> {
            if (!value.toString().isEmpty()) {
                text.append(key).append('=');
                text.append(value.toString().replace("\\", "\\\\")).append('\n');
            }
        });
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(
                fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
