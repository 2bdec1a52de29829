package dev.rose.server;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.server.api.Answering;
import dev.rose.server.models.ModelOpener;
import dev.rose.server.models.ModelPool;
import dev.rose.server.models.ServedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server over the toy model, and a client of it. */
final class ToyServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final ToyModel model;
    final Rose rose;
    final Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    static final AnswerOptions OPTIONS =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withMaxTokens(20);

    ToyServer() {
        this(options -> options);
    }

    ToyServer(UnaryOperator<ServerOptions> change) {
        this(new ToyModel(ToyVocabulary.ofAllBytes(), 34), change);
    }

    ToyServer(ToyModel model, UnaryOperator<ServerOptions> change) {
        this.model = model;
        this.rose = Rose.over(model, 0, 0);
        var pool =
                new ModelPool(
                        List.of(new ServedModel("toy", "toy"), new ServedModel("alias", "toy")),
                        new ModelPool.Limits(1 << 20, Duration.ofMinutes(1)),
                        new ModelOpener() {
                            @Override
                            public long bytes(String model) {
                                return 1;
                            }

                            @Override
                            public Rose open(String model) {
                                return rose;
                            }
                        });
        this.server =
                Server.start(change.apply(ServerOptions.of(pool).withAnswering(answering(false))));
        try {
            pool.start();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The paper's policy and all that are shipped. */
    static Answering answering(boolean locked) {
        return new Answering(Policy.paper(), OPTIONS, Answering.defaults().named(), locked, 0);
    }

    record Reply(int status, HttpResponse<String> http) {
        JsonNode json() {
            return JSON.readTree(http.body());
        }

        String text() {
            return http.body();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /** Status, code and field of an error. */
        String error() {
            var error = json().get("error");
            return "%d %s %s"
                    .formatted(
                            status,
                            error.get("code").stringValue(),
                            error.get("param").isNull() ? "-" : error.get("param").stringValue());
        }
    }

    URI uri(String path) {
        return server.address().resolve(path);
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    /** Posts JSON, single quotes for double ones. */
    Reply post(String path, String json) {
        return postAsItIs(path, json.replace('\'', '"'));
    }

    Reply postAsItIs(String path, String json) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    Reply send(HttpRequest request) {
        try {
            var http = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(http.statusCode(), http);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a path as it is, and gives all that comes back. */
    String rawGet(String path) {
        var address = server.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .formatted(path)
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data of a stream's events. */
    static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** Those events as JSON, without the last, {@code [DONE]}. */
    static List<JsonNode> chunks(String stream) {
        var events = events(stream);
        return events.stream().limit(events.size() - 1).map(JSON::readTree).toList();
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
