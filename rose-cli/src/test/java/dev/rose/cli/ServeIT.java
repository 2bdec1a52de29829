package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code rose serve} as it is shipped: its start, its answers, its end. */
@Timeout(300)
class ServeIT {
    private static final String QUESTION = "Why is the sky blue?";
    private static final String LONG = "Tell me a long story about the sea.";

    @TempDir private Path temp;

    @Test
    void answersAsGenerateDoesAndEndsWithZero() throws Exception {
        var generated =
                Served.launch("generate", "--max-tokens", "24", QUESTION).run().out().strip();
        try (var server = Served.start()) {
            assertThat(text(server.ask(QUESTION, 24)).strip()).isEqualTo(generated);
            try (var events = server.stream(QUESTION, 24)) {
                var streamed = new StringBuilder();
                events.forEach(event -> streamed.append(delta(event)));
                assertThat(streamed.toString().strip()).isEqualTo(generated);
            }
            assertThat(server.get("/health").statusCode()).isEqualTo(200);

            assertThat(server.stop()).isZero();
            assertThat(server.said()).hasSize(1);
        }
    }

    @Test
    void streamThatRunsWhenItIsToldToEndIsEndedWellAfterTheDrain() throws Exception {
        try (var server = Served.start("--drain", "500ms");
                var events = server.stream(LONG, 3000)) {
            var iterator = events.iterator();
            iterator.next();
            assertThat(delta(iterator.next())).isNotEmpty();

            server.process.destroy();

            JsonNode last = null;
            while (iterator.hasNext()) {
                last = iterator.next();
            }
            assertThat(last).isNotNull();
            assertThat(last.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
            assertThat(last.at("/rose/ended").stringValue()).isEqualTo("drain");
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void streamThatEndsWithinTheDrainIsWhole() throws Exception {
        try (var server = Served.start();
                var events = server.stream(LONG, 12)) {
            var iterator = events.iterator();
            iterator.next();

            server.process.destroy();

            JsonNode last = null;
            while (iterator.hasNext()) {
                last = iterator.next();
            }
            assertThat(last).isNotNull();
            assertThat(last.at("/rose/ended").isMissingNode()).isTrue();
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void endsWithZeroWhileItLoads() throws Exception {
        var process = Served.launch("serve", "--port", "0").start();
        try {
            // The program reads the model by now, or is about to.
            TimeUnit.MILLISECONDS.sleep(300);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            // Before its first line of Java the signal is the system's to handle.
            assertThat(process.exitValue()).isIn(0, 143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatCannotBeIsOneLineAndTheContractsCode() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            fails(1, "port " + port, "--port", port);
            fails(1, "port " + port, "--port", port, "--supervised");
        }
        fails(1, "no-such-file", "--api-keys", temp.resolve("no-such-file").toString());
        var keys = Files.writeString(temp.resolve("keys"), "this is no key\n");
        fails(2, keys.toString(), "--api-keys", keys.toString());
        fails(2, "--insecure", "--host", "0.0.0.0");
        fails(1, "/no/such.gguf", "--model", "/no/such.gguf");
        fails(1, "/no/such.gguf", "--model", "/no/such.gguf", "--supervised");
        fails(2, "--drain", "--drain", "soon");
        fails(2, "two models", "--model", "a=smollm2", "--model", "a=smollm2");
    }

    @Test
    void supervisedServerOutlivesItsEngine() throws Exception {
        try (var server = Served.start("--supervised", "--drain", "500ms")) {
            var first = child(server);
            try (var events = server.stream(LONG, 3000)) {
                var iterator = events.iterator();
                iterator.next();
                iterator.next();

                kill(first.pid());

                JsonNode last = null;
                while (iterator.hasNext()) {
                    last = iterator.next();
                }
                assertThat(last).isNotNull();
                assertThat(last.at("/error/code").stringValue()).isEqualTo("engine_died");
            }
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> {
                        var answer = server.tryToAsk(QUESTION);
                        assertThat(answer.statusCode()).isIn(200, 503);
                        return answer.statusCode() == 200;
                    });
            var second = child(server);
            assertThat(second.pid()).isNotEqualTo(first.pid());

            assertThat(server.stop()).isZero();
            assertThat(second.isAlive()).isFalse();
        }
    }

    @Test
    void childEndsWhereItsParentIsKilled() throws Exception {
        try (var server = Served.start("--supervised")) {
            var child = child(server);

            kill(server.process.pid());

            await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
        }
    }

    private static void fails(int code, String message, String... args) throws Exception {
        var all = new String[args.length + 1];
        all[0] = "serve";
        System.arraycopy(args, 0, all, 1, args.length);
        var run = Served.launch(all).run();
        assertThat(run.err()).startsWith("rose: ").contains(message);
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
    }

    private static ProcessHandle child(Served server) {
        return server.process.children().findFirst().orElseThrow();
    }

    private static void kill(long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor()).isZero();
    }

    private static String text(JsonNode answer) {
        return answer.at("/choices/0/message/content").stringValue();
    }

    private static String delta(JsonNode event) {
        return event.at("/choices/0/delta/content").asString("");
    }
}
