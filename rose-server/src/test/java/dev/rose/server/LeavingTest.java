package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.server.access.TimeLimits;
import dev.rose.server.api.Bounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that go away, and answers that are ended for other reasons. The model waits for steps.
 */
final class LeavingTest {
    private static final String ASK =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":3000%s}";

    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger decodes = new AtomicInteger();
    private final ToyServer toy =
            new ToyServer(
                    new ToyModel(ToyVocabulary.ofAllBytes(), 34).beforeDecode(this::step),
                    options ->
                            options.withDoor(new ServerOptions.Door(1, 4, Duration.ofMinutes(1)))
                                    .withBounds(
                                            new Bounds(
                                                    10_000,
                                                    TimeLimits.defaults(),
                                                    Duration.ofMillis(200),
                                                    1)));

    private void step() {
        decodes.incrementAndGet();
        steps.acquireUninterruptibly();
    }

    /** What is computed once, ahead of all answers, is not what is looked at here. */
    @BeforeEach
    void warmUp() {
        steps.release(1 << 20);
        toy.postAsItIs("/v1/chat/completions", ASK.formatted("").replace("3000", "3"));
        steps.drainPermits();
        decodes.set(0);
    }

    @AfterEach
    void stop() {
        steps.release(1 << 20);
        toy.close();
    }

    private Socket ask(String more) throws IOException {
        return ask("/v1/chat/completions", ASK.formatted(more));
    }

    private Socket ask(String path, String body) throws IOException {
        var address = toy.server.address();
        var socket = new Socket(address.getHost(), address.getPort());
        send(socket, path, body);
        return socket;
    }

    private static void send(Socket socket, String path, String body) throws IOException {
        socket.getOutputStream()
                .write(
                        ("POST %s HTTP/1.1\r\nHost: x\r\n"
                                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                                .formatted(path, body.length(), body)
                                .getBytes(StandardCharsets.UTF_8));
    }

    private int stat(String name) {
        return toy.get("/v1/rose/stats").json().get(name).intValue();
    }

    private void awaitStat(String name, int value) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> stat(name) == value);
    }

    /** The model goes on slowly, and is let go long before the answer's 3000 tokens. */
    private void assertFreed(Socket client) throws IOException {
        await().atMost(Duration.ofSeconds(30)).until(() -> decodes.get() > 0);
        client.close();
        awaitNoneRunning();
        assertThat(decodes.get()).isLessThan(1000);
    }

    /** A decode that has begun must be able to end. */
    private void awaitNoneRunning() {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    steps.release();
                    return stat("running") == 0;
                });
    }

    @Test
    void whoLeavesBeforeTheFirstTokenFreesTheSlot() throws IOException {
        assertFreed(ask(",\"stream\":true"));
    }

    @Test
    void whoLeavesWhileWaitingForAWholeAnswerFreesTheSlot() throws IOException {
        assertFreed(ask(""));
    }

    @Test
    void whoLeavesTheQueueIsNotAnswered() throws IOException {
        try (var _ = ask("")) {
            awaitStat("running", 1);
            var second = ask("");
            awaitStat("waiting", 1);
            second.close();
            awaitStat("waiting", 0);
            assertThat(stat("running")).isEqualTo(1);
        }
    }

    @Test
    void whoLeavesAStreamFreesTheSlot() throws IOException {
        var socket = ask(",\"stream\":true");
        var lines = lines(socket);
        steps.release(20);
        for (var line = lines.readLine(); !line.contains("\"content\":\""); ) {
            line = lines.readLine();
        }
        socket.close();
        awaitNoneRunning();
        assertThat(toy.get("/metrics").text()).contains("rose_running 0.0");
    }

    /** The model stands still, so that nothing but the leaving can end what is computed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions | {'messages':[{'role':'user','content':'Why?'}],"
                        + "'rose':{'reverse':'model','positive':'Be kind.'}}",
                "/v1/completions | {'prompt':['Why is it?','Why not?'],'echo':true,'logprobs':1,"
                        + "'max_tokens':0}"
            })
    void whoLeavesBeforeTheAnswerBeginsFreesTheSlot(String path, String body) throws IOException {
        var socket = ask(path, body.replace('\'', '"'));
        await().atMost(Duration.ofSeconds(30)).until(() -> decodes.get() > 0);
        socket.close();
        awaitStat("running", 0);
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void aQuietLineIsPinged() throws IOException {
        try (var socket = ask(",\"stream\":true")) {
            var lines = lines(socket);
            await().atMost(Duration.ofSeconds(30)).until(() -> lines.readLine().equals(": ping"));
        }
    }

    @Test
    void aRequestThatIsSentEarlyIsAnsweredToo() throws IOException {
        try (var socket = ask("")) {
            awaitStat("running", 1);
            send(socket, "/v1/chat/completions", ASK.formatted("").replace("3000", "3"));
            awaitStat("waiting", 0);
            steps.release(1 << 20);
            var lines = lines(socket);
            int answers = 0;
            while (answers < 2) {
                if (lines.readLine().contains("HTTP/1.1 200")) {
                    answers++;
                }
            }
        }
    }

    @Test
    void aStopEndsStreamsWithAReason() throws Exception {
        try (var socket = ask(",\"stream\":true")) {
            var lines = lines(socket);
            awaitStat("running", 1);
            var drain = Thread.ofVirtual().start(this::drain);
            // It waits in its first step until it is told to end, and is far from its own end then.
            await().until(() -> toy.get("/ready").error().equals("503 stopping -"));
            steps.release(1 << 20);
            var end = "";
            for (var line = lines.readLine(); !line.contains("[DONE]"); line = lines.readLine()) {
                end = line.startsWith("data: ") ? line : end;
            }
            assertThat(end)
                    .contains("\"finish_reason\":\"length\"")
                    .contains("\"ended\":\"drain\"");
            drain.join();
        }
        assertThat(toy.get("/ready").error()).isEqualTo("503 stopping -");
        assertThat(toy.postAsItIs("/v1/chat/completions", ASK.formatted("")).error())
                .isEqualTo("503 stopping -");
    }

    private void drain() {
        try {
            toy.server.drain(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
