package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter tojson. Each expectation is what Jinja2 3.1.6 gives. */
class JsonTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void values(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(
                        "{{ {\"a\": 1, \"b\": [1, 2.0, true, none], \"c\": {\"d\": \"e\"}}|tojson }}",
                        "{\"a\": 1, \"b\": [1, 2.0, true, null], \"c\": {\"d\": \"e\"}}"),
                arguments("{{ []|tojson }}", "[]"),
                arguments("{{ {}|tojson }}", "{}"),
                arguments("{{ (1, 2)|tojson }}", "[1, 2]"),
                arguments("{{ \"a\"|tojson }}", "\"a\""),
                arguments("{{ 1e22|tojson }}", "1e+22"),
                arguments("{{ 1.0|tojson }}", "1.0"),
                arguments("{{ [1e16, 1e-7]|tojson }}", "[1e+16, 1e-07]"),
                arguments(
                        "{{ {1: 2, none: 3, true: 4, 1.5: 5}|tojson }}",
                        "{\"1\": 4, \"null\": 3, \"1.5\": 5}"),
                arguments("{{ 12345678901234567890|tojson }}", "12345678901234567890"),
                arguments("{{ \"inf\"|float|tojson }}", "Infinity"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void texts(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("{{ \"<a> & 'b' \\\"c\\\"\"|tojson }}", "\"<a> & 'b' \\\"c\\\"\""),
                arguments("{{ accents|tojson }}", "\"é😀ß\""),
                arguments(
                        "{{ accents|tojson(ensure_ascii=true) }}",
                        "\"\\u00e9\\ud83d\\ude00\\u00df\""),
                arguments(
                        "{{ \"\\n\\r\\t\\x08\\x0c\\\\\\x00\\x1f\\x7f\"|tojson }}",
                        "\"\\n\\r\\t\\b\\f\\\\\\u0000\\u001f\u007f\""),
                arguments("{{ \"\\x7f\"|tojson(true) }}", "\"\\u007f\""),
                arguments("{{ \"\\u2028\"|tojson }}", "\" \""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void layout(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> layout() {
        return Stream.of(
                arguments(
                        "{{ {\"a\": [1, {\"b\": 2}], \"c\": [], \"d\": {}}|tojson(indent=2) }}",
                        "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}"),
                arguments("{{ [1, 2]|tojson(indent=0) }}", "[\n1,\n2\n]"),
                arguments("{{ [1]|tojson(indent=\"--\") }}", "[\n--1\n]"),
                arguments(
                        "{{ {\"a\": [1, 2]}|tojson(separators=(\",\", \":\")) }}", "{\"a\":[1,2]}"),
                arguments(
                        "{{ {\"a\": [1, 2]}|tojson(indent=1, separators=(\", \", \"=\")) }}",
                        "{\n \"a\"=[\n  1, \n  2\n ]\n}"),
                arguments(
                        "{{ {\"b\": 1, \"a\": 2}|tojson(sort_keys=true) }}",
                        "{\"a\": 2, \"b\": 1}"),
                arguments(
                        "{{ {\"b\": {\"d\": 1, \"c\": 2}, \"a\": 1}|tojson(indent=4, sort_keys=true) }}",
                        "{\n    \"a\": 1,\n    \"b\": {\n        \"c\": 2,\n        \"d\": 1\n    }\n}"));
    }
}
