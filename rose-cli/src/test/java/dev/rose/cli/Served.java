package dev.rose.cli;

import dev.rose.testing.RealModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program as it is shipped, serving the real model on a free port, and a client of it. */
final class Served implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    private static final String READY = "rose: ready on ";
    private static final JsonMapper JSON = new JsonMapper();

    final Process process;
    final URI address;
    private final List<String> said;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Served(Process process, URI address, List<String> said) {
        this.process = process;
        this.address = address;
        this.said = said;
    }

    /** {@code rose ARGS}, in the cache that has the real model, without network. */
    static Launched.Launch launch(String... args) {
        RealModel.path();
        return Launched.of(Launched.distribution().resolve("rose"), args)
                .with("ROSE_HOME", RealModel.home().root().toString())
                .with("ROSE_OFFLINE", "1")
                .with("ROSE_THREADS", "1");
    }

    /** Starts {@code rose serve --port 0 ARGS} and waits until it is ready. */
    static Served start(String... args) throws IOException {
        var all = Stream.concat(Stream.of("serve", "--port", "0"), Arrays.stream(args));
        var process = launch(all.toArray(String[]::new)).start();
        var said = new CopyOnWriteArrayList<String>();
        var err =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (var line = err.readLine(); line != null; line = err.readLine()) {
            said.add(line);
            if (line.startsWith(READY)) {
                Thread.ofVirtual().start(() -> err.lines().forEach(said::add));
                return new Served(process, URI.create(line.substring(READY.length())), said);
            }
        }
        throw new AssertionError("it ended before it was ready: " + said);
    }

    /** Lines of standard error so far. */
    List<String> said() {
        return new ArrayList<>(said);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    HttpRequest chat(String question, int maxTokens, boolean stream) {
        var body =
                """
                {"messages": [{"role": "user", "content": "%s"}], "max_tokens": %d, \
                "temperature": 0, "stream": %s}\
                """
                        .formatted(question, maxTokens, stream);
        return HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** The whole answer's JSON. */
    JsonNode ask(String question, int maxTokens) throws IOException, InterruptedException {
        var answer = client.send(chat(question, maxTokens, false), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> tryToAsk(String question) throws IOException, InterruptedException {
        return client.send(chat(question, 4, false), BodyHandlers.ofString());
    }

    /** A stream's events, as they come; closed by their reader. */
    Stream<JsonNode> stream(String question, int maxTokens)
            throws IOException, InterruptedException {
        var answer = client.send(chat(question, maxTokens, true), BodyHandlers.ofLines());
        return answer.body()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())));
    }

    JsonNode stats() throws IOException, InterruptedException {
        return JSON.readTree(get("/v1/rose/stats").body());
    }

    /** Sends SIGTERM and gives the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not end; it said: " + said);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        client.shutdownNow();
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
