package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators, literals and access. Each expectation is what Jinja2 3.1.6 gives. */
class ExpressionTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void precedence(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> precedence() {
        return Stream.of(
                arguments("{{ 1 + 2 * 3 }}", "7"),
                arguments("{{ (1 + 2) * 3 }}", "9"),
                arguments("{{ 2 ** 3 ** 2 }}", "64"),
                arguments("{{ -2 ** 2 }}", "4"),
                arguments("{{ 7 // 2 * 2 }}", "6"),
                arguments("{{ 7 % 4 + 1 }}", "4"),
                arguments("{{ 1 ~ 2 * 3 }}", "16"),
                arguments("{{ not 1 == 2 }}", "True"),
                arguments("{{ not x in items }}", "True"),
                arguments("{{ 1 if 0 else 2 if 1 else 3 }}", "2"),
                arguments("{{ 1 or 0 and 0 }}", "1"),
                arguments("{{ -x|abs }}", "5"),
                arguments("{{ x + 1|string|length }}", "6"),
                arguments("{{ \"a\" \"b\" 'c' }}", "abc"),
                arguments("{{ 2 - -1 }}", "3"),
                arguments("{{ +x }}", "5"),
                arguments("{{ 1 - 2 - 3 }}", "-4"),
                arguments("{{ 8 / 2 / 2 }}", "2.0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void chainedComparisons(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> chainedComparisons() {
        return Stream.of(
                arguments("{{ 1 < 2 < 3 }}", "True"),
                arguments("{{ 1 < 3 < 2 }}", "False"),
                arguments("{{ 3 > 2 >= 2 != 1 }}", "True"),
                arguments("{{ 1 == 1.0 == true }}", "True"),
                arguments("{{ 1 in items == true }}", "False"),
                arguments("{{ \"a\" < \"b\" < \"c\" }}", "True"),
                arguments("{{ 2 in items and 9 not in items }}", "True"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void arithmetic(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                arguments("{{ 7 / 2 }}", "3.5"),
                arguments("{{ 6 / 2 }}", "3.0"),
                arguments("{{ 7 // 2 }}", "3"),
                arguments("{{ -7 // 2 }}", "-4"),
                arguments("{{ 7 % 3 }}", "1"),
                arguments("{{ -7 % 3 }}", "2"),
                arguments("{{ 7 % -3 }}", "-2"),
                arguments("{{ 7.5 // 2 }}", "3.0"),
                arguments("{{ -7.5 % 2 }}", "0.5"),
                arguments("{{ 2 ** 10 }}", "1024"),
                arguments("{{ 2 ** -1 }}", "0.5"),
                arguments("{{ 2.0 ** 3 }}", "8.0"),
                arguments("{{ 10 ** 20 }}", "100000000000000000000"),
                arguments("{{ 9223372036854775807 + 1 }}", "9223372036854775808"),
                arguments("{{ -9223372036854775808 - 1 }}", "-9223372036854775809"),
                arguments("{{ 4294967296 * 4294967296 }}", "18446744073709551616"),
                arguments("{{ 12345678901234567890 // 7 }}", "1763668414462081127"),
                arguments("{{ 12345678901234567890 % 1000 }}", "890"),
                arguments("{{ 1e3 + 1 }}", "1001.0"),
                arguments("{{ 0.1 + 0.2 }}", "0.30000000000000004"),
                arguments("{{ true + true }}", "2"),
                arguments("{{ 1_000_000 }}", "1000000"),
                arguments("{{ 0x1F + 0b11 + 0o17 }}", "49"),
                arguments("{{ 1e-7 }}", "1e-07"),
                arguments("{{ 1.5e300 * 10 }}", "1.5e+301"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void floatsPrintAsInPython(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> floatsPrintAsInPython() {
        return Stream.of(
                arguments("{{ 1.0 }}", "1.0"),
                arguments("{{ 0.1 }}", "0.1"),
                arguments("{{ 100.0 }}", "100.0"),
                arguments("{{ 1e15 }}", "1000000000000000.0"),
                arguments("{{ 1e16 }}", "1e+16"),
                arguments("{{ 1e22 }}", "1e+22"),
                arguments("{{ 1.5e-4 }}", "0.00015"),
                arguments("{{ 1e-5 }}", "1e-05"),
                arguments("{{ 123456789.125 }}", "123456789.125"),
                arguments("{{ 2/3 }}", "0.6666666666666666"),
                arguments("{{ -0.0 }}", "-0.0"),
                arguments("{{ 1e308 * 10 }}", "inf"),
                arguments("{{ 3.0e0 }}", "3.0"),
                arguments("{{ 5e-324 }}", "5e-324"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void logicGivesAnOperand(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> logicGivesAnOperand() {
        return Stream.of(
                arguments("{{ 0 or \"a\" }}", "a"),
                arguments("{{ \"\" or none }}", "None"),
                arguments("{{ 1 and \"b\" }}", "b"),
                arguments("{{ \"\" and 1 }}", ""),
                arguments("{{ none or [] }}", "[]"),
                arguments("{{ not \"\" }}", "True"),
                arguments("{{ not \"a\" }}", "False"),
                arguments("{{ undefined_name or \"d\" }}", "d"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void valuesPrintAsInPython(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> valuesPrintAsInPython() {
        return Stream.of(
                arguments("{{ none }}", "None"),
                arguments("{{ true }}", "True"),
                arguments("{{ [1, \"a\", none, true, 1.5] }}", "[1, 'a', None, True, 1.5]"),
                arguments("{{ {\"a\": 1, \"b\": [2]} }}", "{'a': 1, 'b': [2]}"),
                arguments("{{ (1,) }}", "(1,)"),
                arguments("{{ (1, 2) }}", "(1, 2)"),
                arguments("{{ () }}", "()"),
                arguments("{{ [\"it's\"] }}", "[\"it's\"]"),
                arguments("{{ [\"say \\\"hi\\\"\"] }}", "['say \"hi\"']"),
                arguments("{{ [\"both ' and \\\"\"] }}", "['both \\' and \"']"),
                arguments("{{ [\"a\\nb\\t\\\\\"] }}", "['a\\nb\\t\\\\']"),
                arguments("{{ [accents] }}", "['é😀ß']"),
                arguments("{{ [\"\\x00\\x7f\\u200b\"] }}", "['\\x00\\x7f\\u200b']"),
                arguments("{{ {1: 2, none: 3} }}", "{1: 2, None: 3}"),
                arguments("{{ [undefined_name] }}", "[Undefined]"),
                arguments("{{ range(3) }}", "range(0, 3)"),
                arguments(
                        "{{ user.items() }}",
                        "dict_items([('name', 'Ann'), ('age', 30), ('items', 9)])"),
                arguments("{{ user.keys() }}", "dict_keys(['name', 'age', 'items'])"),
                arguments("{{ user.values() }}", "dict_values(['Ann', 30, 9])"),
                arguments("{{ namespace(a=1, b=\"q\") }}", "<Namespace {'a': 1, 'b': 'q'}>"),
                arguments("{{ [1.0, -0.5] }}", "[1.0, -0.5]"),
                arguments("{{ {\"a\": {\"b\": ()}} }}", "{'a': {'b': ()}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void literals(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> literals() {
        return Stream.of(
                arguments("{{ \"\\n\\t\\\\\\\"|\" }}", "\n\t\\\"|"),
                arguments("{{ \"\\x41\\u00e9\\U0001F600\" }}", "Aé😀"),
                arguments("{{ \"\\101\\q\\é\" }}", "A\\q\\xe9"),
                arguments("{{ '\\N{BULLET}' }}", "•"),
                arguments("{{ \"a\\\nb\" }}", "ab"),
                arguments("{{ [1, 2, ] }}", "[1, 2]"),
                arguments("{{ {\"a\": 1, } }}", "{'a': 1}"),
                arguments("{{ {} }}", "{}"),
                arguments("{{ [] }}", "[]"),
                arguments("{{ True ~ False ~ None }}", "TrueFalseNone"),
                arguments("{{ {\"a\": 1}[\"a\"] }}", "1"),
                arguments("{{ [[1, 2], [3]][0][1] }}", "2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void attributesAndItems(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> attributesAndItems() {
        return Stream.of(
                arguments("{{ user.name }}", "Ann"),
                arguments("{{ user[\"name\"] }}", "Ann"),
                arguments("{{ user[\"items\"] }}", "9"),
                arguments("{{ user.missing }}", ""),
                arguments("{{ user[\"missing\"] }}", ""),
                arguments("{{ items[0] }}", "3"),
                arguments("{{ items[-1] }}", "2"),
                arguments("{{ items[9] }}", ""),
                arguments("{{ items.0 }}", "3"),
                arguments("{{ people[0].home.city }}", "Rome"),
                arguments("{{ people.1.name }}", "Al"),
                arguments("{{ name[0] }}", "W"),
                arguments("{{ name[-1] }}", "d"),
                arguments("{{ name[99] }}", ""),
                arguments("{{ accents[1] }}", "😀"),
                arguments("{{ user.get(\"name\") }}", "Ann"),
                arguments("{{ user.get(\"zz\") }}", "None"),
                arguments("{{ user.get(\"zz\", 1) }}", "1"),
                arguments("{{ user.get(\"name\").upper() }}", "ANN"),
                arguments("{{ none_value.anything }}", ""),
                arguments("{{ x.real }}", "5"),
                arguments("{{ items[\"0\"] }}", ""),
                arguments("{{ user[1] }}", ""),
                arguments("{{ user[\"get\"](\"age\") }}", "30"),
                arguments("{{ range(3, 9)[2] }}", "5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void slices(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> slices() {
        return Stream.of(
                arguments("{{ items[1:] }}", "[1, 2]"),
                arguments("{{ items[:1] }}", "[3]"),
                arguments("{{ items[::-1] }}", "[2, 1, 3]"),
                arguments("{{ items[-2:] }}", "[1, 2]"),
                arguments("{{ items[5:] }}", "[]"),
                arguments("{{ items[2:0:-1] }}", "[2, 1]"),
                arguments("{{ items[::2] }}", "[3, 2]"),
                arguments("{{ name[1:3] }}", "or"),
                arguments("{{ name[::-1] }}", "dlroW"),
                arguments("{{ name[:-1] }}", "Worl"),
                arguments("{{ name[-3:-1] }}", "rl"),
                arguments("{{ name[::2] }}", "Wrd"),
                arguments("{{ accents[1:] }}", "😀ß"),
                arguments("{{ accents[::-1] }}", "ß😀é"),
                arguments("{{ range(10)[2:5] }}", "range(2, 5)"),
                arguments("{{ range(10)[::-3]|list }}", "[9, 6, 3, 0]"),
                arguments("{{ (1, 2, 3)[1:] }}", "(2, 3)"),
                arguments("{{ items[none:2] }}", "[3, 1]"),
                arguments("{{ items[x:] }}", "[]"),
                arguments("{{ items[:x - 4] }}", "[3]"),
                arguments("{{ \"\" [1:] }}", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void membership(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> membership() {
        return Stream.of(
                arguments("{{ 1 in items }}", "True"),
                arguments("{{ \"1\" in items }}", "False"),
                arguments("{{ \"or\" in name }}", "True"),
                arguments("{{ \"\" in name }}", "True"),
                arguments("{{ \"name\" in user }}", "True"),
                arguments("{{ \"x\" not in user }}", "True"),
                arguments("{{ 2 in range(0, 10, 2) }}", "True"),
                arguments("{{ 3 in range(0, 10, 2) }}", "False"),
                arguments("{{ 1.0 in items }}", "True"),
                arguments("{{ (1, 2) in [(1, 2)] }}", "True"),
                arguments("{{ \"a\" in undefined_name }}", "False"),
                arguments("{{ \"age\" in user.keys() }}", "True"),
                arguments("{{ 30 in user.values() }}", "True"),
                arguments("{{ (\"age\", 30) in user.items() }}", "True"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void comparisons(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> comparisons() {
        return Stream.of(
                arguments("{{ [1, 2] < [1, 3] }}", "True"),
                arguments("{{ [1] < [1, 0] }}", "True"),
                arguments("{{ (1, \"a\") == (1, \"a\") }}", "True"),
                arguments("{{ [1] == (1,) }}", "False"),
                arguments("{{ 1 == 1.0 }}", "True"),
                arguments("{{ 1 == true }}", "True"),
                arguments("{{ \"1\" == 1 }}", "False"),
                arguments("{{ none == none }}", "True"),
                arguments("{{ undefined_name == other_name }}", "True"),
                arguments("{{ {\"a\": 1} == {\"a\": 1.0} }}", "True"),
                arguments("{{ \"é\" > \"z\" }}", "True"),
                arguments("{{ \"😀\" > \"\\uffff\" }}", "True"),
                arguments("{{ 12345678901234567890 > 1e19 }}", "True"),
                arguments("{{ 9007199254740993 == 9007199254740992.0 }}", "False"),
                arguments("{{ 2 > 1.5 }}", "True"),
                arguments("{{ \"a\" != \"b\" }}", "True"),
                arguments("{{ [] == [] }}", "True"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void inlineIf(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> inlineIf() {
        return Stream.of(
                arguments("{{ \"y\" if x > 3 else \"n\" }}", "y"),
                arguments("{{ \"y\" if x > 9 }}", ""),
                arguments("{{ (\"y\" if x > 9)|default(\"d\") }}", "d"),
                arguments("{{ \"a\" if none_value else \"b\" if x else \"c\" }}", "b"),
                arguments("{{ [1 if false] }}", "[Undefined]"),
                arguments("{{ \"\" if x else 1 }}", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void concatenation(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> concatenation() {
        return Stream.of(
                arguments("{{ \"a\" ~ 1 ~ none ~ true ~ 1.5 }}", "a1NoneTrue1.5"),
                arguments("{{ [1] ~ {} }}", "[1]{}"),
                arguments("{{ \"a\" + \"b\" * 3 }}", "abbb"),
                arguments("{{ [1] + [2] }}", "[1, 2]"),
                arguments("{{ (1,) + (2,) }}", "(1, 2)"),
                arguments("{{ [0] * 3 }}", "[0, 0, 0]"),
                arguments("{{ 3 * \"ab\" }}", "ababab"),
                arguments("{{ \"ab\" * -1 }}", ""),
                arguments("{{ undefined_name ~ \"x\" }}", "x"));
    }
}
