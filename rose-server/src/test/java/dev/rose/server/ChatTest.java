package dev.rose.server;

import static dev.rose.server.ToyServer.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.Mode;
import dev.rose.method.Sampling;
import dev.rose.prompt.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ChatTest {
    private static final String PATH = "/v1/chat/completions";

    private final ToyServer toy = new ToyServer();

    @AfterEach
    void stop() {
        toy.close();
        assertThat(toy.model.openSessions()).isZero();
    }

    private ToyServer.Reply ask(String more) {
        return toy.post(PATH, "{'messages':[{'role':'user','content':'Why?'}]" + more + "}");
    }

    private static String content(JsonNode reply, int choice) {
        return reply.at("/choices/%d/message/content".formatted(choice)).stringValue();
    }

    @Test
    void aWholeAnswerIsTheLibrarysAnswer() {
        var reply = ask("");
        var expected = toy.rose.ask("Why?", OPTIONS);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.json().get("object").stringValue()).isEqualTo("chat.completion");
        assertThat(reply.json().get("model").stringValue()).isEqualTo("toy");
        assertThat(content(reply.json(), 0)).isEqualTo(expected.text());
        assertThat(reply.json().at("/choices/0/finish_reason").stringValue())
                .isEqualTo(expected.finishReason().name().toLowerCase(java.util.Locale.ROOT));
        var usage = reply.json().get("usage");
        assertThat(usage.get("completion_tokens").intValue()).isEqualTo(expected.tokens().size());
        assertThat(usage.get("prompt_tokens").intValue()).isLessThan(expected.promptTokens());
        var rose = reply.json().get("rose");
        assertThat(rose.get("mode").stringValue()).isEqualTo("rose");
        assertThat(rose.get("policy").stringValue()).isEqualTo("paper");
        assertThat(rose.get("changed_tokens").intValue()).isEqualTo(expected.changedTokens());
        assertThat(rose.get("reverse_prompt_tokens").intValue())
                .isEqualTo(expected.reversePromptTokens());
    }

    @Test
    void aStreamHasTheSameTextInOpenAisEvents() {
        var reply = ask(",'stream':true,'stream_options':{'include_usage':true}");
        var expected = toy.rose.ask("Why?", OPTIONS);
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        assertThat(reply.text()).endsWith("data: [DONE]\n\n");
        var chunks = ToyServer.chunks(reply.text());
        assertThat(chunks.getFirst().at("/choices/0/delta/role").stringValue())
                .isEqualTo("assistant");
        var text = new StringBuilder();
        for (var chunk : chunks) {
            text.append(chunk.at("/choices/0/delta/content").stringValue(""));
        }
        assertThat(text.toString()).isEqualTo(expected.text());
        var end = chunks.get(chunks.size() - 2);
        assertThat(end.at("/choices/0/finish_reason").isString()).isTrue();
        assertThat(end.at("/rose/mode").stringValue()).isEqualTo("rose");
        assertThat(chunks.getLast().get("choices").isEmpty()).isTrue();
        assertThat(chunks.getLast().at("/usage/completion_tokens").intValue())
                .isEqualTo(expected.tokens().size());
    }

    @Test
    void systemMessagesAreReadByEveryStream() {
        var reply =
                toy.post(
                        PATH,
                        "{'messages':[{'role':'developer','content':[{'type':'text','text':'Be '},{'type':'text','text':'brief.'}]},"
                                + "{'role':'user','content':'Why?'}]}");
        var messages = List.of(ChatMessage.system("Be brief."), ChatMessage.user("Why?"));
        try (var answer = toy.rose.generate(toy.rose.streams(messages, OPTIONS), OPTIONS)) {
            assertThat(content(reply.json(), 0)).isEqualTo(answer.result().text());
        }
    }

    @Test
    void severalAnswersDrawWithSeedsOfTheirOwn() {
        var reply = ask(",'n':3,'temperature':1,'seed':7");
        for (int i = 0; i < 3; i++) {
            var options = OPTIONS.withSampling(Sampling.temperature(1, 7 + i));
            assertThat(content(reply.json(), i)).isEqualTo(toy.rose.ask("Why?", options).text());
            assertThat(reply.json().at("/choices/%d/index".formatted(i)).intValue()).isEqualTo(i);
        }
        var stream = ask(",'n':3,'temperature':1,'seed':7,'stream':true");
        for (int i = 0; i < 3; i++) {
            var text = new StringBuilder();
            for (var chunk : ToyServer.chunks(stream.text())) {
                if (chunk.at("/choices/0/index").intValue() == i) {
                    text.append(chunk.at("/choices/0/delta/content").stringValue(""));
                }
            }
            assertThat(text.toString()).isEqualTo(content(reply.json(), i));
        }
    }

    @Test
    void samplingFieldsReachTheModel() {
        var biased = ask(",'logit_bias':{'110':100},'max_tokens':3");
        var word = toy.model.vocabulary().spelling(110);
        assertThat(content(biased.json(), 0)).isEqualTo(word.repeat(3));
        var penalised = ask(",'logit_bias':{'110':5},'presence_penalty':2,'frequency_penalty':1.5");
        var sampling =
                Sampling.greedy().withPenalties(2, 1.5f).withLogitBias(java.util.Map.of(110, 5f));
        assertThat(content(penalised.json(), 0))
                .isEqualTo(toy.rose.ask("Why?", OPTIONS.withSampling(sampling)).text());
        var text = toy.rose.ask("Why?", OPTIONS).text();
        var stop = text.substring(3, 5);
        var stopped = ask(",'stop':['" + "\\u%04x".formatted((int) stop.charAt(0)) + "']");
        assertThat(content(stopped.json(), 0))
                .isEqualTo(text.substring(0, text.indexOf(stop.charAt(0))));
    }

    @Test
    void theExtensionChangesWhatIsContrasted() {
        assertThat(content(ask(",'rose':{'mode':'plain'}").json(), 0))
                .isEqualTo(toy.rose.ask("Why?", OPTIONS.withMode(Mode.PLAIN)).text());
        var reply = ask(",'rose':{'alpha':0.9,'reverse':'Be rude.','positive':'Be kind.'}");
        var prompts =
                dev.rose.prompt.PromptPair.paper()
                        .withPositive("Be kind.")
                        .withReverse(dev.rose.prompt.ReversePrompt.of("Be rude."));
        assertThat(content(reply.json(), 0))
                .isEqualTo(
                        toy.rose.ask("Why?", OPTIONS.withAlpha(0.9f).withPrompts(prompts)).text());
        assertThat(reply.json().at("/rose/alpha").floatValue()).isEqualTo(0.9f);
        assertThat(ask(",'rose':{'policy':'strict'}").json().at("/rose/policy").stringValue())
                .isEqualTo("strict");
        assertThat(ask(",'rose':{'policy':'/etc/passwd'}").error())
                .isEqualTo("400 policy_not_found rose.policy");
    }

    @Test
    void explanationsComeWithTheTextOfTheirTokens() {
        var whole = ask(",'rose':{'explain':true}").json().at("/rose/steps");
        assertThat(whole.size()).isPositive();
        var step = whole.get(0);
        assertThat(step.propertyNames())
                .contains("token", "id", "changed", "plain_token", "alpha", "divergence")
                .contains("positive", "reverse", "rose", "positive_top", "reverse_top", "rose_top");
        var streamed = new java.util.ArrayList<JsonNode>();
        for (var chunk : ToyServer.chunks(ask(",'rose':{'explain':true},'stream':true").text())) {
            chunk.at("/rose/steps").forEach(streamed::add);
        }
        assertThat(streamed).containsExactlyElementsOf(whole);
    }

    @Test
    void logprobsAreThoseOfTheText() {
        var reply = ask(",'logprobs':true,'top_logprobs':2").json();
        var content = reply.at("/choices/0/logprobs/content");
        var bytes = new java.io.ByteArrayOutputStream();
        for (var token : content) {
            token.get("bytes").forEach(b -> bytes.write(b.intValue())); // none where it is null
            assertThat(token.get("top_logprobs").size()).isEqualTo(2);
            assertThat(token.get("logprob").doubleValue())
                    .isEqualTo(token.at("/top_logprobs/0/logprob").doubleValue());
        }
        assertThat(bytes.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(content(reply, 0));
        assertThat(ask("").json().at("/choices/0/logprobs").isNull()).isTrue();
    }

    @Test
    void aLockedPolicyCannotBeChanged() {
        try (var locked =
                new ToyServer(options -> options.withAnswering(ToyServer.answering(true)))) {
            var ask = "{'messages':[{'role':'user','content':'Why?'}],'rose':{%s}}";
            for (var change :
                    List.of(
                            "'mode':'plain'",
                            "'policy':'permissive'",
                            "'alpha':0.1",
                            "'reverse':'opposite'",
                            "'positive':'x'",
                            "'strength':'first:1'",
                            "'plausibility':0.5")) {
                var field = change.split("'")[1];
                assertThat(locked.post(PATH, ask.formatted(change)).error())
                        .isEqualTo("403 policy_locked rose." + field);
            }
            var same = "'mode':'rose','policy':'paper','alpha':0.5,'explain':true";
            assertThat(locked.post(PATH, ask.formatted(same)).status()).isEqualTo(200);
            assertThat(locked.get("/v1/policies").json().get("locked").booleanValue()).isTrue();
        }
    }
}
