package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.prompt.RenderedPrompt.Segment.Content;
import dev.rose.prompt.RenderedPrompt.Segment.Structure;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptTemplateTest {

    @Test
    void paperIsTheFormOfThePapersCode() {
        var prompt = new PromptTemplate.Paper().render("Be kind.", "Why?");
        assertThat(prompt.text()).isEqualTo("Be kind.\nHuman:\nWhy?\n\nAssistant:\n");
        assertThat(prompt.segments())
                .containsExactly(
                        new Content("Be kind."),
                        new Structure("\nHuman:\n"),
                        new Content("Why?"),
                        new Structure("\n\nAssistant:\n"));
    }

    @Test
    void paperTakesTurns() {
        var turns =
                List.of(
                        ChatMessage.system("Be kind."),
                        ChatMessage.user("Why?"),
                        ChatMessage.assistant("So."),
                        ChatMessage.user("And?"));
        assertThat(new PromptTemplate.Paper().render(turns).text())
                .isEqualTo(
                        "Be kind.\nHuman:\nWhy?\n\nAssistant:\nSo.\n\nHuman:\nAnd?\n\nAssistant:\n");
    }

    @Test
    void paperHasNoPlaceForTurnsOutOfOrder() {
        assertThatThrownBy(() ->
                        new PromptTemplate.Paper()
                                .render(
                                        List.of(
                                                ChatMessage.user("Why?"),
                                                ChatMessage.assistant("So."))))
                .isInstanceOf(RoseException.class)
                .hasMessage(
                        "the paper template takes a system prompt, then questions and answers by"
                                + " turns with a question at the end, not [user, assistant]; choose"
                                + " another --template");
    }
}
