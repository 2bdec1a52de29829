package dev.rose.eval.run;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private @Nullable FileChannel out;

    LinesFile(Path file) {
        this.file = file;
    }

    /** Cuts a last line that was not written to its end. */
    void mend() {
        if (!Files.exists(file)) {
            return;
        }
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = afterLastBreak(channel);
            if (end < channel.size()) {
                channel.truncate(end);
            }
        } catch (IOException e) {
            throw storage("mend", e);
        }
    }

    private static long afterLastBreak(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(TAIL);
        long end = channel.size();
        while (end > 0) {
            long start = Math.max(0, end - TAIL);
            buffer.clear().limit((int) (end - start));
            while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {
                // On, until the buffer is full.
            }
            for (int i = buffer.position() - 1; i >= 0; i--) {
                if (buffer.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /**
     * Writes a line and its end in one piece. A line that could not be written whole is cut again.
     */
    synchronized void add(ObjectNode line) {
        var bytes =
                ByteBuffer.wrap(
                        (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            var channel = channel();
            long before = channel.size();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw storage("write", e);
        }
    }

    private FileChannel channel() throws IOException {
        var channel = out;
        if (channel == null) {
            channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND);
            out = channel;
        }
        return channel;
    }

    /** Gives each line; a torn last one is left out, since another process may be writing it. */
    void read(Consumer<ObjectNode> reader) {
        if (!Files.exists(file)) {
            return;
        }
        try (var lines = Files.newBufferedReader(file)) {
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
        return new RoseException(
                Kind.STORAGE,
                "cannot %s %s (%s); check the disk and its permissions, then start the same command again"
                        .formatted(what, file, e.getMessage()),
                e);
    }

    @Override
    public synchronized void close() {
        var channel = out;
        out = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw storage("write", e);
            }
        }
    }
}
