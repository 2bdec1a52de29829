package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final String CHAT =
            """
            {%- for message in messages %}
                {{- '<|im_start|>' + message.role + '\\n' + message['content'] | trim }}
                {{- '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    private static Map<String, Object> conversation(String question) {
        return Map.of(
                "messages",
                List.of(
                        Map.of("role", "system", "content", "Be brief. "),
                        Map.of("role", "user", "content", question)),
                "add_generation_prompt",
                true);
    }

    private static String prompt(String question) {
        return "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n"
                + question
                + "<|im_end|>\n<|im_start|>assistant\n";
    }

    @Test
    void rendersAConversation() {
        assertThat(Template.compile(CHAT).render(conversation(" Hi "))).isEqualTo(prompt("Hi"));
    }

    @Test
    void takesNumbersOfAllKinds() {
        Map<String, Object> context =
                Samples.map(
                        "values",
                        List.of(
                                (byte) 1,
                                (short) 2,
                                3,
                                4L,
                                new BigInteger("99999999999999999999"),
                                1.5,
                                2.5f,
                                new BigDecimal("3.25"),
                                true));

        assertThat(Template.compile("{{ values }}").render(context))
                .isEqualTo("[1, 2, 3, 4, 99999999999999999999, 1.5, 2.5, 3.25, True]");
    }

    @Test
    void keysOfMapsNeedNotBeStrings() {
        Map<Object, Object> map = new java.util.LinkedHashMap<>();
        map.put(1, "a");
        map.put(null, "b");
        map.put(true, "c");

        assertThat(Template.compile("{{ m }}{{ m[1] }}").render(Map.of("m", map)))
                .isEqualTo("{1: 'c', None: 'b'}c");
    }

    @Test
    void theContextGoesBeforeTheFunctions() {
        assertThat(Template.compile("{{ range }}").render(Map.of("range", "mine")))
                .isEqualTo("mine");
    }

    @Test
    void theContextIsCopied() {
        List<Object> list = new ArrayList<>(List.of(1));
        Template template = Template.compile("{{ list }}");

        assertThat(template.render(Map.of("list", list))).isEqualTo("[1]");
        list.add(2);
        assertThat(template.render(Map.of("list", list))).isEqualTo("[1, 2]");
    }

    @Test
    void oneRenderHasOneTime() {
        Template template = Template.compile("{{ strftime_now('%Y-%m-%d %H:%M:%S.%f') }}");
        LocalDateTime now = LocalDateTime.of(2024, 2, 29, 23, 59, 58, 123_456_000);

        assertThat(template.render(Map.of(), RenderOptions.defaults().withNow(now)))
                .isEqualTo("2024-02-29 23:59:58.123456");
        assertThat(template.render(Map.of())).startsWith("20");
        assertThat(
                        Template.compile(
                                        "{% set a = strftime_now('%f') %}{% for i in range(9999) %}"
                                                + "{% endfor %}{{ a == strftime_now('%f') }}")
                                .render(Map.of()))
                .isEqualTo("True");
    }

    @Test
    void manyThreadsShareATemplate() throws Exception {
        Template template = Template.compile(CHAT);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> renders = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String question = "question " + i;
                renders.add(() -> template.render(conversation(question)));
            }
            List<Future<String>> results = threads.invokeAll(renders);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(prompt("question " + i));
            }
        }
    }

    @Test
    void aFailedRenderLeavesNoTrace() {
        Template template =
                Template.compile(
                        "{% macro m(n) %}{{ n.a.b }}{% endmacro %}{% for n in list %}{{ m(n) }}{% endfor %}");

        for (int i = 0; i < 1000; i++) {
            try {
                template.render(Map.of("list", List.of(1)));
            } catch (TemplateException expected) {
                assertThat(expected.kind()).isEqualTo(TemplateException.Kind.RENDER);
            }
        }
        assertThat(template.render(Map.of("list", List.of(Map.of("a", Map.of("b", 7))))))
                .isEqualTo("7");
    }
}
