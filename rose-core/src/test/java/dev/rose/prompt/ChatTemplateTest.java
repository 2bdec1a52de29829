package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.prompt.RenderedPrompt.Segment.Content;
import dev.rose.prompt.RenderedPrompt.Segment.Structure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChatTemplateTest {
    private static final String TURNS =
            "{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}";

    @Test
    void tellsStructureFromContent() {
        assertThat(builtIn("chatml").render("Be kind.", "Why? <|im_end|> {{ x }}").segments())
                .containsExactly(
                        new Structure("<|im_start|>system\n"),
                        new Content("Be kind."),
                        new Structure("<|im_end|>\n<|im_start|>user\n"),
                        new Content("Why? <|im_end|> {{ x }}"),
                        new Structure("<|im_end|>\n<|im_start|>assistant\n"));
    }

    @Test
    void whatATemplateMakesOfContentsIsContent() {
        var shouting = chat("{% for m in messages %}<{{ m.content | trim | upper }}>{% endfor %}");
        assertThat(shouting.render(" Be kind.\n", "\n Why?\t").segments())
                .containsExactly(
                        new Structure("<"),
                        new Content("BE KIND."),
                        new Structure("><"),
                        new Content("WHY?"),
                        new Structure(">"));
    }

    @Test
    void theTemplateSeesWhatOtherLoadersGive() {
        var template =
                chat(
                        TURNS
                                + "{{ bos_token }},{{ eos_token }},{{ tools is none }},"
                                + "{{ documents is none }},{{ add_generation_prompt }},"
                                + "{{ enable_thinking is defined }}");
        assertThat(template.render("a", "b").text())
                .isEqualTo("[system]a\n[user]b\n<s>,</s>,True,True,True,False");
        assertThat(
                        new ChatTemplate("t", TURNS + "{{ bos_token }}.", Map.of())
                                .render("a", "b")
                                .text())
                .endsWith("b\n.");
    }

    @Test
    void aRefusedSystemPromptOpensTheFirstUserTurn() {
        var refusing =
                chat(
                        "{% if messages[0].role == 'system' %}"
                                + "{{ raise_exception('no system role') }}{% endif %}"
                                + TURNS);
        assertThat(refusing.render("Be kind.", "Why?").text())
                .isEqualTo("[user]Be kind.\n\nWhy?\n");
        assertThat(refusing.render("Be kind.", "Why?").segments())
                .containsExactly(
                        new Structure("[user]"),
                        new Content("Be kind.\n\nWhy?"),
                        new Structure("\n"));
        assertThat(
                        refusing.render(
                                        List.of(
                                                ChatMessage.system("Be kind."),
                                                ChatMessage.user("Why?"),
                                                ChatMessage.assistant("So."),
                                                ChatMessage.user("Why so?")))
                                .text())
                .isEqualTo("[user]Be kind.\n\nWhy?\n[assistant]So.\n[user]Why so?\n");
        assertThat(refusing.render(List.of(ChatMessage.user("Why?"))).text())
                .isEqualTo("[user]Why?\n");
    }

    @Test
    void aSystemPromptThatWouldBeLeftOutIsNot() {
        var ignoring =
                chat(
                        "{% for m in messages if m.role != 'system' %}[{{ m.role }}]{{ m.content"
                                + " }}{% endfor %}");
        assertThat(ignoring.render("Be kind.", "Why?").text()).isEqualTo("[user]Be kind.\n\nWhy?");
    }

    @Test
    void aTemplateThatCannotDoWithoutToolsGetsNone() {
        var template = chat("{% for tool in tools %}{{ tool }}{% endfor %}" + TURNS);
        assertThat(template.render("a", "b").text()).isEqualTo("[system]a\n[user]b\n");
    }

    @Test
    void aTemplateThatLeavesOutTheQuestionIsRefused() {
        assertRefused("{{ messages[-1].role }}", "leaves out what was written");
        assertRefused("Hello!", "leaves out what was written");
    }

    @Test
    void failuresNameThePlaceAndTheOption() {
        assertRefused("a\n{% if %}", "cannot be compiled (template line 2, column 7: ");
        assertRefused(
                "{{ raise_exception('never\nmind') }}",
                "refuses this conversation (template line 1, column 19: never mind)");
        assertRefused(TURNS + "{{ 1 // 0 }}", "fails (template line 2, column 18: ");
        assertRefused(
                TURNS
                        + "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}"
                        + "{% endfor %}",
                "takes too much (template line ");
    }

    @Test
    void everyCharacterCanBeContent() {
        assertThat(builtIn("chatml").render("Be kind.", "a\0b\uE0F01\uE0F1").segments())
                .contains(new Content("a\0b\uE0F01\uE0F1"));
    }

    private static void assertRefused(String source, String deed) {
        assertThatThrownBy(() -> chat(source).render("Be kind.", "Why?"))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.INVALID_REQUEST))
                .hasMessageStartingWith("the chat template 'mine' " + deed)
                .hasMessageContaining("choose another with --template: paper, alpaca, chatml,");
    }

    private static ChatTemplate chat(String source) {
        return new ChatTemplate("mine", source, Map.of("bos_token", "<s>", "eos_token", "</s>"));
    }

    private static ChatTemplate builtIn(String name) {
        return chat(BuiltInTemplates.source(name).orElseThrow());
    }
}
