package dev.rose.cli;

import dev.rose.server.supervise.ServerChild;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server of the training run: starts, is asked a little, and ends. */
final class TrainingServer {
    private static final List<String> PATHS =
            List.of("/health", "/v1/models", "/v1/policies", "/metrics", "/openapi.json", "/");

    private final String model;

    TrainingServer(String model) {
        this.model = model;
    }

    /** Its exit code. */
    int run() {
        try (var in = new PipedInputStream();
                var parent = new PipedOutputStream(in);
                var said = new PipedInputStream()) {
            var asking = CompletableFuture.runAsync(() -> ask(said, parent));
            int code = serve(in, said);
            asking.join();
            return code;
        } catch (IOException | CompletionException e) {
            return ExitCode.FAILED;
        }
    }

    /** Says what it says as a child, until its end, which is that of its output too. */
    private int serve(PipedInputStream in, PipedInputStream said) throws IOException {
        try (var out = new PipedOutputStream(said);
                var err = new PrintStream(PrintStream.nullOutputStream())) {
            var host = new Host(in, out, err, System.getenv(), Host.Terminal.NONE);
            return RoseCommand.execute(host, "serve", "--model", model, "--child");
        }
    }

    private static void ask(PipedInputStream said, PipedOutputStream parent) {
        try (parent;
                var lines =
                        new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8))) {
            var address =
                    URI.create(lines.readLine().substring(ServerChild.LISTENING.length() + 1));
            if (!lines.readLine().equals(ServerChild.READY)) {
                throw new IOException("not ready");
            }
            for (var path : PATHS) {
                send(address, "GET " + path, "");
            }
            for (var stream : new boolean[] {false, true}) {
                send(
                        address,
                        "POST /v1/chat/completions",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":8,\"stream\":%s}"
                                .formatted(stream));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void send(URI address, String what, String body) throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            var request =
                    "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(what, address.getRawAuthority(), body.length(), body);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
