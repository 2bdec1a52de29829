package dev.rose.server.api;

import dev.rose.server.access.Deadline;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A stream of server-sent events. Nothing goes out before the first event or ping, so that until
 * then a failure can have a status of its own. Each event is whole when it is written and is
 * flushed at once. Thread-safe.
 */
final class SseWriter {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Context context;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream out;
    private volatile long lastWrite = System.nanoTime();
    private volatile @Nullable Deadline deadline;

    SseWriter(Context context) {
        this.context = context;
    }

    /** Each write is a step forward for {@code deadline} from now on. */
    void tell(Deadline deadline) {
        this.deadline = deadline;
    }

    /**
     * @throws IOException where the client has gone
     */
    void send(JsonNode event) throws IOException {
        write(DATA, Json.bytes(event), END);
    }

    /** Tells the client that this was all. */
    void done() throws IOException {
        write(DONE);
    }

    /** Shows a client that waits for its first event, and what is in between, that all is well. */
    void ping() throws IOException {
        // A writer who holds the lock is writing: the line is not quiet.
        if (lock.tryLock()) {
            try {
                write(PING);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether something was written: headers and status are out. */
    boolean isOpen() {
        lock.lock();
        try {
            return out != null;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds since the last write. */
    long quietNanos() {
        return System.nanoTime() - lastWrite;
    }

    private void write(byte[]... parts) throws IOException {
        lock.lock();
        try {
            var stream = out == null ? open() : out;
            for (var part : parts) {
                stream.write(part);
            }
            stream.flush();
            lastWrite = System.nanoTime();
            var end = deadline;
            if (end != null) {
                end.progressed();
            }
        } finally {
            lock.unlock();
        }
    }

    private OutputStream open() throws IOException {
        var response = context.res();
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        // Proxies that gather answers before they pass them on are asked not to.
        response.setHeader("X-Accel-Buffering", "no");
        var stream = response.getOutputStream();
        out = stream;
        return stream;
    }
}
