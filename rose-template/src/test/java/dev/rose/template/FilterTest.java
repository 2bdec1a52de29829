package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters. Each expectation is what Jinja2 3.1.6 gives. */
class FilterTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void texts(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("{{ \"abc\"|upper }}", "ABC"),
                arguments("{{ \"ABC\"|lower }}", "abc"),
                arguments("{{ \"abc def\"|capitalize }}", "Abc def"),
                arguments("{{ 5|string ~ 5 }}", "55"),
                arguments("{{ \"a\\nb\\n\\nc\"|indent }}", "a\n    b\n\n    c"),
                arguments("{{ \"a\\nb\\n\\nc\"|indent(2, true, true) }}", "  a\n  b\n  \n  c"),
                arguments("{{ \"a\\nb\"|indent(\">> \") }}", "a\n>> b"),
                arguments("{{ \"a\\nb\"|indent(width=2, first=true) }}", "  a\n  b"),
                arguments("{{ \"a\"|center(5) ~ \"|\" }}", "  a  |"),
                arguments("{{ \"foo bar baz qux\"|truncate(9) }}", "foo..."),
                arguments("{{ \"foo bar baz qux\"|truncate(9, true) }}", "foo ba..."),
                arguments("{{ \"foo bar baz qux\"|truncate(11) }}", "foo bar baz qux"),
                arguments(
                        "{{ \"foo bar baz qux\"|truncate(11, false, \"...\", 0) }}", "foo bar..."),
                arguments("{{ \"a b c\"|wordcount }}", "3"),
                arguments("{{ \"<a & \\\"b\\\">\"|e }}", "&lt;a &amp; &#34;b&#34;&gt;"),
                arguments("{{ \"<a>\"|escape|escape }}", "&lt;a&gt;"),
                arguments("{{ \"<a>\"|safe + \"<b>\" }}", "<a>&lt;b&gt;"),
                arguments("{{ \"<a>\"|e ~ \"<b>\" }}", "&lt;a&gt;<b>"),
                arguments("{{ \"<a>\"|forceescape }}", "&lt;a&gt;"),
                arguments("{{ \"a b&c/d\"|urlencode }}", "a%20b%26c/d"),
                arguments("{{ {\"a b\": \"c&d\"}|urlencode }}", "a+b=c%26d"),
                arguments("{{ {\"id\": \"a<\", \"n\": none}|xmlattr }}", " id=\"a&lt;\""),
                arguments("{{ \"\"|indent }}", ""),
                arguments("{{ \"x\"|replace(\"x\", \"<\")|e }}", "&lt;"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void numbers(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments("{{ \"42\"|int }}", "42"),
                arguments("{{ \"42.9\"|int }}", "42"),
                arguments("{{ \"abc\"|int }}", "0"),
                arguments("{{ \"abc\"|int(7) }}", "7"),
                arguments("{{ \"0x1A\"|int(base=16) }}", "26"),
                arguments("{{ \"1_000\"|int }}", "1000"),
                arguments("{{  \" 7 \"|int }}", "7"),
                arguments("{{ 3.9|int }}", "3"),
                arguments("{{ -3.9|int }}", "-3"),
                arguments("{{ none|int }}", "0"),
                arguments("{{ true|int }}", "1"),
                arguments("{{ \"2.5\"|float }}", "2.5"),
                arguments("{{ \"x\"|float }}", "0.0"),
                arguments("{{ \"1e3\"|float }}", "1000.0"),
                arguments("{{ \"inf\"|float }}", "inf"),
                arguments("{{ 7|float }}", "7.0"),
                arguments("{{ 2.5|round }}", "2.0"),
                arguments("{{ 3.5|round }}", "4.0"),
                arguments("{{ 2.675|round(2) }}", "2.67"),
                arguments("{{ 1234|round(-2) }}", "1200"),
                arguments("{{ 2.1|round(0, \"ceil\") }}", "3.0"),
                arguments("{{ 2.9|round(method=\"floor\") }}", "2.0"),
                arguments("{{ -5|abs }}", "5"),
                arguments("{{ 1|filesizeformat }}", "1 Byte"),
                arguments("{{ 1500|filesizeformat }}", "1.5 kB"),
                arguments("{{ 2048|filesizeformat(true) }}", "2.0 KiB"),
                arguments("{{ [1, 2.5]|sum }}", "3.5"),
                arguments("{{ []|sum }}", "0"),
                arguments("{{ [[1], [2]]|sum(start=[]) }}", "[1, 2]"),
                arguments("{{ people|sum(attribute=\"age\") }}", "6"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void sequences(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> sequences() {
        return Stream.of(
                arguments("{{ items|length }}", "3"),
                arguments("{{ name|length }}", "5"),
                arguments("{{ accents|length }}", "3"),
                arguments("{{ user|count }}", "3"),
                arguments("{{ undefined_name|length }}", "0"),
                arguments("{{ items|first }}", "3"),
                arguments("{{ items|last }}", "2"),
                arguments("{{ []|first }}", ""),
                arguments("{{ name|first }}", "W"),
                arguments("{{ user|last }}", "items"),
                arguments("{{ items|sort }}", "[1, 2, 3]"),
                arguments("{{ items|sort(reverse=true) }}", "[3, 2, 1]"),
                arguments("{{ [\"b\", \"A\", \"c\"]|sort }}", "['A', 'b', 'c']"),
                arguments(
                        "{{ [\"b\", \"A\", \"c\"]|sort(case_sensitive=true) }}", "['A', 'b', 'c']"),
                arguments(
                        "{{ people|sort(attribute=\"age\")|map(attribute=\"name\")|list }}",
                        "['Al', 'Mia', 'zoe']"),
                arguments(
                        "{{ people|sort(attribute=\"age,name\")|map(attribute=\"age\")|list }}",
                        "[1, 2, 3]"),
                arguments("{{ items|reverse|list }}", "[2, 1, 3]"),
                arguments("{{ name|reverse }}", "dlroW"),
                arguments("{{ items|join }}", "312"),
                arguments("{{ items|join(\", \") }}", "3, 1, 2"),
                arguments("{{ people|join(\", \", attribute=\"name\") }}", "zoe, Al, Mia"),
                arguments("{{ [1, none, \"a\"]|join(\"-\") }}", "1-None-a"),
                arguments("{{ \"abc\"|list }}", "['a', 'b', 'c']"),
                arguments("{{ user|list }}", "['name', 'age', 'items']"),
                arguments("{{ [1, 1.0, true, 2]|unique|list }}", "[1, 2]"),
                arguments("{{ [\"a\", \"A\", \"b\"]|unique|list }}", "['a', 'b']"),
                arguments("{{ items|min }}", "1"),
                arguments("{{ items|max }}", "3"),
                arguments("{{ []|max }}", ""),
                arguments("{{ [\"b\", \"A\"]|min }}", "A"),
                arguments(
                        "{{ people|max(attribute=\"age\") }}",
                        "{'name': 'zoe', 'age': 3, 'home': {'city': 'Rome'}}"),
                arguments("{{ range(7)|batch(3)|list }}", "[[0, 1, 2], [3, 4, 5], [6]]"),
                arguments(
                        "{{ range(7)|batch(3, \"x\")|list }}",
                        "[[0, 1, 2], [3, 4, 5], [6, 'x', 'x']]"),
                arguments("{{ range(7)|slice(3)|list }}", "[[0, 1, 2], [3, 4], [5, 6]]"),
                arguments(
                        "{{ range(7)|slice(3, \"x\")|list }}",
                        "[[0, 1, 2], [3, 4, 'x'], [5, 6, 'x']]"),
                arguments("{{ items|map(\"string\")|map(\"length\")|sum }}", "3"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void dicts(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> dicts() {
        return Stream.of(
                arguments("{{ user|dictsort }}", "[('age', 30), ('items', 9), ('name', 'Ann')]"),
                arguments("{{ {\"b\": 1, \"A\": 2}|dictsort }}", "[('A', 2), ('b', 1)]"),
                arguments("{{ {\"b\": 1, \"A\": 2}|dictsort(true) }}", "[('A', 2), ('b', 1)]"),
                arguments(
                        "{{ {\"b\": 1, \"A\": 2}|dictsort(by=\"value\", reverse=true) }}",
                        "[('A', 2), ('b', 1)]"),
                arguments("{{ user|items|list }}", "[('name', 'Ann'), ('age', 30), ('items', 9)]"),
                arguments("{{ undefined_name|items|list }}", "[]"),
                arguments(
                        "{{ people|groupby(\"age\")|map(attribute=\"grouper\")|list }}",
                        "[1, 2, 3]"),
                arguments(
                        "{{ people|selectattr(\"home\")|groupby(\"home.city\")|map(\"first\")|list }}",
                        "['Oslo', 'Rome']"),
                arguments("{{ people|groupby(\"home.city\", default=\"-\")|list|length }}", "3"),
                arguments(
                        "{{ [{\"k\": \"b\"}, {\"k\": \"B\"}, {\"k\": \"a\"}]|groupby(\"k\") }}",
                        "[('a', [{'k': 'a'}]), ('b', [{'k': 'b'}, {'k': 'B'}])]"),
                arguments("{{ user|attr(\"name\")|default(\"none\") }}", "none"),
                arguments("{{ dict(user, age=1) }}", "{'name': 'Ann', 'age': 1, 'items': 9}"),
                arguments("{{ dict([[\"a\", 1]]) }}", "{'a': 1}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void selecting(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> selecting() {
        return Stream.of(
                arguments("{{ items|select(\"odd\")|list }}", "[3, 1]"),
                arguments("{{ items|select|list }}", "[3, 1, 2]"),
                arguments("{{ [0, 1, \"\", \"a\"]|select|list }}", "[1, 'a']"),
                arguments("{{ items|reject(\"odd\")|list }}", "[2]"),
                arguments("{{ items|select(\"gt\", 1)|list }}", "[3, 2]"),
                arguments("{{ items|select(\">=\", 2)|list }}", "[3, 2]"),
                arguments("{{ items|select(\"in\", [1, 2])|list }}", "[1, 2]"),
                arguments(
                        "{{ people|selectattr(\"age\", \"gt\", 1)|map(attribute=\"name\")|list }}",
                        "['zoe', 'Mia']"),
                arguments("{{ people|selectattr(\"home\", \"defined\")|list|length }}", "2"),
                arguments(
                        "{{ people|rejectattr(\"home\")|map(attribute=\"name\")|list }}",
                        "['Mia']"),
                arguments(
                        "{{ people|map(attribute=\"home.city\", default=\"-\")|list }}",
                        "['Rome', 'Oslo', '-']"),
                arguments(
                        "{{ people|selectattr(\"name\", \"equalto\", \"Al\")|first }}",
                        "{'name': 'Al', 'age': 1, 'home': {'city': 'Oslo'}}"),
                arguments("{{ items|map(\"int\")|list }}", "[3, 1, 2]"),
                arguments("{{ [\"a\"]|map(\"upper\")|list }}", "['A']"),
                arguments("{{ [\"a b\"]|map(\"replace\", \"a\", \"c\")|first }}", "c b"),
                arguments("{{ undefined_name|map(\"upper\")|list }}", "[]"),
                arguments("{{ none|map(\"upper\")|list }}", "[]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void generatorsRunOnce(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> generatorsRunOnce() {
        return Stream.of(
                arguments(
                        "{% set g = items|map(\"string\") %}{{ g|list }}{{ g|list }}",
                        "['3', '1', '2'][]"),
                arguments("{% set g = items|select(\"odd\") %}{{ g|first }}{{ g|list }}", "3[1]"),
                arguments("{% set g = items|reverse %}{{ g|list }}{{ g|list }}", "[2, 1, 3][]"),
                arguments(
                        "{% set g = items|map(\"string\") %}{{ \"1\" in g }}{{ g|list }}",
                        "True['2']"),
                arguments("{% if items|map(\"string\") %}yes{% endif %}", "yes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void defaults(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> defaults() {
        return Stream.of(
                arguments("{{ undefined_name|default(\"d\") }}", "d"),
                arguments("{{ undefined_name|default }}", ""),
                arguments("{{ none|default(\"d\") }}", "None"),
                arguments("{{ \"\"|default(\"d\") }}", ""),
                arguments("{{ \"\"|default(\"d\", true) }}", "d"),
                arguments("{{ none|default(\"d\", boolean=true) }}", "d"),
                arguments("{{ x|d(\"d\") }}", "5"),
                arguments("{{ user.missing|default(\"d\") }}", "d"),
                arguments("{{ people[9]|default(\"d\") }}", "d"));
    }
}
