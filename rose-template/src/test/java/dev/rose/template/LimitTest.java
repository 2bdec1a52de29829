package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rose.template.TemplateException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a template asks for, it gets an answer soon, and not much memory. */
@Timeout(20)
class LimitTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'a' * 10 ** 9 }}",
                "{{ [0] * 10 ** 9 }}",
                "{{ ('%' ~ 10 ** 9 ~ 'd') % 1 }}",
                "{{ '%.99999f' % 1 }}",
                "{{ '%*d' % (10 ** 9, 1) }}",
                "{{ '{:1000000000}'.format(1) }}",
                "{{ '{:.999999}'.format(1.0) }}",
                "{{ '{:01000000000d}'.format(1) }}",
                "{{ 'a'.center(10 ** 9) }}",
                "{{ 'a'.zfill(10 ** 9) }}",
                "{{ 'a\tb'.expandtabs(10 ** 9) }}",
                "{{ 'a'|indent(10 ** 9, true) }}",
                "{{ [1]|tojson(indent=10 ** 9) }}",
                "{{ [1]|batch(10 ** 9, 0)|list }}",
                "{{ [1]|slice(10 ** 9)|list }}",
                "{{ 10 ** (10 ** 10) }}",
                "{{ 2 ** 99999999999999999999 }}",
                "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}"
                        + "{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}"
                        + "{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}"
                        + "{% endfor %}",
                "{% set ns = namespace(x=7) %}{% for i in range(99) %}{% set ns.x = ns.x * ns.x %}"
                        + "{% endfor %}",
                "{% set ns = namespace(x=[]) %}{% for i in range(999) %}{% set ns.x = [ns.x] %}"
                        + "{% endfor %}",
                "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
                "{% macro m() %}{{ caller() }}{% call m() %}{% endcall %}{% endmacro %}"
                        + "{% call m() %}{% endcall %}",
                "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% for a in range(99999) %}{{ range(99999)|list|length }}{% endfor %}",
                "{% for a in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
                "{% for a in range(99999) %}{{ 5.5 in range(99999)|list }}{% endfor %}",
                "{% for a in range(99999) %}{{ range(99999)|select('gt', 99999)|list }}{% endfor %}",
                "{% set s = 'ab' * 999999 %}{% for a in range(99999) %}{{ s.split('b')|length }}"
                        + "{% endfor %}",
                "{% set s = 'ab' * 999999 %}{% for a in range(99999) %}{{ 'c' in s }}{% endfor %}",
                "{% set s = 'ab' * 999999 %}{% for a in range(99999) %}{{ s == s ~ '' }}{% endfor %}",
                "{% set s = 'ab' * 999999 %}{% for a in range(99999) %}{{ s.upper()|length }}"
                        + "{% endfor %}",
                "{% for a in range(99999) %}{{ 'abcdefgh' * 99 }}{% endfor %}"
            })
    void greedIsRefused(String template) {
        TemplateException failure =
                catchThrowableOfType(TemplateException.class, () -> Samples.render(template));

        assertThat(failure).as(template).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.LIMIT);
    }

    @Test
    void hugeRangesAreRefused() {
        assertThatThrownBy(() -> Samples.render("{{ range(10 ** 9) }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("Range too big");
    }

    @Test
    void longNeedlesAreFoundInLinearTime() {
        long start = System.nanoTime();
        assertThat(
                        Samples.render(
                                "{% set hay = 'a' * 1000000 %}{% set needle = 'a' * 400000 ~ 'b' %}"
                                        + "{{ needle in hay }} {{ hay.find(needle) }}"
                                        + " {{ hay.rfind('b' ~ 'a' * 400000) }}"
                                        + " {{ (hay ~ 'b').find(needle) }}"
                                        + " {{ ('b' ~ hay).rfind('b' ~ 'a' * 400000) }}"))
                .isEqualTo("False -1 -1 600000 0");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void stepsAndTextCanBeBoundedFurther() {
        Template template = Template.compile("{% for i in range(100) %}{{ i }}{% endfor %}");

        assertThat(template.render(Map.of())).hasSize(190);
        assertThatThrownBy(
                        () -> template.render(Map.of(), RenderOptions.defaults().withMaxSteps(100)))
                .hasMessageContaining("more than 100 steps");
        assertThatThrownBy(
                        () -> template.render(Map.of(), RenderOptions.defaults().withMaxText(100)))
                .hasMessageContaining("more than 100 characters");
    }

    @Test
    void longConversationsGetMoreSteps() {
        Template template =
                Template.compile(
                        "{% for m in messages %}{{ m.strip().split('x')|join('y')|trim }}"
                                + "{% endfor %}");
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            messages.add(" " + "text and x ".repeat(1000));
        }

        assertThat(
                        template.render(
                                Map.of("messages", messages),
                                RenderOptions.defaults().withMaxSteps(1000)))
                .hasSize(400 * (11_000 - 1));
    }

    @Test
    void limitsBelowOneAreRefused() {
        assertThatThrownBy(() -> RenderOptions.defaults().withMaxSteps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
        assertThatThrownBy(() -> RenderOptions.defaults().withMaxText(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "( | )",
                "[ | ]",
                "{'a': | }",
                "- | ''",
                "'not ' | ''",
                "'x if x else ' | ''",
                "x.y( | )",
                "x[ | ]"
            })
    void deepNestingIsRefused(String opening, String closing) {
        String source = "{{ " + opening.repeat(50_000) + "x" + closing.repeat(50_000) + " }}";

        assertThatThrownBy(() -> Template.compile(source))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nested");
    }

    @ParameterizedTest
    @ValueSource(strings = {" + 1", " or x", " and x", "|upper", ".a", "()", "[0]", " ** 2"})
    void longChainsAreRefused(String link) {
        assertThatThrownBy(() -> Template.compile("{{ x" + link.repeat(100_000) + " }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("chain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% if x %}", "{% for i in x %}", "{% with %}", "{% macro m() %}"})
    void deepStatementsAreRefused(String opening) {
        assertThatThrownBy(() -> Template.compile(opening.repeat(100_000)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void longTemplatesAreFine() {
        String source = "{{ x }}{% if x %}y{% endif %}\n".repeat(20_000);

        assertThat(Samples.render(source)).hasSize(2 * 20_000);
    }

    @Test
    void aContextThatContainsItselfIsRefused() {
        Map<String, Object> map = new HashMap<>();
        List<Object> list = new ArrayList<>();
        map.put("list", list);
        list.add(map);

        assertThatThrownBy(() -> Template.compile("").render(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contain itself");
    }
}
