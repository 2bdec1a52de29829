package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.CallerLimits;
import dev.rose.server.access.Cors;
import dev.rose.server.access.NewKey;
import dev.rose.server.observe.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with keys, and those who have none. */
class StrangersTest {
    private static final NewKey KEY = NewKey.make("ann", CallerLimits.none());
    private static final String FRIEND = "https://chat.example";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @TempDir private Path folder;
    private ToyServer toy;

    @BeforeEach
    void start() {
        var file = folder.resolve("keys");
        KEY.appendTo(file);
        var lines = new PrintStream(log, false, StandardCharsets.UTF_8);
        toy =
                new ToyServer(
                        new ToyModel(ToyVocabulary.ofAllBytes(), 11),
                        options ->
                                options.withKeys(ApiKeys.load(file))
                                        .withCors(Cors.allowing(List.of(FRIEND)))
                                        .withLog(AccessLog.to(lines, false)));
    }

    @AfterEach
    void stop() {
        toy.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models",
                "/v1/models/",
                "/v1/models/toy",
                "//v1/models",
                "/v1//models",
                "/V1/models",
                "/v1/%6dodels",
                "/v1/models;x=1",
                "/v1/./models",
                "/x/../v1/models",
                "/v1/policies",
                "/v1/rose/stats/",
                "/metrics",
                "/metrics/"
            })
    void nothingIsToldWithoutAKeyHoweverThePathIsSpelled(String path) throws IOException {
        try (var wire = new Wire(toy.server.address())) {
            wire.send("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path));
            assertThat(wire.status()).matches("HTTP/1.1 40[0145].*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/policies", "/metrics"})
    void headTellsNothingWithoutAKey(String path) throws IOException {
        try (var wire = new Wire(toy.server.address())) {
            wire.send("HEAD %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path));
            assertThat(wire.status()).startsWith("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions/", "/tokenize", "/tokenize/"})
    void nothingIsDoneWithoutAKey(String path) {
        var reply = toy.post(path, "{'content':'x'}");
        assertThat(reply.error()).isEqualTo("401 invalid_api_key -");
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready", "/openapi.json"})
    void strangersMaySeeWhetherItRuns(String path) {
        assertThat(toy.get(path).status()).isEqualTo(200);
    }

    @Test
    void theLogNamesTheCallerAndNeverTheKey() {
        var reply =
                toy.send(
                        HttpRequest.newBuilder(toy.uri("/v1/models?secret"))
                                .header("Authorization", "Bearer " + KEY.key())
                                .header("x-request-id", "mine")
                                .build());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-request-id")).isEqualTo("mine");
        toy.get("/v1/models");
        toy.close();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("\"id\":\"mine\",\"caller\":\"ann\"")
                .contains("\"status\":401")
                .contains("\"error\":\"invalid_api_key\"")
                .doesNotContain(KEY.key())
                .doesNotContain("secret");
    }

    @Test
    void aPreflightHasNoKeyAndNeedsNone() throws IOException {
        try (var wire = new Wire(toy.server.address())) {
            wire.send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n");
            wire.send("Origin: " + FRIEND + "\r\nAccess-Control-Request-Method: POST\r\n");
            wire.send("Access-Control-Request-Headers: authorization\r\nConnection: close\r\n\r\n");
            assertThat(wire.read(10_000))
                    .startsWith("HTTP/1.1 204")
                    .containsIgnoringCase("Access-Control-Allow-Origin: " + FRIEND)
                    .containsIgnoringCase("Access-Control-Allow-Headers: authorization");
        }
    }
}
