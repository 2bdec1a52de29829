package dev.rose.server;

import static dev.rose.server.ToyServer.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class CompletionTest {
    private static final String PATH = "/v1/completions";
    private static final String TEXT = "the house";

    private final ToyServer toy = new ToyServer();

    @AfterEach
    void stop() {
        toy.close();
    }

    private static String text(JsonNode reply, int choice) {
        return reply.at("/choices/%d/text".formatted(choice)).stringValue();
    }

    private String expected(String prompt, Mode mode) {
        var options = OPTIONS.withMode(mode).withMaxTokens(16);
        try (var answer = toy.rose.generate(toy.rose.completion(prompt, options), options)) {
            return answer.result().text();
        }
    }

    @Test
    void textsAreGoneOnWith() {
        var reply = toy.post(PATH, "{'prompt':['the','a'],'n':2}").json();
        assertThat(reply.get("object").stringValue()).isEqualTo("text_completion");
        assertThat(text(reply, 0)).isEqualTo(expected("the", Mode.ROSE));
        assertThat(text(reply, 1)).isEqualTo(expected("the", Mode.ROSE));
        assertThat(text(reply, 2)).isEqualTo(expected("a", Mode.ROSE));
        assertThat(reply.get("choices").size()).isEqualTo(4);
        assertThat(reply.at("/usage/prompt_tokens").intValue()).isEqualTo(2);
        var plain = toy.post(PATH, "{'prompt':'the','rose':{'mode':'plain'}}").json();
        assertThat(text(plain, 0)).isEqualTo(expected("the", Mode.PLAIN));
    }

    @Test
    void tokensAreReadAsTheyAre() {
        var ids = Arrays.toString(toy.model.vocabulary().tokenize(TEXT));
        for (var prompt : new String[] {ids, "[" + ids + "]"}) {
            var reply = toy.post(PATH, "{'prompt':" + prompt + "}").json();
            assertThat(text(reply, 0)).isEqualTo(expected(TEXT, Mode.ROSE));
        }
        assertThat(toy.post(PATH, "{'prompt':[4,999999]}").status()).isEqualTo(400);
    }

    @Test
    void aStreamHasTheSameText() {
        var stream = toy.post(PATH, "{'prompt':'the','stream':true,'echo':true,'logprobs':1}");
        var text = new StringBuilder();
        var offsets = new ArrayList<Integer>();
        for (var chunk : ToyServer.chunks(stream.text())) {
            text.append(text(chunk, 0));
            chunk.at("/choices/0/logprobs/text_offset").forEach(o -> offsets.add(o.intValue()));
        }
        assertThat(text.toString()).isEqualTo("the" + expected("the", Mode.ROSE));
        assertThat(stream.text()).endsWith("data: [DONE]\n\n");
        var whole = toy.post(PATH, "{'prompt':'the','echo':true,'logprobs':1}").json();
        var expected = new ArrayList<Integer>();
        whole.at("/choices/0/logprobs/text_offset").forEach(o -> expected.add(o.intValue()));
        assertThat(offsets).isEqualTo(expected).isSorted();
    }

    /** What lm-evaluation-harness asks for, and how it reads the answer. */
    @Test
    void anEchoTellsHowLikelyThePromptWas() {
        var ids = toy.model.vocabulary().tokenize(TEXT);
        var reply =
                toy.post(
                                PATH,
                                "{'prompt':["
                                        + Arrays.toString(ids)
                                        + "],'temperature':0,'max_tokens':1,'logprobs':1,'seed':1234,'echo':true,"
                                        + "'rose':{'mode':'plain'}}")
                        .json();
        var logprobs = reply.at("/choices/0/logprobs");
        assertThat(logprobs.get("tokens").size()).isEqualTo(ids.length + 1);
        assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
        assertThat(logprobs.at("/top_logprobs/0").isNull()).isTrue();
        var options = OPTIONS.withMode(Mode.PLAIN);
        var scored = toy.rose.score(toy.rose.completion(TEXT, options), options, 1);
        for (int i = 0; i < scored.size(); i++) {
            assertThat(logprobs.get("token_logprobs").get(i + 1).doubleValue())
                    .isEqualTo(scored.get(i).logprob(), within(1e-9));
            assertThat(logprobs.get("tokens").get(i + 1).stringValue())
                    .isEqualTo(toy.model.vocabulary().spelling(ids[i + 1]));
            var top = logprobs.get("top_logprobs").get(i + 1);
            assertThat(top.has(toy.model.vocabulary().spelling(ids[i + 1]))).isTrue();
        }
        assertThat(text(reply, 0)).startsWith(TEXT);
    }

    @Test
    void anEchoAloneMakesNothing() {
        var reply =
                toy.post(PATH, "{'prompt':'the house','max_tokens':0,'echo':true,'logprobs':0}")
                        .json();
        assertThat(text(reply, 0)).isEqualTo(TEXT);
        assertThat(reply.at("/usage/completion_tokens").intValue()).isZero();
        assertThat(reply.at("/choices/0/logprobs/tokens").size())
                .isEqualTo(toy.model.vocabulary().tokenize(TEXT).length);
        assertThat(toy.post(PATH, "{'prompt':'the','max_tokens':0}").error())
                .isEqualTo("400 invalid_value max_tokens");
    }

    @Test
    void onlyTheBestOfAllIsNotOffered() {
        assertThat(toy.post(PATH, "{'prompt':'the','best_of':3,'n':2}").error())
                .isEqualTo("400 unsupported_parameter best_of");
        assertThat(toy.post(PATH, "{'prompt':'the','suffix':'x'}").error())
                .isEqualTo("400 unsupported_parameter suffix");
    }
}
