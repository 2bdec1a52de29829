package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Macros and call blocks. Each expectation is what Jinja2 3.1.6 gives. */
class MacroTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void parameters(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> parameters() {
        return Stream.of(
                arguments(
                        "{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=4, a=5) }} {{ m() }}",
                        "12 13 54 2"),
                arguments("{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}", "11"),
                arguments(
                        "{% macro m(a=b, b=1) %}{{ a is defined }}{{ b }}{% endmacro %}{{ m() }}",
                        "False1"),
                arguments(
                        "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}",
                        "(1, 2){'k': 3}"),
                arguments(
                        "{% macro m(a) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(1, 2, 3) }}",
                        "1(2, 3)"),
                arguments(
                        "{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m(none) }}",
                        "FalseTrue"),
                arguments(
                        "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*[1, 2]) }}{{ m(**{\"a\": 3, \"b\": 4}) }}{{ m(5, *[6]) }}",
                        "123456"),
                arguments("{% macro m(x=x) %}{{ x }}{% endmacro %}{{ m() }}|{{ m(1) }}", "|1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void scopes(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> scopes() {
        return Stream.of(
                arguments("{% macro m() %}{{ x }}{% endmacro %}{{ m() }}", "5"),
                arguments(
                        "{% set y = 1 %}{% macro m() %}{{ y }}{% endmacro %}{% set y = 2 %}{{ m() }}",
                        "2"),
                arguments(
                        "{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% set x = 1 %}{{ m() }}",
                        "1"),
                arguments(
                        "{% macro m() %}{% set y = 1 %}{{ y }}{% endmacro %}{{ m() }}{{ y is defined }}",
                        "1False"),
                arguments(
                        "{% for i in items %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
                        "312"),
                arguments(
                        "{% for i in items %}{% macro m() %}{{ loop.index }}{% endmacro %}{{ m() }}{% endfor %}",
                        "123"),
                arguments(
                        "{% macro a() %}a{{ b() }}{% endmacro %}{% macro b() %}b{% endmacro %}{{ a() }}",
                        "ab"),
                arguments(
                        "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
                        "3210"),
                arguments("{% if 1 %}{% macro m() %}x{% endmacro %}{% endif %}{{ m() }}", "x"),
                arguments(
                        "{% macro m() %}{% for i in items %}{{ i }}{% endfor %}{% endmacro %}{{ m()|length }}",
                        "3"),
                arguments(
                        "{% macro outer() %}{% macro inner(a) %}<{{ a }}>{% endmacro %}{{ inner(1) }}{{ inner(2) }}{% endmacro %}{{ outer() }}",
                        "<1><2>"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void calls(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                arguments(
                        "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}a{{ x }}{% endcall %}",
                        "[a5]"),
                arguments(
                        "{% macro m() %}[{{ caller(1, b=2) }}]{% endmacro %}{% call(a, b=3) m() %}{{ a }}{{ b }}{% endcall %}",
                        "[12]"),
                arguments(
                        "{% macro m() %}{{ caller is defined }}{% if caller %}{{ caller() }}{% endif %}{% endmacro %}{{ m() }}{% call m() %}c{% endcall %}",
                        "FalseTruec"),
                arguments(
                        "{% macro a() %}[{{ caller() }}]{% endmacro %}{% macro b() %}{% set c = caller %}{% call a() %}<{{ c() }}>{% endcall %}{% endmacro %}{% call b() %}x{% endcall %}",
                        "[<x>]"),
                arguments(
                        "{% macro mm() %}{{ caller(9) }}{% endmacro %}{% for i in items %}{% call(y) mm() %}{{ y }}{{ i }} {% endcall %}{% endfor %}",
                        "93 91 92 "),
                arguments(
                        "{% macro m(caller=none) %}{{ caller is none }}{% endmacro %}{{ m() }}",
                        "True"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void macrosAreValues(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> macrosAreValues() {
        return Stream.of(
                arguments(
                        "{% macro m(a, b=1) %}{{ kwargs }}{% endmacro %}{{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }} {{ m }}",
                        "m ('a', 'b') True False False <Macro 'm'>"),
                arguments(
                        "{% macro m() %} a {% endmacro %}{{ m()|trim }}{{ m() ~ \"b\" }}", "a a b"),
                arguments(
                        "{% macro m() %}{% endmacro %}{{ m is callable }}{{ m is defined }}{{ m() == \"\" }}",
                        "TrueTrueTrue"));
    }
}
