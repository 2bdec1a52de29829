package dev.rose.server.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A supervisor over real processes, which are killed. */
@Timeout(120)
final class SupervisorIT {
    private static final int MAX_BODY = 1000;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Supervisor supervisor;
    private CompletableFuture<Integer> code;

    @AfterEach
    void nothingIsLeftRunning() {
        var pid = supervisor.childPid();
        supervisor.close();
        code.join();
        client.close();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void requestAndAnswerGetThroughAsTheyAre() throws Exception {
        start();

        var answer =
                client.send(
                        HttpRequest.newBuilder(at("/echo/a%20b?c=%26&d"))
                                .PUT(BodyPublishers.ofString("Grüße"))
                                .header("authorization", "Bearer key")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.headers().firstValue("x-answer")).hasValue("of the child");
        assertThat(answer.body())
                .isEqualTo(
                        "PUT /echo/a%%20b?c=%%26&d Bearer key 127.0.0.1:%d Grüße"
                                .formatted(supervisor.address().getPort()));
        assertThat(get("/large").body()).hasSize(5 << 20);
    }

    @Test
    void eventsGetThroughOneByOne() throws Exception {
        start();

        try (var events = open("/pair")) {
            assertThat(events.readLine()).isEqualTo("data: one");
            assertThat(get("/go").statusCode()).isEqualTo(200);
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isEqualTo("data: two");
        }
    }

    @Test
    void killedChildLeavesNoRequestWithoutAnErrorAndIsStartedAgain() throws Exception {
        start();
        var first = supervisor.childPid();
        var silent =
                client.sendAsync(
                        HttpRequest.newBuilder(at("/silent"))
                                .POST(BodyPublishers.ofString("a question"))
                                .build(),
                        BodyHandlers.ofString());
        try (var events = open("/broken")) {
            assertThat(events.readLine()).isEqualTo("data: whole");
            await().until(() -> get("/silent-requests").body().equals("1"));

            kill(first);

            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine())
                    .startsWith("data: {\"error\":{\"message\":\"")
                    .contains("\"type\":\"server_error\"", "\"code\":\"engine_died\"");
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isNull();
        }
        assertThat(silent.get().statusCode()).isEqualTo(500);
        assertThat(silent.get().body()).contains("\"engine_died\"");
        assertThat(silent.get().headers().firstValue("x-request-id")).isPresent();
        var between = new ArrayList<HttpResponse<String>>();
        await().until(() -> {
            var answer = get("/go");
            if (answer.statusCode() != 200) {
                between.add(answer);
            }
            return answer.statusCode() == 200;
        });
        assertThat(between)
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("retry-after")).isPresent();
                });
        assertThat(supervisor.childPid()).isNotEqualTo(first);
        assertThat(log)
                .singleElement()
                .asString()
                .contains(Long.toString(first), "signal 9", "started again");
    }

    @Test
    void closingLetsRunningRequestsEndAndRefusesNewOnes() throws Exception {
        start();
        try (var events = open("/until-the-end")) {
            assertThat(events.readLine()).isEqualTo("data: begun");

            supervisor.close();

            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isEqualTo("data: ended");
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isNull();
        }
        assertThat(code.get()).isZero();
    }

    @Test
    void bodyThatIsTooLargeDoesNotReachTheChild() throws Exception {
        start();

        assertThat(post("x".repeat(MAX_BODY)).statusCode()).isEqualTo(418);
        var refused = post("x".repeat(MAX_BODY + 1));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("invalid_request_error", "1000");
    }

    @Test
    void childThatIsNeverReadyEndsItAll() throws Exception {
        start("fail");

        assertThat(code.get()).isEqualTo(3);
        assertThat(supervisor.awaitReady()).isFalse();
        assertThat(log).isEmpty();
    }

    private void start(String... args) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(StandIn.class.getName());
        command.addAll(List.of(args));
        supervisor =
                Supervisor.start(
                        () ->
                                new ProcessBuilder(command)
                                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                                        .start(),
                        new Supervisor.Options(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Duration.ofSeconds(20),
                                MAX_BODY,
                                Duration.ofSeconds(30)),
                        log::add);
        code = CompletableFuture.supplyAsync(this::run);
        assertThat(supervisor.awaitReady()).isEqualTo(args.length == 0);
    }

    private int run() {
        try {
            return supervisor.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void kill(long pid) throws Exception {
        var kill = new ProcessBuilder("kill", "-9", Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + supervisor.address().getPort() + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(at("/echo")).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private BufferedReader open(String path) throws IOException, InterruptedException {
        var answer =
                client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofInputStream());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }
}
