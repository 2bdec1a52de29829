package dev.rose.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A web server on the loopback interface with files, ranges and tags. */
public final class FakePublisher implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    /** What it does instead of its duty, once. */
    public interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /** {@code METHOD PATH FROM}, where FROM is the first byte asked for. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    public final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    /** Whether it answers HEAD. */
    public volatile boolean head = true;

    /** Whether it names its contents. */
    public volatile boolean tags = true;

    public FakePublisher() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public void put(String path, byte[] content) {
        files.put("/" + path, content);
    }

    public URI address(String path) {
        var bound = server.getAddress();
        return URI.create(
                "http://%s:%d/%s"
                        .formatted(bound.getAddress().getHostAddress(), bound.getPort(), path));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var range =
                    RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
            requests.add("%s %s %d".formatted(exchange.getRequestMethod(), path, from));
            boolean asksOnly = exchange.getRequestMethod().equals("HEAD");
            var fault = asksOnly ? null : faults.poll();
            var content = files.get(path);
            if (fault != null) {
                fault.answer(exchange);
            } else if (asksOnly && !head) {
                exchange.sendResponseHeaders(405, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(exchange, content, from, asksOnly);
            }
        }
    }

    private void send(HttpExchange exchange, byte[] content, int from, boolean asksOnly)
            throws IOException {
        var headers = exchange.getResponseHeaders();
        if (tags) {
            headers.set("ETag", "\"tag-%d\"".formatted(Arrays.hashCode(content)));
        }
        if (from > 0) {
            headers.set(
                    "Content-Range",
                    "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        if (asksOnly) {
            headers.set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            exchange.getResponseBody().write(content, from, content.length - from);
        }
    }

    /**
     * Declares all of a file, sends its beginning, and breaks the connection once that is there.
     *
     * @param client the folder that the client downloads to
     */
    public Fault breakAfter(String path, int bytes, Path client) {
        return exchange -> {
            var content = files.get("/" + path);
            if (tags) {
                exchange.getResponseHeaders()
                        .set("ETag", "\"tag-%d\"".formatted(Arrays.hashCode(content)));
            }
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            Received.awaitPart(client, bytes);
        };
    }

    public static Fault status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
