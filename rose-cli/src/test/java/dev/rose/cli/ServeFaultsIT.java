package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What clients do to a server by mistake or on purpose: after each it is as it was. */
@Timeout(600)
class ServeFaultsIT {
    private static final int CLIENTS_THAT_LEAVE = 200;
    private static final long SEED = 7;
    private static final String QUESTION = "Tell me a long story about the sea.";

    private static Served server;

    @BeforeAll
    static void start() throws IOException {
        server = Served.start("--slots", "4", "--queue", "64", "--idle-timeout", "5s");
    }

    @AfterAll
    static void endsWell() throws InterruptedException {
        assertThat(server.stop()).isZero();
        assertThat(server.said()).hasSize(1);
        server.close();
    }

    @AfterEach
    void slotsAreFreeAndItIsHealthy() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    var stats = server.stats();
                    assertThat(stats.get("running").intValue()).isZero();
                    assertThat(stats.get("waiting").intValue()).isZero();
                    assertThat(server.get("/health").statusCode()).isEqualTo(200);
                });
    }

    @Test
    void clientsThatVanishMidStream() throws Exception {
        var random = new Random(SEED);
        var left = new ArrayList<Callable<Integer>>();
        for (var i = 0; i < CLIENTS_THAT_LEAVE; i++) {
            var bytes = 1 + random.nextInt(6000);
            left.add(() -> vanishAfter(bytes));
        }
        try (var clients = Executors.newFixedThreadPool(8)) {
            for (var one : clients.invokeAll(left)) {
                assertThat(one.get()).isPositive();
            }
        }
    }

    @Test
    void slowReaderStallsOnlyItself() throws Exception {
        try (var slow = open(QUESTION, 3000)) {
            assertThat(slow.getInputStream().read()).isPositive();

            var answers = askAtOnce(8);

            assertThat(answers).allSatisfy(answer -> assertThat(answer).isEqualTo(200));
        }
    }

    @Test
    void sixtyFourClientsOnFourSlots() throws Exception {
        assertThat(askAtOnce(64)).hasSize(64).allSatisfy(code -> assertThat(code).isEqualTo(200));
    }

    @Test
    void moreThanTheQueueHoldsAreTurnedAwayAtOnce() throws Exception {
        var codes = askAtOnce(100);

        assertThat(codes).allSatisfy(code -> assertThat(code).isIn(200, 429));
        assertThat(codes).filteredOn(code -> code == 200).hasSizeGreaterThanOrEqualTo(64);
    }

    @Test
    void halfABody() throws Exception {
        try (var socket = connect()) {
            send(socket, head(100) + "{\"messages\":");
            var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reply).startsWith("HTTP/1.1 408");
        }
    }

    private static List<Integer> askAtOnce(int clients) throws Exception {
        var asked = new ArrayList<Future<HttpResponse<String>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < clients; i++) {
                asked.add(threads.submit(() -> server.tryToAsk(QUESTION)));
            }
        }
        var codes = new ArrayList<Integer>();
        for (var one : asked) {
            codes.add(one.get(1, TimeUnit.MINUTES).statusCode());
        }
        return codes;
    }

    /** Reads so many bytes of a stream and is gone; bytes that were read. */
    private static int vanishAfter(int bytes) throws IOException {
        try (var socket = open(QUESTION, 400)) {
            socket.setSoLinger(true, 0); // a reset, as of a client that crashed
            return socket.getInputStream().readNBytes(bytes).length;
        }
    }

    private static Socket open(String question, int maxTokens) throws IOException {
        var body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":%d,\"stream\":true}"
                        .formatted(question, maxTokens);
        var socket = connect();
        send(socket, head(body.length()) + body);
        return socket;
    }

    private static Socket connect() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(
                new java.net.InetSocketAddress(server.address.getHost(), server.address.getPort()));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(int length) {
        return """
        POST /v1/chat/completions HTTP/1.1\r
        Host: %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
                .formatted(server.address.getRawAuthority(), length);
    }

    /** A server that is told to end under load ends all answers well. */
    @Test
    void stopDuringLoad() throws Exception {
        try (var loaded = Served.start("--slots", "4", "--drain", "1s");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var streams = new ArrayList<Future<String>>();
            for (var i = 0; i < 8; i++) {
                streams.add(
                        threads.submit(() -> {
                            try (var events = loaded.stream(QUESTION, 2000)) {
                                return events.reduce((before, last) -> last)
                                        .map(JsonNode::toString)
                                        .orElse("refused while it waited");
                            }
                        }));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> loaded.stats().get("running").intValue() == 4);

            loaded.process.destroy();

            var ends = new ArrayList<String>();
            for (var stream : streams) {
                ends.add(stream.get(1, TimeUnit.MINUTES));
            }
            assertThat(ends)
                    .allSatisfy(
                            end -> assertThat(end).containsAnyOf("\"ended\":\"drain\"", "refused"));
            assertThat(ends).filteredOn(end -> end.contains("\"drain\"")).hasSize(4);
            assertThat(loaded.stop()).isZero();
        }
    }
}
