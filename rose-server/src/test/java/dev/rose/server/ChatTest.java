package dev.rose.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.AnswerOptions;
import dev.rose.TemplateChoice;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.server.api.Answering;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChatTest {
    private static final AnswerOptions PAPER =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withMaxTokens(20);
    private static final String QUESTION =
            "'messages':[{'role':'user','content':'Why?'}],'model':'toy'";

    private final ToyServer toy =
            new ToyServer(
                    new ToyModel(ToyVocabulary.ofAllBytes(), 11),
                    options ->
                            options.withAnswering(
                                    new Answering(Policy.paper(), PAPER, Map.of(), false, 0)));

    @AfterEach
    void stop() {
        toy.close();
    }

    @Test
    void aWholeAnswerIsTheLibrarysAnswer() {
        var reply = toy.post("/v1/chat/completions", "{" + QUESTION + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().at("/choices/0/message/content").stringValue())
                .isEqualTo(toy.rose.ask("Why?", PAPER).text());
    }

    @Test
    void aStreamHasTheSameText() {
        var reply = toy.post("/v1/chat/completions", "{" + QUESTION + ",'stream':true}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).endsWith("data: [DONE]\n\n");
        var text = new StringBuilder();
        for (var chunk : ToyServer.chunks(reply.text())) {
            text.append(chunk.at("/choices/0/delta/content").stringValue(""));
        }
        assertThat(text.toString()).isEqualTo(toy.rose.ask("Why?", PAPER).text());
    }
}
