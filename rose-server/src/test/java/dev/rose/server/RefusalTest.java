package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.server.access.TimeLimits;
import dev.rose.server.api.Bounds;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Requests that are refused: with what, and in OpenAI's shape. */
final class RefusalTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final ToyServer TOY =
            new ToyServer(options ->
                    options.withBounds(
                            new Bounds(10_000, TimeLimits.defaults(), Duration.ofSeconds(15), 2)));

    @AfterAll
    static void stop() {
        TOY.close();
    }

    private static ToyServer.Reply send(byte[] body, String type) {
        return TOY.send(
                HttpRequest.newBuilder(TOY.uri(CHAT))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    @Test
    void whatLooksLikeACheckAndIsNoneOfTheRequestIsLogged() {
        var before = System.err;
        var log = new ByteArrayOutputStream();
        try (var toy = new ToyServer()) {
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            var asked = "{'messages':[{'role':'user','content':'Why?'}]%s}";
            var checked = toy.post(CHAT, asked.formatted(",'rose':{'plausibility':0.999999999}"));
            assertThat(checked.error()).isEqualTo("400 invalid_value -");
            assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");

            toy.model.beforeDecode(() -> {
                throw new IllegalArgumentException("a fault of ours");
            });
            assertThat(toy.post(CHAT, asked.formatted("")).error())
                    .isEqualTo("400 invalid_value -");
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .containsPattern("ERROR .*request .* failed")
                    .contains(
                            "java.lang.IllegalArgumentException: a fault of ours",
                            "\tat dev.rose.");
            toy.model.beforeDecode(() -> {});
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void bodiesThatAreNoJsonObject() {
        for (var body :
                new String[] {
                    "",
                    "nope",
                    "[]",
                    "1",
                    "{",
                    "{'a':1} {}",
                    "{'messages':[],'messages':[]}",
                    "{'rose':{'alpha':1,'alpha':1}}",
                    "[".repeat(5000),
                    "{'a':".repeat(1500) + "1" + "}".repeat(1500),
                    "{'temperature':NaN}",
                    "{'temperature':1" + "0".repeat(200) + "}"
                }) {
            assertThat(TOY.post(CHAT, body).error()).as(body).isEqualTo("400 invalid_json -");
        }
        var latin = "{\"user\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(send(latin, "application/json").error()).isEqualTo("400 invalid_json -");
    }

    @Test
    void fieldsByName() {
        var cases =
                Map.ofEntries(
                        Map.entry("", "400 missing_required_parameter messages"),
                        Map.entry("'messages':[]", "400 invalid_value messages"),
                        Map.entry("'messages':{}", "400 invalid_type messages"),
                        Map.entry("'messages':[1]", "400 invalid_type messages[0]"),
                        Map.entry(
                                "'messages':[{'role':'user'}]",
                                "400 missing_required_parameter messages[0].content"),
                        Map.entry(
                                "'messages':[{'role':'boss','content':'x'}]",
                                "400 invalid_value messages[0].role"),
                        Map.entry(
                                "'messages':[{'role':'tool','content':'x'}]",
                                "400 unsupported_parameter messages[0].role"),
                        Map.entry(
                                "'messages':[{'role':'assistant','content':'x'}]",
                                "400 invalid_value messages"),
                        Map.entry(
                                "'messages':[{'role':'user','content':'x','name':'Bo'}]",
                                "400 unsupported_parameter messages[0].name"),
                        Map.entry(
                                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]",
                                "400 unsupported_parameter messages[0].content[0].type"),
                        Map.entry(
                                "'messages':[{'role':'user','content':'\\ud800'}]",
                                "400 invalid_value messages[0].content"));
        cases.forEach((fields, error) ->
                assertThat(TOY.post(CHAT, "{" + fields + "}").error()).as(fields).isEqualTo(error));
        var asked = "'messages':[{'role':'user','content':'Why?'}],";
        Map.ofEntries(
                        Map.entry("'nope':1", "400 unknown_parameter nope"),
                        Map.entry("'n':0", "400 invalid_value n"),
                        Map.entry("'n':1.5", "400 invalid_type n"),
                        Map.entry("'n':'1'", "400 invalid_type n"),
                        Map.entry("'temperature':2.1", "400 invalid_value temperature"),
                        Map.entry("'temperature':1e999999999", "400 invalid_value temperature"),
                        Map.entry("'max_tokens':0", "400 invalid_value max_tokens"),
                        Map.entry("'seed':9223372036854775808", "400 invalid_value seed"),
                        Map.entry("'stop':['']", "400 invalid_value stop"),
                        Map.entry("'top_logprobs':2", "400 invalid_value top_logprobs"),
                        Map.entry("'stream_options':{}", "400 invalid_value stream_options"),
                        Map.entry("'logit_bias':{'x':1}", "400 invalid_value logit_bias"),
                        Map.entry("'logit_bias':{'99999':1}", "400 invalid_value logit_bias"),
                        Map.entry("'logit_bias':{'5':101}", "400 invalid_value logit_bias.5"),
                        Map.entry("'model':'nope'", "404 model_not_found model"),
                        Map.entry("'rose':1", "400 invalid_type rose"),
                        Map.entry("'rose':{'nope':1}", "400 unknown_parameter rose.nope"),
                        Map.entry("'rose':{'mode':'x'}", "400 invalid_value rose.mode"),
                        Map.entry("'rose':{'strength':'x'}", "400 invalid_value rose.strength"),
                        Map.entry("'rose':{'reverse':[]}", "400 invalid_value rose.reverse"),
                        Map.entry("'rose':{'positive':' '}", "400 invalid_value rose.positive"))
                .forEach((field, error) ->
                        assertThat(TOY.post(CHAT, "{" + asked + field + "}").error())
                                .as(field)
                                .isEqualTo(error));
    }

    @Test
    void promptsThatAreTooLongWithNumbers() {
        var reply =
                TOY.post(
                        CHAT,
                        "{'messages':[{'role':'user','content':'" + "x".repeat(5000) + "'}]}");
        assertThat(reply.error()).isEqualTo("400 context_length_exceeded messages");
        assertThat(reply.text()).contains("4096");
    }

    @Test
    void bodiesThatAreTooLong() {
        var body = "{\"user\":\"%s\"}".formatted("x".repeat(10_000));
        assertThat(send(body.getBytes(StandardCharsets.UTF_8), "application/json").error())
                .isEqualTo("413 body_too_large -");
        var unannounced =
                HttpRequest.newBuilder(TOY.uri(CHAT))
                        .POST(
                                BodyPublishers.ofInputStream(() ->
                                        new java.io.ByteArrayInputStream(
                                                body.getBytes(StandardCharsets.UTF_8))))
                        .build();
        assertThat(TOY.send(unannounced).error()).isEqualTo("413 body_too_large -");
    }

    @Test
    void bodiesOfAnotherType() {
        assertThat(send(new byte[0], "text/plain").error())
                .isEqualTo("415 unsupported_content_type -");
        var ask =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(send(ask, "Application/JSON; charset=utf-8").status()).isEqualTo(200);
    }

    @Test
    void pathsAndMethodsThatThereAreNot() {
        assertThat(TOY.get("/v1/nope").error()).isEqualTo("404 unknown_url -");
        assertThat(TOY.post("/v1/nope", "{}").error()).isEqualTo("404 unknown_url -");
        var get = TOY.get(CHAT);
        assertThat(get.error()).isEqualTo("405 method_not_allowed -");
        assertThat(get.header("allow")).isEqualTo("POST");
        for (var method : new String[] {"DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW"}) {
            var reply =
                    TOY.send(
                            HttpRequest.newBuilder(TOY.uri("/v1/models"))
                                    .method(method, BodyPublishers.noBody())
                                    .build());
            assertThat(reply.error()).as(method).isEqualTo("405 method_not_allowed -");
            assertThat(reply.header("allow")).isEqualTo("GET, HEAD");
        }
        assertThat(TOY.get("/v1/models/nope").error()).isEqualTo("404 model_not_found model");
    }

    @Test
    void aNameIsShortenedBetweenCharacters() {
        var name = "a".repeat(63) + "😀".repeat(9);
        var reply =
                TOY.post(CHAT, "{'messages':[{'role':'user','content':'Why?'}],'" + name + "':1}");
        assertThat(reply.error()).isEqualTo("400 unknown_parameter " + "a".repeat(63) + "…");
    }

    @Test
    void failuresOfTheModelHaveAnIdAndOthersGoOn() {
        TOY.model.failAfter(0);
        var ask = "{'messages':[{'role':'user','content':'Why so?'}]}";
        var reply = TOY.post(CHAT, ask);
        assertThat(reply.error()).isEqualTo("500 internal_error -");
        assertThat(reply.text())
                .contains(reply.header("x-request-id"))
                .doesNotContain("toy failed");
        assertThat(TOY.post(CHAT, ask).status()).isEqualTo(200);
    }
}
