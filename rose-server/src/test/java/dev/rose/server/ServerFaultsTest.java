package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rose.AnswerOptions;
import dev.rose.TemplateChoice;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.server.ServerOptions.Door;
import dev.rose.server.access.TimeLimits;
import dev.rose.server.api.Answering;
import dev.rose.server.api.Bounds;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What strangers send and how they leave. After each the server is as it was before. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerFaultsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASK =
            "{\"model\":\"toy\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]";
    private static final int MOST_BODY = 1 << 20;
    private static final int SLOTS = 4;

    private final ToyServer toy =
            new ToyServer(
                    new ToyModel(ToyVocabulary.ofAllBytes(), 11),
                    options ->
                            options.withAnswering(
                                            new Answering(
                                                    Policy.paper(),
                                                    AnswerOptions.defaults()
                                                            .withTemplate(
                                                                    new TemplateChoice.Paper()),
                                                    Map.of(),
                                                    false,
                                                    0))
                                    .withDoor(new Door(SLOTS, 8, Duration.ofMinutes(1)))
                                    .withBounds(
                                            new Bounds(
                                                    MOST_BODY,
                                                    new TimeLimits(
                                                            Duration.ofMinutes(1),
                                                            Duration.ofSeconds(1)),
                                                    Duration.ofSeconds(15),
                                                    2)));

    @AfterEach
    void isAsBefore() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    var stats = toy.get("/v1/rose/stats").json();
                    assertThat(stats.get("running").intValue()).isZero();
                    assertThat(stats.get("waiting").intValue()).isZero();
                    assertThat(toy.model.heldTokens()).isZero();
                });
        assertThat(toy.get("/health").status()).isEqualTo(200);
        assertThat(toy.post(CHAT, ASK + ",\"max_tokens\":2}").status()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        toy.close();
    }

    @Test
    void aBodyThatEndsHalfway() throws IOException {
        try (var wire = wire()) {
            wire.post(CHAT, "Content-Length: 500").send(ASK);
        }
    }

    @Test
    void aBodyThatStopsHalfway() throws IOException {
        try (var wire = wire()) {
            wire.post(CHAT, "Content-Length: 500").send(ASK);
            assertThat(wire.status()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void aChunkThatIsNone() throws IOException {
        try (var wire = wire()) {
            wire.post(CHAT, "Transfer-Encoding: chunked").send("5\r\nabcde\r\nzz\r\n");
            assertThat(wire.status()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void twoLengthsOfOneBody() throws IOException {
        try (var wire = wire()) {
            wire.post(CHAT, "Content-Length: 5", "Transfer-Encoding: chunked").send("0\r\n\r\n");
            assertThat(wire.status()).startsWith("HTTP/1.1 400");
        }
        try (var wire = wire()) {
            wire.post(CHAT, "Content-Length: 5", "Content-Length: 6").send("abcdef");
            assertThat(wire.status()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aFloodOfHeaders() throws IOException {
        try (var wire = wire()) {
            wire.send("GET /health HTTP/1.1\r\nHost: localhost\r\n");
            assertThat(flooded(wire, "x-flood: 1234567890\r\n")).matches("(HTTP/1.1 431.*)?");
        }
        try (var wire = wire()) {
            wire.send("GET /health HTTP/1.1\r\nx-endless: ");
            assertThat(flooded(wire, "endless")).matches("(HTTP/1.1 431.*)?");
        }
        try (var wire = wire()) {
            wire.send("GET /");
            assertThat(flooded(wire, "endless")).matches("(HTTP/1.1 4(14|31).*)?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "\u0000\u0000\r\n\r\n",
                "GET\r\n\r\n"
            })
    void whatIsNoRequest(String bytes) throws IOException {
        try (var wire = wire()) {
            wire.send(bytes);
            assertThat(wire.status()).matches("(HTTP/1.1 400.*)?");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 10_000, 200_000})
    void jsonThatIsNestedDeeply(int depth) {
        for (var opening : new String[] {"[", "{\"a\":"}) {
            var reply = toy.post(CHAT, opening.repeat(depth));
            assertThat(reply.error()).isEqualTo("400 invalid_json -");
        }
        var field = ASK + ",\"metadata\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        assertThat(toy.post(CHAT, field).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "1e-999999999",
                "-1e2147483647",
                "99999999999999999999999999999999999999999999",
                "0.00000000000000000000000000000000000000000000000000000000000000000000001",
                "NaN",
                "\"1\"",
                "true",
                "[]"
            })
    void numbersThatAreNone(String number) {
        for (var field : new String[] {"max_tokens", "seed", "n", "top_logprobs"}) {
            var reply = toy.post(CHAT, ASK + ",\"" + field + "\":" + number + "}");
            assertThat(reply.status()).as(field + ": " + reply.text()).isEqualTo(400);
        }
        var bias = toy.post(CHAT, ASK + ",\"logit_bias\":{\"5\":" + number + "}}");
        assertThat(bias.status()).as(bias.text()).isIn(400, 200);
    }

    @Test
    void aBodyOfFiftyMegabytes() throws IOException {
        int size = 50 << 20;
        try (var wire = wire()) {
            wire.post(CHAT, "Content-Length: " + size);
            assertThat(wire.status()).startsWith("HTTP/1.1 413");
        }
        try (var wire = wire()) {
            wire.post(CHAT, "Transfer-Encoding: chunked");
            var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            try {
                for (int sent = 0; sent < size; sent += 0x10000) {
                    wire.send(chunk);
                }
                wire.send("0\r\n\r\n");
            } catch (SocketException hungUp) {
                // The reply may be lost with the connection.
            }
            assertThat(wire.status()).matches("(HTTP/1.1 413.*)?");
        }
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        for (var bad :
                new String[] {
                    "\u00ff", "\u00c3", "\u00ed\u00a0\u0080", "\u00f5\u0080\u0080\u0080"
                }) {
            var body = ASK.replace("Why?", bad) + "}";
            try (var wire = wire()) {
                wire.post(CHAT, "Content-Length: " + body.length()).send(body);
                assertThat(wire.status()).startsWith("HTTP/1.1 400");
            }
        }
        assertThat(toy.post(CHAT, ASK.replace("Why?", "\\ud800") + "}").status()).isEqualTo(400);
        assertThat(toy.post(CHAT, ASK.replace("Why?", "\\u0000") + ",\"max_tokens\":1}").status())
                .isIn(200, 400);
        var wide = ASK.getBytes(StandardCharsets.UTF_16);
        try (var wire = wire()) {
            wire.post(CHAT, "Content-Length: " + wide.length).send(wide);
            assertThat(wire.status()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void clientsWhoVanish() throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            boolean stream = random.nextInt(4) > 0;
            var body =
                    "%s,\"max_tokens\":500,\"temperature\":1.5,\"n\":%d,\"stream\":%b}"
                            .formatted(ASK, 1 + random.nextInt(3), stream);
            int sent = random.nextInt(3) == 0 ? random.nextInt(body.length()) : body.length();
            try (var wire = wire()) {
                wire.post(CHAT, "Connection: close", "Content-Length: " + body.length());
                wire.send(body.substring(0, sent));
                if (sent == body.length() && stream) {
                    wire.read(random.nextInt(1500));
                }
            }
        }
    }

    /** Each decode fails that has a row behind the 200th of a text; all begin with token 0. */
    @Test
    void anEngineThatFailsForSome() throws InterruptedException {
        toy.model.failFor(0, 200);
        var good =
                "{\"prompt\":\"Why is it so?\",\"max_tokens\":60,\"rose\":{\"mode\":\"plain\"}%s}";
        var bad = "{\"prompt\":\"%s\",\"max_tokens\":9,\"rose\":{\"mode\":\"plain\"}%s}";
        var alone = toy.postAsItIs("/v1/completions", good.formatted("")).json().at("/choices/0");
        var others = new ConcurrentLinkedQueue<JsonNode>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                var reply = toy.postAsItIs("/v1/completions", good.formatted(""));
                                others.add(reply.json().at("/choices/0"));
                            }));
        }
        for (var more :
                new String[] {
                    "", ",\"stream\":true", ",\"n\":3", ",\"echo\":true,\"logprobs\":1"
                }) {
            var reply =
                    toy.postAsItIs("/v1/completions", bad.formatted("Why so? ".repeat(40), more));
            assertThat(reply.text())
                    .contains("\"code\":\"internal_error\"")
                    .contains(reply.header("x-request-id"))
                    .doesNotContain("as asked");
            assertThat(reply.status()).isEqualTo(500);
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(others).hasSize(3).containsOnly(alone);
        toy.model.failFor(-1, 0);
    }

    @Test
    void aStopUnderLoad() throws Exception {
        try (var other = new ToyServer(new ToyModel(ToyVocabulary.ofAllBytes(), 11), o -> o)) {
            var ends = new ConcurrentLinkedQueue<String>();
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < 16; i++) {
                var body = ASK + ",\"max_tokens\":3000,\"stream\":true,\"temperature\":1.5}";
                clients.add(
                        Thread.ofVirtual()
                                .start(() -> ends.add(other.postAsItIs(CHAT, body).text())));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> other.get("/v1/rose/stats").json().get("waiting").intValue() > 8);
            other.server.drain(Duration.ofMillis(50));
            for (var client : clients) {
                client.join();
            }
            assertThat(ends)
                    .hasSize(16)
                    .allMatch(end -> end.endsWith("[DONE]\n\n") || end.contains("\"stopping\""));
            assertThat(other.model.heldTokens()).isZero();
        }
    }

    @Test
    void aReaderWhoNeverReads() throws IOException {
        try (var deaf = wire()) {
            var body = ASK + ",\"stream\":true,\"max_tokens\":100000,\"temperature\":1.5}";
            deaf.post(CHAT, "Content-Length: " + body.length()).send(body);
            for (int i = 0; i < 5; i++) {
                assertThat(toy.post(CHAT, ASK + ",\"max_tokens\":20}").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void moreClientsThanThereIsRoomFor() throws InterruptedException {
        var statuses = new ConcurrentLinkedQueue<Integer>();
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < 64; i++) {
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                var reply = toy.post(CHAT, ASK + ",\"max_tokens\":30}");
                                if (reply.status() == 429) {
                                    assertThat(reply.header("Retry-After")).matches("[1-9]\\d*");
                                }
                                statuses.add(reply.status());
                            }));
        }
        for (var client : clients) {
            client.join();
        }
        assertThat(statuses).hasSize(64).containsOnly(200, 429);
        assertThat(statuses.stream().filter(status -> status == 200).count())
                .isGreaterThanOrEqualTo(SLOTS);
    }

    private Wire wire() throws IOException {
        return new Wire(toy.server.address());
    }

    /** Sends a megabyte of it, and what comes back. */
    private static String flooded(Wire wire, String text) throws IOException {
        var many = text.repeat(1024 / text.length() + 1);
        try {
            for (int sent = 0; sent < 1 << 20; sent += many.length()) {
                wire.send(many);
            }
        } catch (SocketException hungUp) {
            // It has heard enough.
        }
        return wire.status();
    }
}
