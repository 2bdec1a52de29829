package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rose.template.TemplateException.Kind;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, with the place and the reason. Jinja2 refuses all of it too. */
class RefusalTest {
    private static TemplateException failure(String template) {
        return catchThrowableOfType(TemplateException.class, () -> Samples.render(template));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void sourcesThatAreNoTemplates(String template, int line, int column, String reason) {
        assertThatThrownBy(() -> Template.compile(template))
                .isInstanceOfSatisfying(
                        TemplateException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(Kind.SYNTAX);
                            assertThat(e.reason()).contains(reason);
                            assertThat(e.line()).isEqualTo(line);
                            assertThat(e.column()).isEqualTo(column);
                            assertThat(e)
                                    .hasMessageContaining("line " + line + ", column " + column);
                        });
    }

    static Stream<Arguments> sourcesThatAreNoTemplates() {
        return Stream.of(
                arguments("a\n {{ 1 +", 2, 8, "unexpected 'end of template'"),
                arguments("{{ 1 2 }}", 1, 6, "expected 'end of print statement', got 'integer'"),
                arguments("{{ }}", 1, 4, "Expected an expression"),
                arguments("{{ (1 }}", 1, 7, "unexpected '}', expected ')'"),
                arguments("{{ 1) }}", 1, 5, "unexpected ')'"),
                arguments("{{ 'a }}", 1, 4, "string without its closing '"),
                arguments("{{ a ? b }}", 1, 6, "unexpected char '?'"),
                arguments("{{ a!b }}", 1, 5, "unexpected char '!'"),
                arguments("{{ a. }}", 1, 7, "expected name or number"),
                arguments("{{ f(a=1, 2) }}", 1, 5, "invalid syntax for function call"),
                arguments("{{ f(**a, *b) }}", 1, 5, "invalid syntax for function call"),
                arguments("{{ 'a' is b is c }}", 1, 13, "chain multiple tests"),
                arguments("{{ x|nosuch }}", 1, 6, "No filter named 'nosuch'"),
                arguments("{{ x is nosuch }}", 1, 6, "No test named 'nosuch'"),
                arguments("{{ '\\x4' }}", 1, 6, "escape"),
                arguments("{% if x %}", 1, 11, "looking for elif or else or endif"),
                arguments("{% for i in x %}{% endif %}", 1, 20, "unknown tag 'endif'"),
                arguments("{% for i x %}{% endfor %}", 1, 10, "expected 'in', got 'x'"),
                arguments("{% for 1 in x %}{% endfor %}", 1, 8, "can't assign to 'integer'"),
                arguments("{% for none in x %}{% endfor %}", 1, 8, "can't assign to 'none'"),
                arguments("{% set true = 1 %}", 1, 8, "can't assign to 'true'"),
                arguments("{% set a.b.c = 1 %}", 1, 11, "end of statement block"),
                arguments("{% set a[0] = 1 %}", 1, 9, "end of statement block"),
                arguments("{% do x.append(1) %}", 1, 4, "unknown tag 'do'"),
                arguments("{% nosuch %}", 1, 4, "unknown tag 'nosuch'"),
                arguments("{% 1 %}", 1, 4, "tag name expected"),
                arguments("{% endfor %}", 1, 4, "unknown tag 'endfor'"),
                arguments("{% break %}", 1, 4, "'break' outside loop"),
                arguments("{% continue %}", 1, 4, "'continue' outside loop"),
                arguments(
                        "{% for i in x %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
                        1, 35, "'break' outside loop"),
                arguments("{% macro m(a=1, b) %}{% endmacro %}", 1, 18, "non-default argument"),
                arguments("{% macro m(a, a) %}{% endmacro %}", 1, 16, "duplicate argument"),
                arguments("{% call x %}{% endcall %}", 1, 4, "expected call"),
                arguments("{% for loop in x %}{% endfor %}", 1, 8, "special loop variable"),
                arguments(
                        "{% for i in x %}{% set loop = 1 %}{% endfor %}",
                        1, 24, "special loop variable"),
                arguments("a {# b", 1, 3, "end of comment"),
                arguments("a {% raw %} b", 1, 3, "end of raw"),
                arguments("{% block a %}{% endblock %}{% block a %}{% endblock %}", 1, 31, "twice"),
                arguments("{% autoescape true %}{% endautoescape %}", 1, 15, "not supported"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void rendersThatFail(String template, String reason) {
        TemplateException failure = failure(template);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(Kind.RENDER);
        assertThat(failure.reason()).contains(reason);
        assertThat(failure.getMessage()).doesNotContain("\n");
    }

    static Stream<Arguments> rendersThatFail() {
        return Stream.of(
                arguments("{{ nothing.at.all }}", "'nothing' is undefined"),
                arguments("{{ user.nothing.at_all }}", "'dict object' has no attribute 'nothing'"),
                arguments("{{ user['nothing']['x'] }}", "'dict object' has no attribute 'nothing'"),
                arguments("{{ items[7].name }}", "list object has no element 7"),
                arguments("{{ none_value.a.b }}", "'None' has no attribute 'a'"),
                arguments("{{ nothing() }}", "'nothing' is undefined"),
                arguments("{{ nothing + 1 }}", "'nothing' is undefined"),
                arguments("{{ nothing < 1 }}", "'nothing' is undefined"),
                arguments("{{ -nothing }}", "'nothing' is undefined"),
                arguments("{{ nothing|int }}", "'nothing' is undefined"),
                arguments("{{ (1 if false).a }}", "no else section"),
                arguments("{{ 'a' + 1 }}", "unsupported operand"),
                arguments("{{ 1 + 'a' }}", "unsupported operand"),
                arguments("{{ 'a' - 'b' }}", "unsupported operand"),
                arguments("{{ {} + {} }}", "unsupported operand"),
                arguments("{{ none < 1 }}", "'<' not supported"),
                arguments("{{ 'a' < 1 }}", "'<' not supported"),
                arguments("{{ 1 in 'a' }}", "requires string"),
                arguments("{{ 1 in 2 }}", "not iterable"),
                arguments("{{ 1 / 0 }}", "division by zero"),
                arguments("{{ 1 // 0 }}", "by zero"),
                arguments("{{ 1 % 0 }}", "by zero"),
                arguments("{{ 1.0 / 0 }}", "division by zero"),
                arguments("{{ 10.0 ** 400 }}", "out of range"),
                arguments("{{ x.y() }}", "has no attribute 'y'"),
                arguments("{{ x() }}", "'int' object is not callable"),
                arguments("{{ x[1:] }}", "sliced"),
                arguments("{{ user[1:] }}", "sliced"),
                arguments("{{ items[::0] }}", "zero"),
                arguments("{{ {[]: 1} }}", "unhashable type: 'list'"),
                arguments("{% for i in 5 %}{% endfor %}", "'int' object is not iterable"),
                arguments("{% for a, b in [1] %}{% endfor %}", "cannot unpack"),
                arguments("{% for a, b in [[1]] %}{% endfor %}", "not enough values"),
                arguments("{% set a, b = [1, 2, 3] %}", "too many values"),
                arguments("{% set user.name = 1 %}", "non-namespace"),
                arguments("{% set nothing.name = 1 %}", "non-namespace"),
                arguments("{{ none|length }}", "no len()"),
                arguments("{{ items|map('string')|length }}", "no len()"),
                arguments("{{ items|map('string')|last }}", "not reversible"),
                arguments("{{ items|map('nosuch')|list }}", "No filter named 'nosuch'"),
                arguments("{{ items|select('nosuch')|list }}", "No test named 'nosuch'"),
                arguments("{% if x %}{{ x|nosuch }}{% endif %}", "No filter named 'nosuch'"),
                arguments("{{ items|map('string')|tojson }}", "not JSON serializable"),
                arguments("{{ nothing|tojson }}", "not JSON serializable"),
                arguments("{{ {(1,): 2}|tojson }}", "keys must be"),
                arguments("{{ items|map('string') }}", "|list first"),
                arguments("{{ name.upper }}", "'upper' has no text; call it"),
                arguments("{{ ['a', 1]|sort }}", "'<' not supported"),
                arguments("{{ ','.join([1]) }}", "expected str instance, int found"),
                arguments("{{ 'a'.index('b') }}", "substring not found"),
                arguments("{{ 'a'.split('') }}", "empty separator"),
                arguments("{{ '%d' % 'a' }}", "number is required"),
                arguments("{{ '%s %s' % 1 }}", "not enough arguments"),
                arguments("{{ '%s' % (1, 2) }}", "not all arguments"),
                arguments("{{ '%q' % 1 }}", "unsupported format character"),
                arguments("{{ '{}'.format() }}", "argument 0"),
                arguments("{{ '{a}'.format(b=1) }}", "'a'"),
                arguments("{{ '{'.format() }}", "'{'"),
                arguments("{{ '{:d}'.format('a') }}", "format code 'd'"),
                arguments("{{ 'a'.upper(1) }}", "upper()"),
                arguments("{{ 'a'|replace('b') }}", "'new'"),
                arguments("{{ 'a'|indent(nope=1) }}", "'nope'"),
                arguments("{{ range(3, 1, 0) }}", "zero"),
                arguments("{{ range('a') }}", "integer"),
                arguments("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "not more than 1"),
                arguments("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "'b'"),
                arguments("{% include 'x' %}", "include"),
                arguments("{% extends 'x' %}", "extends"),
                arguments("{% import 'x' as y %}", "import"),
                arguments("{{ lipsum() }}", "not supported"),
                arguments("{{ [1]|random }}", "not supported"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ items.append(4) }}",
                "{{ items.pop() }}",
                "{{ items['insert'](0, 1) }}",
                "{{ user.update({}) }}",
                "{{ user.pop('name') }}",
                "{{ user.clear() }}",
                "{{ name.__class__.__mro__ }}",
                "{{ user.__init__() }}",
                "{{ ''|attr('__class__')|attr('__base__') }}",
                "{{ '{0.__class__.__name__}'.format(x) }}"
            })
    void theSandboxKeepsItsDoorsShut(String template) {
        TemplateException failure = failure(template);
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).contains("unsafe");
    }

    @Test
    void aTemplateCanRefuseItsInput() {
        TemplateException failure =
                failure("\n{% if x %}\n  {{ raise_exception('no\nsystem ' ~ x) }}{% endif %}");

        assertThat(failure.kind()).isEqualTo(Kind.RAISED);
        assertThat(failure.reason()).isEqualTo("no\nsystem 5");
        assertThat(failure).hasMessage("template line 3, column 21: no system 5");
    }

    @Test
    void thePlaceIsThatOfTheOperation() {
        TemplateException failure = failure("a\nb {{ [1, 2] ~ (x +\n   name) }}");

        assertThat(failure.line()).isEqualTo(2);
        assertThat(failure.column()).isEqualTo(18);
    }

    @ParameterizedTest
    @MethodSource
    void objectsOfJavaStayOutside(Object value, String shown) {
        Template template = Template.compile("");

        assertThatThrownBy(() -> template.render(Map.of("a", Map.of("b", value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.b")
                .hasMessageContaining(shown);
    }

    static Stream<Arguments> objectsOfJavaStayOutside() {
        return Stream.of(
                arguments(new StringBuilder("x"), "java.lang.StringBuilder"),
                arguments(Thread.currentThread(), "java.lang.Thread"),
                arguments(new int[0], "[I"),
                arguments('c', "java.lang.Character"));
    }
}
