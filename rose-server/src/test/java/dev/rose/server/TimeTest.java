package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.server.access.TimeLimits;
import dev.rose.server.api.Bounds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Answers that take long. */
final class TimeTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASK =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":%d,"
                    + "\"logit_bias\":{\"2\":-100,\"3\":-100}%s}"; // which would end it

    private static ToyServer toy(Runnable step, Duration request, Duration idle) {
        return new ToyServer(
                new ToyModel(ToyVocabulary.ofAllBytes(), 34).beforeDecode(step),
                options ->
                        options.withBounds(
                                new Bounds(
                                        10_000,
                                        new TimeLimits(request, idle),
                                        Duration.ofSeconds(15),
                                        1)));
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWholeAnswerMayTakeLongerThanAQuietConnection() {
        try (var toy = toy(TimeTest::pause, Duration.ofMinutes(10), Duration.ofMillis(250))) {
            var reply = toy.postAsItIs(CHAT, ASK.formatted(40, ""));
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.json().at("/usage/completion_tokens").intValue()).isEqualTo(40);
        }
    }

    @Test
    void anAnswerThatTakesTooLongIsEndedWithAReason() {
        try (var toy = toy(TimeTest::pause, Duration.ofSeconds(2), Duration.ofMinutes(1))) {
            for (var more : new String[] {"", ",\"stream\":true"}) {
                var reply = toy.postAsItIs(CHAT, ASK.formatted(3000, more));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.text())
                        .contains("\"finish_reason\":\"length\"")
                        .contains("\"ended\":\"timeout\"");
            }
        }
    }
}
