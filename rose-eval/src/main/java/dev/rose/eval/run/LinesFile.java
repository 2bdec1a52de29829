package dev.rose.eval.run;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A file of JSON objects, a line each, that only grows. Thread-safe. */
final class LinesFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int TAIL = 1 << 16;

    private final Path file;

    // Not a channel: one that a thread is interrupted in is closed.
    private @Nullable RandomAccessFile out;

    LinesFile(Path file) {
        this.file = file;
    }

    /** Cuts a last line that was not written to its end. Nothing happens where there is no file. */
    void mend() {
        if (!Files.exists(file)) {
            return;
        }
        try (var whole = new RandomAccessFile(file.toFile(), "rw")) {
            mend(whole);
        } catch (IOException e) {
            throw storage("mend", e);
        }
    }

    private static void mend(RandomAccessFile whole) throws IOException {
        long end = afterLastBreak(whole);
        if (end < whole.length()) {
            whole.setLength(end);
        }
    }

    private static long afterLastBreak(RandomAccessFile whole) throws IOException {
        var buffer = new byte[TAIL];
        long end = whole.length();
        while (end > 0) {
            long start = Math.max(0, end - TAIL);
            int length = (int) (end - start);
            whole.seek(start);
            whole.readFully(buffer, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (buffer[i] == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /**
     * Writes a line and its end in one piece, behind the last whole line. A line that could not be
     * written whole is cut again.
     */
    synchronized void add(ObjectNode line) {
        var bytes = (json(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            var whole = out();
            long before = whole.length();
            whole.seek(before);
            try {
                whole.write(bytes);
            } catch (IOException e) {
                cut(whole, before, e);
                throw e;
            }
        } catch (IOException e) {
            throw storage("write", e);
        }
    }

    /** A line without its end, all of which UTF-8 can hold. */
    static String json(ObjectNode line) {
        return escaped(JSON.writeValueAsString(line));
    }

    /**
     * JSON with escapes for halves of surrogate pairs: a data file may have some in its own
     * escapes, and UTF-8 has no bytes for them. They are read as what they were.
     */
    static String escaped(String json) {
        if (json.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return json;
        }
        var escaped = new StringBuilder();
        json.codePoints()
                .forEach(point -> {
                    // One that has its other half is of a code point beyond these.
                    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                        escaped.append(String.format(Locale.ROOT, "\\u%04x", point));
                    } else {
                        escaped.appendCodePoint(point);
                    }
                });
        return escaped.toString();
    }

    private static void cut(RandomAccessFile whole, long length, IOException cause) {
        try {
            whole.setLength(length);
        } catch (IOException e) {
            // It is mended when the file is opened again.
            cause.addSuppressed(e);
        }
    }

    private RandomAccessFile out() throws IOException {
        var whole = out;
        if (whole == null) {
            whole = new RandomAccessFile(file.toFile(), "rw");
            try {
                mend(whole);
            } catch (IOException e) {
                whole.close();
                throw e;
            }
            out = whole;
        }
        return whole;
    }

    /** Gives each line; a torn last one is left out, since another process may be writing it. */
    void read(Consumer<ObjectNode> reader) {
        if (!Files.exists(file)) {
            return;
        }
        // Not Files.newBufferedReader: a line may be torn inside a character.
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                ObjectNode node;
                try {
                    node = (ObjectNode) JSON.readTree(line);
                } catch (JacksonException | ClassCastException e) {
                    if (lines.readLine() == null) {
                        return;
                    }
                    throw new RoseException(
                            Kind.INVALID_REQUEST,
                            "%s, line %d is no JSON object; restore the file, or begin the run anew in another folder"
                                    .formatted(file, number),
                            e);
                }
                reader.accept(node);
            }
        } catch (IOException e) {
            throw storage("read", e);
        }
    }

    private RoseException storage(String what, IOException e) {
        return RunFolder.storage(what, file, e);
    }

    @Override
    public synchronized void close() {
        var whole = out;
        out = null;
        if (whole != null) {
            try {
                whole.close();
            } catch (IOException e) {
                throw storage("write", e);
            }
        }
    }
}
