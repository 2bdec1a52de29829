package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests. Each expectation is what Jinja2 3.1.6 gives. */
class TestsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void types(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments(
                        "{{ [x is number, pi is number, true is number, \"1\" is number] }}",
                        "[True, True, True, False]"),
                arguments(
                        "{{ [x is integer, pi is integer, true is integer] }}",
                        "[True, False, False]"),
                arguments("{{ [pi is float, x is float] }}", "[True, False]"),
                arguments("{{ [name is string, x is string] }}", "[True, False]"),
                arguments("{{ [user is mapping, items is mapping] }}", "[True, False]"),
                arguments(
                        "{{ [items is sequence, name is sequence, user is sequence, x is sequence, undefined_name is sequence] }}",
                        "[True, True, True, False, True]"),
                arguments(
                        "{{ [items is iterable, name is iterable, x is iterable, none is iterable, undefined_name is iterable] }}",
                        "[True, True, False, False, True]"),
                arguments("{{ [none is none, x is none] }}", "[True, False]"),
                arguments("{{ [true is boolean, 1 is boolean] }}", "[True, False]"),
                arguments(
                        "{{ [true is true, 1 is true, false is false, 0 is false] }}",
                        "[True, False, True, False]"),
                arguments(
                        "{{ [x is defined, undefined_name is defined, user.missing is defined, user.name is defined] }}",
                        "[True, False, False, True]"),
                arguments("{{ [x is undefined, undefined_name is undefined] }}", "[False, True]"),
                arguments(
                        "{{ [range is callable, x is callable, user.get is callable] }}",
                        "[True, False, True]"),
                arguments("{{ [\"a\"|e is escaped, \"a\" is escaped] }}", "[True, False]"),
                arguments("{{ items|map(\"string\") is iterable }}", "True"),
                arguments("{{ items|map(\"string\") is sequence }}", "False"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void values(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(
                        "{{ [1 is odd, 2 is odd, 2 is even, -1 is odd] }}",
                        "[True, False, True, True]"),
                arguments("{{ [9 is divisibleby 3, 9 is divisibleby(2)] }}", "[True, False]"),
                arguments(
                        "{{ [\"a\" is lower, \"A\" is lower, \"A\" is upper, \"a1\" is lower] }}",
                        "[True, False, True, True]"),
                arguments(
                        "{{ [1 is in items, 9 is in(items), \"a\" is in \"abc\"] }}",
                        "[True, False, True]"),
                arguments(
                        "{{ [1 is sameas 1, true is sameas true, 1 is sameas true] }}",
                        "[True, True, False]"),
                arguments(
                        "{{ [x is eq 5, x is equalto 5, x is ne 4, x is gt 4, x is greaterthan 5, x is ge 5, x is lt 6, x is lessthan 5, x is le 5] }}",
                        "[True, True, True, True, False, True, True, False, True]"),
                arguments(
                        "{{ [\"upper\" is filter, \"nope\" is filter, \"odd\" is test, \"nope\" is test] }}",
                        "[True, False, True, False]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void syntax(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> syntax() {
        return Stream.of(
                arguments("{{ x is not none }}", "True"),
                arguments("{{ x is not defined or true }}", "True"),
                arguments("{{ not x is defined }}", "False"),
                arguments("{{ x is defined and x is number }}", "True"),
                arguments("{{ x is divisibleby x }}", "True"),
                arguments("{{ 1 if x is defined else 2 }}", "1"),
                arguments("{{ x is in [1, 5] }}", "True"),
                arguments("{{ x is none or x }}", "5"),
                arguments("{{ \"a\" is string ~ \"b\" }}", "Trueb"),
                arguments("{{ user.name is string }}", "True"),
                arguments("{{ x is odd|string }}", "True"),
                arguments("{{ -1 is odd }}", "True"));
    }
}
