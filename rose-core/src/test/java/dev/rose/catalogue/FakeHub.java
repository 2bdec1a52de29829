package dev.rose.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A hub on the loopback interface: the paths, redirects and headers of the real one, and a storage
 * host of another name that, like the real one, knows a file under another ETag, refuses a token
 * that was not meant for it, and answers ranges.
 */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static final Pattern RESOLVE = Pattern.compile("/([^/]+/[^/]+)/resolve/([^/]+)/(.+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    /** A request as a server saw it. */
    record Seen(String method, String path, Map<String, List<String>> headers) {
        String header(String name) {
            var values = headers.get(name);
            return values == null ? "" : values.getFirst();
        }
    }

    /** What a server does instead of its duty, once. */
    interface Fault {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server("127.0.0.1", this::hub);
    private final HttpServer storage = server("127.0.0.2", this::storage);
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> declaredHashes = new ConcurrentHashMap<>();

    final List<Seen> hubRequests = new CopyOnWriteArrayList<>();
    final List<Seen> storageRequests = new CopyOnWriteArrayList<>();
    final Queue<Fault> hubFaults = new ConcurrentLinkedQueue<>();
    final Queue<Fault> storageFaults = new ConcurrentLinkedQueue<>();

    /** Without this token nothing is shown; empty for a hub of public repositories. */
    volatile String token = "";

    /** Repositories that show themselves, but not their files, without an accepted licence. */
    volatile boolean gated;

    /** Old name of a repository to its new one. */
    final Map<String, String> renamed = new ConcurrentHashMap<>();

    URI endpoint() {
        return address(hub, "");
    }

    /**
     * @param path {@code owner/repo/file}
     */
    void put(String path, byte[] content) {
        files.put(path, content);
        declaredHashes.remove(path);
    }

    /** Declares another SHA-256 than the content has. */
    void putDamaged(String path, byte[] content) {
        files.put(path, content);
        declaredHashes.put(path, "ab".repeat(32));
    }

    /** Requests for content, whole or in part. */
    long downloads() {
        return storageRequests.size();
    }

    private HttpServer server(String address, com.sun.net.httpserver.HttpHandler handler) {
        try {
            var server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(HttpServer server, String path) {
        var at = server.getAddress();
        return URI.create(
                "http://%s:%d%s".formatted(at.getAddress().getHostAddress(), at.getPort(), path));
    }

    private void hub(HttpExchange exchange) throws IOException {
        try (exchange) {
            hubRequests.add(seen(exchange));
            var match = RESOLVE.matcher(exchange.getRequestURI().getRawPath());
            var path = match.matches() ? match.group(1) + "/" + decoded(match.group(3)) : "";
            var fault = hubFaults.poll();
            if (fault != null) {
                fault.answer(exchange, files.getOrDefault(path, new byte[0]));
            } else if (path.isEmpty()) {
                refuse(exchange, 404, "", "");
            } else {
                resolve(exchange, match.group(1), match.group(2), path);
            }
        }
    }

    private static String decoded(String path) {
        return URI.create("http://x/" + path).getPath().substring(1);
    }

    private void resolve(HttpExchange exchange, String repo, String revision, String path)
            throws IOException {
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean known = ("Bearer " + token).equals(authorization);
        var headers = exchange.getResponseHeaders();
        if (renamed.containsKey(repo)) {
            headers.set(
                    "Location",
                    exchange.getRequestURI().getRawPath().replace(repo, renamed.get(repo)));
            exchange.sendResponseHeaders(307, -1);
        } else if (!token.isEmpty() && !known) {
            refuse(exchange, 401, "RepoNotFound", "Invalid username or password.");
        } else if (gated) {
            refuse(exchange, 403, "GatedRepo", "Access to model " + repo + " is restricted");
        } else if (files.keySet().stream().noneMatch(file -> file.startsWith(repo + "/"))) {
            refuse(exchange, 404, "RepoNotFound", "Repository not found");
        } else if (!List.of("main", "refs%2Fpr%2F1", "v1.0", COMMIT).contains(revision)) {
            refuse(exchange, 404, "RevisionNotFound", "Invalid rev id: " + revision);
        } else if (!files.containsKey(path)) {
            refuse(exchange, 404, "EntryNotFound", "Entry not found");
        } else {
            var content = files.get(path);
            var sha256 = declaredHashes.getOrDefault(path, sha256(content));
            headers.set("X-Repo-Commit", COMMIT);
            headers.set("X-Linked-Size", Integer.toString(content.length));
            headers.set("X-Linked-ETag", '"' + sha256 + '"');
            headers.set("Accept-Ranges", "bytes");
            var at = address(storage, "/store/" + path.replace(" ", "%20"));
            headers.set("Location", at + "?X-Amz-Signature=f00&filename=\"a b\"");
            exchange.sendResponseHeaders(302, -1);
        }
    }

    private void storage(HttpExchange exchange) throws IOException {
        try (exchange) {
            storageRequests.add(seen(exchange));
            var content = files.get(exchange.getRequestURI().getPath().substring(7));
            var fault = storageFaults.poll();
            if (fault != null) {
                fault.answer(exchange, content);
            } else if (exchange.getRequestHeaders().containsKey("Authorization")) {
                refuse(exchange, 400, "", "Only one auth mechanism allowed");
            } else {
                serve(exchange, content);
            }
        }
    }

    /** Answers with the content as a storage host should. */
    static void serve(HttpExchange exchange, byte[] content) throws IOException {
        var etag = '"' + sha256(content).substring(0, 32) + "-xet\"";
        var ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        var range = exchange.getRequestHeaders().getFirst("Range");
        exchange.getResponseHeaders().set("ETag", etag);
        int from = 0;
        if (range != null && (ifRange == null || ifRange.equals(etag))) {
            var match = RANGE.matcher(range);
            from = match.matches() ? Integer.parseInt(match.group(1)) : -1;
            if (from < 0 || from >= content.length) {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        exchange.getResponseBody().write(content, from, content.length - from);
    }

    /**
     * Sends this many bytes of what is asked for, and breaks the connection once they are there.
     *
     * @param client the folder that the client downloads to
     */
    static Fault brokenAfter(int bytes, Path client) {
        return (exchange, content) -> {
            int from = partly(exchange, content, bytes);
            Received.awaitPart(client, from + bytes);
            // closing an answer that is not whole closes the connection
        };
    }

    /** Sends this many bytes of what is asked for and then falls silent. */
    static Fault silentAfter(int bytes) {
        return (exchange, content) -> {
            partly(exchange, content, bytes);
            sleep(20_000);
        };
    }

    /** Sends all of what is asked for, in small pieces with pauses. */
    static Fault slowly(int piece, int pauseMillis) {
        return (exchange, content) -> {
            int from = begin(exchange, content);
            for (int at = from; at < content.length; at += piece) {
                exchange.getResponseBody().write(content, at, Math.min(piece, content.length - at));
                exchange.getResponseBody().flush();
                sleep(pauseMillis);
            }
        };
    }

    static Fault status(int status, String... headers) {
        return (exchange, content) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    private static int partly(HttpExchange exchange, byte[] content, int bytes) throws IOException {
        int from = begin(exchange, content);
        exchange.getResponseBody().write(content, from, bytes);
        exchange.getResponseBody().flush();
        return from;
    }

    private static int begin(HttpExchange exchange, byte[] content) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Range");
        var match = RANGE.matcher(range == null ? "" : range);
        int from = match.matches() ? Integer.parseInt(match.group(1)) : 0;
        exchange.getResponseHeaders()
                .set("ETag", '"' + sha256(content).substring(0, 32) + "-xet\"");
        exchange.getResponseHeaders()
                .set(
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        return from;
    }

    private static void refuse(HttpExchange exchange, int status, String code, String message)
            throws IOException {
        if (!code.isEmpty()) {
            exchange.getResponseHeaders().set("X-Error-Code", code);
        }
        if (!message.isEmpty()) {
            exchange.getResponseHeaders().set("X-Error-Message", message);
        }
        exchange.sendResponseHeaders(status, -1);
    }

    private static Seen seen(HttpExchange exchange) {
        return new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()));
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Hashing.sha256().digest(content));
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
