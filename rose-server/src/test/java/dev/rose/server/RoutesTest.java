package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class RoutesTest {
    private static final ToyServer TOY = new ToyServer();

    @AfterAll
    static void stop() {
        TOY.close();
    }

    @Test
    void modelsAreListedByName() {
        var list = TOY.get("/v1/models").json();
        assertThat(list.get("data").valueStream().map(m -> m.get("id").stringValue()))
                .containsExactly("toy", "alias");
        assertThat(TOY.get("/v1/models/alias").json()).isEqualTo(list.at("/data/1"));
    }

    @Test
    void textBecomesTokensAndTextAgain() {
        var text = "the <|im_end|> ä🌹";
        var tokens = TOY.post("/tokenize", "{'content':'" + text + "'}").json();
        assertThat(tokens.get("tokens").valueStream().mapToInt(JsonNode::intValue).toArray())
                .isEqualTo(TOY.model.vocabulary().tokenize(text));
        assertThat(TOY.post("/detokenize", tokens.toString()).json().get("content").stringValue())
                .isEqualTo(text);
        assertThat(
                        TOY.post("/tokenize", "{'content':'a','add_special':true}")
                                .json()
                                .at("/tokens/0")
                                .intValue())
                .isZero();
        assertThat(TOY.post("/detokenize", "{'tokens':[100000]}").error())
                .isEqualTo("400 invalid_value tokens");
    }

    @Test
    void templatesShowWhatEachStreamReads() {
        var ask = "{'messages':[{'role':'user','content':'Why?'}]}";
        var streams = TOY.post("/apply-template", ask).json().get("streams");
        var expected = TOY.rose.streams("Why?", ToyServer.OPTIONS);
        assertThat(streams.size()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(streams.get(i).get("name").stringValue()).isEqualTo(expected.get(i).name());
            assertThat(streams.get(i).get("prompt").stringValue())
                    .isEqualTo(expected.get(i).prompt().text());
            assertThat(streams.get(i).get("tokens").toString())
                    .isEqualTo(Arrays.toString(expected.get(i).tokens()).replace(" ", ""));
        }
    }

    @Test
    void policiesAreWholeEnoughToBeEdited() {
        var list = TOY.get("/v1/policies").json();
        assertThat(list.get("data").valueStream().map(p -> p.get("name").stringValue()))
                .containsExactly("paper", "strict", "balanced", "permissive");
        for (var policy : list.get("data")) {
            var ask =
                    "{'messages':[{'role':'user','content':'Why?'}],'rose':{'positive':%s,'reverse':%s,'alpha':%s,'strength':%s,'plausibility':%s}}"
                            .replace('\'', '"')
                            .formatted(
                                    policy.get("positive"),
                                    policy.get("reverse"),
                                    policy.get("alpha"),
                                    policy.get("strength"),
                                    policy.get("plausibility"));
            var edited = TOY.postAsItIs("/apply-template", ask);
            assertThat(edited.status()).as(edited.text()).isEqualTo(200);
        }
        assertThat(list.get("locked").booleanValue()).isFalse();
        assertThat(list.at("/default/name").stringValue()).isEqualTo("paper");
        assertThat(list.at("/default/mode").stringValue()).isEqualTo("rose");
    }

    @Test
    void statsCountWhatWasAnswered() {
        TOY.post("/v1/chat/completions", "{'messages':[{'role':'user','content':'Why?'}]}");
        var stats = TOY.get("/v1/rose/stats").json();
        assertThat(stats.get("tokens").intValue()).isPositive();
        assertThat(stats.get("running").intValue()).isZero();
        assertThat(stats.get("slots").intValue()).isEqualTo(2);
        var metrics = TOY.get("/metrics");
        assertThat(metrics.header("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.text())
                .contains("rose_tokens_total{kind=\"completion\",mode=\"rose\"}")
                .contains("route=\"/v1/chat/completions\",status=\"200\"");
    }

    @Test
    void healthAndReadinessAreForAll() {
        assertThat(TOY.get("/health").json().get("status").stringValue()).isEqualTo("ok");
        assertThat(TOY.get("/ready").status()).isEqualTo(200);
    }

    @Test
    void headTellsWhatGetWould() {
        for (var path :
                new String[] {
                    "/health",
                    "/",
                    "/v1/models",
                    "/v1/models/toy",
                    "/v1/models/nope",
                    "/metrics",
                    "/nope",
                    "/nope.js",
                    "/tokenize"
                }) {
            var head =
                    TOY.send(
                            HttpRequest.newBuilder(TOY.uri(path))
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                    .build());
            assertThat(head.status()).as(path).isEqualTo(TOY.get(path).status());
            assertThat(head.text()).isEmpty();
        }
    }

    @Test
    void repliesCarryTheIdOfTheirRequest() {
        var own =
                TOY.send(
                        HttpRequest.newBuilder(TOY.uri("/health"))
                                .header("x-request-id", "mine-1")
                                .build());
        assertThat(own.header("x-request-id")).isEqualTo("mine-1");
        assertThat(TOY.get("/nope").header("x-request-id")).isNotEmpty();
        assertThat(TOY.get("/nope").header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void nothingButThePageIsServedAsAFile() {
        for (var path :
                new String[] {
                    "/../dev/rose/server/Server.class",
                    "/..%2fdev/rose/server/Server.class",
                    "/%2e%2e/logback.xml",
                    "/.%2e/simplelogger.properties",
                    "/js//../x.js",
                    "/js/..%5c..%5cx.js",
                    "/index.html%00.js",
                    "/INDEX.HTML",
                    "//etc/passwd",
                    "/js/"
                }) {
            var reply = TOY.rawGet(path);
            assertThat(reply).as(path).containsPattern("^HTTP/1.1 40[04] ");
        }
    }
}
