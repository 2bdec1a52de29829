package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of blanks and line breaks around tags. Each expectation is what Jinja2 3.1.6 gives.
 */
class WhitespaceTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void blocksAreTrimmed(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> blocksAreTrimmed() {
        return Stream.of(
                arguments("{% if 1 %}\na\n{% endif %}\nb", "a\nb"),
                arguments("a\n   {% if 1 %}\nb\n   {% endif %}\n", "a\nb\n"),
                arguments("  {% if 1 %}x{% endif %}  y", "x  y"),
                arguments("x {% if 1 %}y{% endif %} z", "x y z"),
                arguments("{% if 1 %}\n\na{% endif %}", "\na"),
                arguments("  {# note #}\nb", "b"),
                arguments("a {# note #}\nb", "a b"),
                arguments("{# a #}{# b #}\nc", "c"),
                arguments("\n  {%- if 1 %} a {%- endif %}\n", " a"),
                arguments("{% set y = 1 %}\n\n{{ y }}\n", "\n1"),
                arguments("\t{% if 1 %}\t{% endif %}\t|", "\t\t|"),
                arguments("a\n  {% raw %}\n  x\n  {% endraw %}\nb", "a\n\n  x\nb"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void printsAreNot(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> printsAreNot() {
        return Stream.of(
                arguments("  {{ 1 }}\n  {{ 2 }}\n", "  1\n  2"),
                arguments("{{ 1 }}\n\n{{ 2 }}", "1\n\n2"),
                arguments("a\n  {{ x }} \nb", "a\n  5 \nb"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void signs(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> signs() {
        return Stream.of(
                arguments("a \n {%- if 1 -%} \n b \n {%- endif -%} \n c", "abc"),
                arguments("a {{- 1 -}} b", "a1b"),
                arguments("a  {{- \" b \" -}}  c", "a b c"),
                arguments("  {%+ if 1 %}x{% endif %}", "  x"),
                arguments("{% if 1 +%}\nx{% endif %}", "\nx"),
                arguments("a\n  {%+ if 1 +%}\n b {%+ endif +%}\n c", "a\n  \n b \n c"),
                arguments("a {#- n -#} b", "ab"),
                arguments("a  {#+ n +#}\n b", "a  \n b"),
                arguments("{{+ 1 }}", "1"),
                arguments("a\n {%- raw -%}  {{ x }}  {%- endraw -%}\n b", "a{{ x }}b"),
                arguments("{%-if 1-%} a {%-endif-%}", "a"),
                arguments("{{-1}}", "1"),
                arguments("a \n\n {{- 1 }}", "a1"),
                arguments("a {%- if 1 %}\n\n b{% endif %}", "a\n b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ends(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments("a\n", "a"),
                arguments("a\n\n", "a\n"),
                arguments("{{ 1 }}\n", "1"),
                arguments("a\r\nb\rc\n", "a\nb\nc"),
                arguments("", ""),
                arguments("\n", ""),
                arguments("\n\n", "\n"),
                arguments(" {% if 0 %}{% endif %}", ""),
                arguments("{{ \"a\r\nb\" }}", "a\nb"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notTags(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> notTags() {
        return Stream.of(
                arguments("{ x } {", "{ x } {"),
                arguments("# % {", "# % {"),
                arguments("{ { x } }", "{ { x } }"),
                arguments("{{ \"{{ x }}\" }}", "{{ x }}"),
                arguments("{{ \"%}\" }}", "%}"),
                arguments("{% if \"%}\" %}y{% endif %}", "y"),
                arguments("}} %} #}", "}} %} #}"),
                arguments("{{ {\"a\": {\"b\": 1}} }}", "{'a': {'b': 1}}"),
                arguments("{{ {\"a\": {}}[\"a\"] }}", "{}"),
                arguments("{% raw %}{{ x }}{% if %}{# #}{% endraw %}", "{{ x }}{% if %}{# #}"),
                arguments("{#{{ x }}{% if %}#}", ""));
    }
}
