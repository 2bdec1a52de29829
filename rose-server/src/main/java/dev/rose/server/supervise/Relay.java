package dev.rose.server.supervise;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests to a server in another process and its answers back, events of a stream one by
 * one. What that process leaves unanswered when it dies is answered here.
 */
final class Relay implements HttpHandler {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
    private static final String EVENTS = "text/event-stream";

    /** An answer in one piece of up to so many bytes is held back until it is whole. */
    private static final int HELD_BYTES = 4 << 20;

    /** Headers of a connection, not of a message; the lengths are made anew. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of(
                    "connection",
                    "content-length",
                    "date",
                    "expect",
                    "http2-settings",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private final Supplier<@Nullable URI> server;
    private final int maxBody;
    private final HttpClient client;
    private final Phaser running = new Phaser(1);
    private volatile boolean refusing;

    /**
     * @param server where requests go; null while it is not there
     * @param maxBody bytes of a request's body at most
     */
    Relay(Supplier<@Nullable URI> server, int maxBody) {
        this.server = server;
        this.maxBody = maxBody;
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIME)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    /** From here on new requests get 503. */
    void refuse() {
        refusing = true;
    }

    /** Waits for the requests that run. */
    void awaitIdle(Duration most) {
        try {
            running.awaitAdvanceInterruptibly(
                    running.arrive(), most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            // A reader that does not read: its connection is closed with the others.
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        running.register();
        try (exchange) {
            pass(exchange);
        } finally {
            running.arriveAndDeregister();
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        var address = server.get();
        if (refusing) {
            error(exchange, 503, "stopping", "the server is stopping");
            return;
        }
        if (address == null) {
            error(exchange, 503, "restarting", "the server is being started; ask again");
            return;
        }
        var body = exchange.getRequestBody().readNBytes(maxBody + 1);
        if (body.length > maxBody) {
            exchange.getResponseHeaders().set("connection", "close");
            error(
                    exchange,
                    413,
                    "body_too_large",
                    "the body is larger than the %d bytes that are allowed".formatted(maxBody));
            return;
        }
        HttpRequest request;
        try {
            request = request(exchange, address, body);
        } catch (IllegalArgumentException e) {
            error(exchange, 400, "malformed_request", "a header or the path is malformed");
            return;
        }
        send(exchange, request);
    }

    private void send(HttpExchange exchange, HttpRequest request) throws IOException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            error(exchange, 503, "restarting", "the server is being started; ask again");
            return;
        } catch (IOException e) {
            brokeOff(exchange);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            brokeOff(exchange);
            return;
        }
        try (var content = answer.body()) {
            var type = answer.headers().firstValue("content-type").orElse("");
            if (type.toLowerCase(Locale.ROOT).startsWith(EVENTS)) {
                passEvents(exchange, answer, content);
            } else {
                passWhole(exchange, answer, content);
            }
        }
    }

    private static HttpRequest request(HttpExchange exchange, URI address, byte[] body) {
        var asked = exchange.getRequestURI();
        var path = asked.getRawPath() == null ? "/" : asked.getRawPath();
        var query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        var request =
                HttpRequest.newBuilder(URI.create(origin(address) + path + query))
                        .method(
                                exchange.getRequestMethod(),
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        return request.build();
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private void passWhole(
            HttpExchange exchange, HttpResponse<InputStream> answer, InputStream content)
            throws IOException {
        byte[] held;
        try {
            held = content.readNBytes(HELD_BYTES);
        } catch (IOException e) {
            brokeOff(exchange);
            return;
        }
        var rest = held.length == HELD_BYTES;
        copyHeaders(exchange, answer);
        var headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(
                answer.statusCode(), rest ? 0 : held.length == 0 || headOnly ? -1 : held.length);
        if (held.length > 0 && !headOnly) {
            var out = exchange.getResponseBody();
            out.write(held);
            if (rest) {
                content.transferTo(out);
            }
            out.close();
        }
    }

    private void passEvents(
            HttpExchange exchange, HttpResponse<InputStream> answer, InputStream content)
            throws IOException {
        copyHeaders(exchange, answer);
        exchange.sendResponseHeaders(answer.statusCode(), 0);
        var out = exchange.getResponseBody();
        out.flush();
        var events = new WholeEvents(content);
        while (true) {
            byte[] next;
            try {
                next = events.next();
            } catch (IOException e) {
                var event = "data: " + errorJson(500, "engine_died", BROKE_OFF) + "\n\n";
                out.write(event.getBytes(StandardCharsets.UTF_8));
                break;
            }
            if (next.length == 0) {
                break;
            }
            out.write(next);
            out.flush();
        }
        out.close();
    }

    private static void copyHeaders(HttpExchange exchange, HttpResponse<?> answer) {
        answer.headers()
                .map()
                .forEach((name, values) -> {
                    if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                        exchange.getResponseHeaders().put(name, List.copyOf(values));
                    }
                });
    }

    private static final String BROKE_OFF =
            "the server's process ended while it answered; it is started again";

    private static void brokeOff(HttpExchange exchange) throws IOException {
        error(exchange, 500, "engine_died", BROKE_OFF);
    }

    private static void error(HttpExchange exchange, int status, String code, String message)
            throws IOException {
        var headers = exchange.getResponseHeaders();
        var id = exchange.getRequestHeaders().getFirst("x-request-id");
        headers.set(
                "x-request-id",
                id != null && id.matches("[\\w.:-]{1,128}") ? id : UUID.randomUUID().toString());
        headers.set("content-type", "application/json");
        headers.set("x-content-type-options", "nosniff");
        headers.set("cache-control", "no-store");
        if (status == 503) {
            headers.set("retry-after", "2");
        }
        var json = errorJson(status, code, message).getBytes(StandardCharsets.UTF_8);
        var headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, headOnly ? -1 : json.length);
        if (!headOnly) {
            exchange.getResponseBody().write(json);
        }
    }

    /** The messages are ours and need no escapes. */
    private static String errorJson(int status, String code, String message) {
        return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
                .formatted(message, status < 500 ? "invalid_request_error" : "server_error", code);
    }
}
