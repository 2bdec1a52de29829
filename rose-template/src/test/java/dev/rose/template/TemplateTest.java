package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void rendersAConversation() {
        Template template =
                Template.compile(
                        """
                        {%- for message in messages %}
                            {{- '<|im_start|>' + message.role + '\\n' + message['content'] | trim }}
                            {{- '<|im_end|>\\n' }}
                        {%- endfor %}
                        {%- if add_generation_prompt %}
                            {{- '<|im_start|>assistant\\n' }}
                        {%- endif %}
                        """);

        String text =
                template.render(
                        Map.of(
                                "messages",
                                List.of(
                                        Map.of("role", "system", "content", "Be brief. "),
                                        Map.of("role", "user", "content", " Hi ")),
                                "add_generation_prompt",
                                true));

        assertThat(text)
                .isEqualTo(
                        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                                + "<|im_start|>assistant\n");
    }
}
