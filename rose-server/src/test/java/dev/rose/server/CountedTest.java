package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.CallerLimits;
import dev.rose.server.access.NewKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted against the limits of a key, on a server that runs. */
final class CountedTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASK =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":3000,"
                    + "\"logit_bias\":{\"2\":-100,\"3\":-100}%s}"; // which would end it

    private final NewKey few = key("few", Map.of("tokens-per-minute", 40));
    private final NewKey rare = key("rare", Map.of("requests-per-minute", 1));
    private final NewKey free = key("free", Map.of());

    @TempDir private Path folder;
    private Path file;
    private ToyServer toy;

    private static NewKey key(String name, Map<String, Integer> limits) {
        return NewKey.make(name, CallerLimits.of(limits));
    }

    @BeforeEach
    void start() {
        file = folder.resolve("keys");
        few.appendTo(file);
        rare.appendTo(file);
        free.appendTo(file);
        toy =
                new ToyServer(
                        new ToyModel(ToyVocabulary.ofAllBytes(), 34),
                        options -> options.withKeys(ApiKeys.load(file)));
    }

    @AfterEach
    void stop() {
        toy.close();
    }

    private ToyServer.Reply ask(NewKey key, String path, String body) {
        return toy.send(
                HttpRequest.newBuilder(toy.uri(path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key.key())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private ToyServer.Reply get(NewKey key, String path) {
        return toy.send(
                HttpRequest.newBuilder(toy.uri(path))
                        .header("Authorization", "Bearer " + key.key())
                        .build());
    }

    @Test
    void tokensOfWhoLeavesEarlyCount() throws IOException {
        var body = ASK.formatted(",\"stream\":true");
        try (var wire = new Wire(toy.server.address())) {
            wire.post(
                            CHAT,
                            "Authorization: Bearer " + few.key(),
                            "Content-Length: " + body.length())
                    .send(body)
                    .read(20_000);
        }
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get(free, "/v1/rose/stats").json().get("running").intValue() == 0);

        assertThat(ask(few, CHAT, ASK.formatted("")).error())
                .isEqualTo("429 tokens_per_minute_limit -");
        assertThat(get(free, "/metrics").text())
                .contains("rose_answers_total{finish=\"client_gone\",mode=\"rose\"} 1.0")
                .containsPattern(
                        "rose_tokens_total\\{kind=\"completion\",mode=\"rose\"} [1-9]\\d*\\.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/tokenize | {\"content\":\"a\"}",
                "/detokenize | {\"tokens\":[5]}",
                "/apply-template | {\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}"
            })
    void requestsThatNeedNoSlotCount(String path, String body) {
        assertThat(ask(rare, path, body).status()).isEqualTo(200);
        var refused = ask(rare, path, body);
        assertThat(refused.error()).isEqualTo("429 requests_per_minute_limit -");
        assertThat(refused.header("Retry-After")).matches("[1-9]\\d*");
        assertThat(ask(rare, CHAT, ASK.formatted("")).status()).isEqualTo(429);
        assertThat(ask(free, path, body).status()).isEqualTo(200);
    }

    @Test
    void aKeysFileThatIsReplacedCountsForTheNextRequests() throws IOException {
        var other = key("other", Map.of());
        assertThat(get(other, "/v1/models").status()).isEqualTo(401);
        var next = Files.writeString(folder.resolve("next"), other.line() + "\n");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> get(other, "/v1/models").status() == 200);
        assertThat(get(free, "/v1/models").status()).isEqualTo(401);
    }
}
