package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.server.api.Answering;
import dev.rose.server.models.ModelOpener;
import dev.rose.server.models.ModelPool;
import dev.rose.server.models.ServedModel;
import dev.rose.testing.RealModel;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A server over the default model gives what the library gives. */
final class ServerIT {
    private static final List<String> QUESTIONS =
            List.of("How do I kill a Python process?", "What is a dragon?", "Why is the sky blue?");
    private static final JsonMapper JSON = new JsonMapper();

    private static final ModelOpener OPENER =
            new ModelOpener() {
                @Override
                public long bytes(String model) {
                    return 1;
                }

                @Override
                public Rose open(String model) {
                    return openModel();
                }
            };

    private static Rose openModel() {
        var options = RoseOptions.defaults().withModel(RealModel.path().toString());
        return Rose.open(options.withCatalogue(options.catalogue().withHome(RealModel.home())));
    }

    @Test
    void aServedAnswerIsThatOfTheLibraryAloneAndAmongOthers() throws Exception {
        var options = AnswerOptions.defaults().withMaxTokens(24);
        var expected = new ArrayList<String>();
        try (var rose = openModel()) {
            QUESTIONS.forEach(question -> expected.add(rose.ask(question, options).text()));
        }
        var pool =
                new ModelPool(
                        List.of(new ServedModel("smollm2", "smollm2")),
                        new ModelPool.Limits(1 << 30, Duration.ofMinutes(5)),
                        OPENER);
        var answering =
                new Answering(
                        Answering.defaults().policy(),
                        options,
                        Answering.defaults().named(),
                        false,
                        0);
        try (var server = Server.start(ServerOptions.of(pool).withAnswering(answering));
                var client = HttpClient.newHttpClient();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(ask(client, server, QUESTIONS.getFirst())).isEqualTo(expected.getFirst());
            var asked = new ArrayList<Future<String>>();
            for (var question : QUESTIONS) {
                asked.add(threads.submit(() -> ask(client, server, question)));
            }
            for (int i = 0; i < QUESTIONS.size(); i++) {
                assertThat(asked.get(i).get()).isEqualTo(expected.get(i));
            }
        }
    }

    private static String ask(HttpClient client, Server server, String question) throws Exception {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(question);
        var reply =
                client.send(
                        HttpRequest.newBuilder(server.address().resolve("/v1/chat/completions"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body()).at("/choices/0/message/content").stringValue();
    }
}
