package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods of strings, and both ways to format. Each expectation is what Jinja2 3.1.6 gives. */
class StringTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void caseMethods(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> caseMethods() {
        return Stream.of(
                arguments("{{ \"hELLO wORLD\".title() }}", "Hello World"),
                arguments("{{ \"hELLO\".capitalize() }}", "Hello"),
                arguments("{{ \"aB\".upper() }}", "AB"),
                arguments("{{ \"aB\".lower() }}", "ab"),
                arguments("{{ \"aB\".swapcase() }}", "Ab"),
                arguments("{{ \"Ab\".casefold() }}", "ab"),
                arguments("{{ \"straße\".upper() }}", "STRASSE"),
                arguments("{{ \"STRASSE ẞ ΣΑΣ\".casefold() }}", "strasse ss σασ"),
                arguments("{{ \"ǆ ß ﬁ\".title() }}", "ǅ Ss Fi"),
                arguments("{{ \"they're\".title() }}", "They'Re"),
                arguments("{{ \"ΑΣ\".lower() }}", "ας"),
                arguments("{{ \"x-y (z) <w>\"|title }}", "X-Y (Z) <W>"),
                arguments("{{ \"they're bill's\"|title }}", "They're Bill's"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void stripping(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> stripping() {
        return Stream.of(
                arguments("{{ \"  a \".strip() ~ \"|\" }}", "a|"),
                arguments("{{ \"  a \".lstrip() ~ \"|\" }}", "a |"),
                arguments("{{ \"  a \".rstrip() ~ \"|\" }}", "  a|"),
                arguments("{{ \"xxaxx\".strip(\"x\") }}", "a"),
                arguments("{{ \"abcba\".strip(\"ab\") }}", "c"),
                arguments("{{ \"\\u00a0\\u2003a\\x1c\".strip() }}", "a"),
                arguments("{{ \"a\\u200b\".strip()|length }}", "2"),
                arguments("{{ \" a \"|trim ~ \"|\" }}", "a|"),
                arguments("{{ \"xax\"|trim(\"x\") }}", "a"),
                arguments("{{ \"a\".strip(none) }}", "a"),
                arguments("{{ \"<s>a</s>\".removeprefix(\"<s>\").removesuffix(\"</s>\") }}", "a"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void splitting(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> splitting() {
        return Stream.of(
                arguments("{{ \"a b  c\".split() }}", "['a', 'b', 'c']"),
                arguments("{{ \" a b \".split(\" \") }}", "['', 'a', 'b', '']"),
                arguments("{{ \"a,b,c\".split(\",\") }}", "['a', 'b', 'c']"),
                arguments("{{ \"a,b,c\".split(\",\", 1) }}", "['a', 'b,c']"),
                arguments("{{ \"a,b,c\".rsplit(\",\", 1) }}", "['a,b', 'c']"),
                arguments("{{ \"a b c\".rsplit(none, 1) }}", "['a b', 'c']"),
                arguments("{{ \"\".split() }}", "[]"),
                arguments("{{ \"\".split(\",\") }}", "['']"),
                arguments("{{ \"a--b\".split(\"--\") }}", "['a', 'b']"),
                arguments(
                        "{{ \"a\\nb\\r\\nc\\u2028d\\x0be\".splitlines() }}",
                        "['a', 'b', 'c', 'd', 'e']"),
                arguments("{{ \"a\\nb\\n\".splitlines() }}", "['a', 'b']"),
                arguments("{{ \"a\\nb\".splitlines(true) }}", "['a\\n', 'b']"),
                arguments("{{ \"a=b=c\".partition(\"=\") }}", "('a', '=', 'b=c')"),
                arguments("{{ \"a=b=c\".rpartition(\"=\") }}", "('a=b', '=', 'c')"),
                arguments("{{ \"abc\".partition(\"=\") }}", "('abc', '', '')"),
                arguments("{{ \"abc\".rpartition(\"=\") }}", "('', '', 'abc')"),
                arguments("{{ \"</think>ab</think>c\".split(\"</think>\")[-1] }}", "c"),
                arguments("{{ \"a b c\".split(maxsplit=1) }}", "['a', 'b c']"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void searching(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> searching() {
        return Stream.of(
                arguments("{{ \"hello\".find(\"l\") }}", "2"),
                arguments("{{ \"hello\".rfind(\"l\") }}", "3"),
                arguments("{{ \"hello\".find(\"z\") }}", "-1"),
                arguments("{{ \"hello\".index(\"e\") }}", "1"),
                arguments("{{ \"hello\".count(\"l\") }}", "2"),
                arguments("{{ \"hello\".count(\"\") }}", "6"),
                arguments("{{ \"hello\".find(\"l\", 3) }}", "3"),
                arguments("{{ \"hello\".find(\"l\", -2) }}", "3"),
                arguments("{{ \"hello\".find(\"\", 9) }}", "-1"),
                arguments("{{ \"hello\".startswith(\"he\") }}", "True"),
                arguments("{{ \"hello\".startswith((\"x\", \"he\")) }}", "True"),
                arguments("{{ \"hello\".startswith(\"l\", 2) }}", "True"),
                arguments("{{ \"hello\".endswith(\"lo\") }}", "True"),
                arguments("{{ \"hello\".endswith(\"l\", 0, 4) }}", "True"),
                arguments("{{ accents.find(\"ß\") }}", "2"),
                arguments("{{ accents.count(\"😀\") }}", "1"),
                arguments("{{ \"aaa\".count(\"aa\") }}", "1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void replacing(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> replacing() {
        return Stream.of(
                arguments("{{ \"aaa\".replace(\"a\", \"b\") }}", "bbb"),
                arguments("{{ \"aaa\".replace(\"a\", \"b\", 2) }}", "bba"),
                arguments("{{ \"abc\".replace(\"\", \"-\") }}", "-a-b-c-"),
                arguments("{{ \"abc\".replace(\"\", \"-\", 2) }}", "-a-bc"),
                arguments("{{ \"abc\".replace(\"z\", \"y\") }}", "abc"),
                arguments("{{ \"aaa\"|replace(\"a\", \"b\", 1) }}", "baa"),
                arguments("{{ 12|replace(1, \"x\") }}", "x2"),
                arguments("{{ accents.replace(\"😀\", \":)\") }}", "é:)ß"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void joiningAndPadding(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> joiningAndPadding() {
        return Stream.of(
                arguments("{{ \", \".join([\"a\", \"b\"]) }}", "a, b"),
                arguments("{{ \"\".join([]) }}", ""),
                arguments("{{ \"-\".join(\"abc\") }}", "a-b-c"),
                arguments("{{ \"a\".center(5, \"*\") }}", "**a**"),
                arguments("{{ \"ab\".center(5) }}", "  ab "),
                arguments("{{ \"a\".ljust(3) ~ \"|\" }}", "a  |"),
                arguments("{{ \"a\".rjust(3, \".\") }}", "..a"),
                arguments("{{ \"-5\".zfill(4) }}", "-005"),
                arguments("{{ \"a\\tb\".expandtabs(4) }}", "a   b"),
                arguments("{{ accents.center(6, \".\") }}", ".é😀ß.."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void predicates(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> predicates() {
        return Stream.of(
                arguments("{{ \"abc\".isalpha() }}", "True"),
                arguments("{{ \"ab1\".isalnum() }}", "True"),
                arguments("{{ \"12\".isdigit() }}", "True"),
                arguments("{{ \"²\".isdigit() }}", "True"),
                arguments("{{ \"²\".isdecimal() }}", "False"),
                arguments("{{ \"½\".isnumeric() }}", "True"),
                arguments("{{ \" \\t\".isspace() }}", "True"),
                arguments("{{ \"\".isspace() }}", "False"),
                arguments("{{ \"abc\".islower() }}", "True"),
                arguments("{{ \"ABc\".isupper() }}", "False"),
                arguments("{{ \"Ab Cd\".istitle() }}", "True"),
                arguments("{{ \"a_1\".isidentifier() }}", "True"),
                arguments("{{ \"1a\".isidentifier() }}", "False"),
                arguments("{{ \"é\".isascii() }}", "False"),
                arguments("{{ \"a\\n\".isprintable() }}", "False"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void percentFormat(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> percentFormat() {
        return Stream.of(
                arguments("{{ \"%s and %s\" % (1, \"b\") }}", "1 and b"),
                arguments("{{ \"%s\" % \"a\" }}", "a"),
                arguments("{{ \"%s\" % [1] }}", "[1]"),
                arguments("{{ \"%r\" % \"a\" }}", "'a'"),
                arguments("{{ \"%d\" % 3.7 }}", "3"),
                arguments("{{ \"%5d|%-5d|%05d|%+d\" % (1, 2, 3, 4) }}", "    1|2    |00003|+4"),
                arguments("{{ \"%x %X %o %#x\" % (255, 255, 8, 255) }}", "ff FF 10 0xff"),
                arguments(
                        "{{ \"%.2f %8.3f %e %g\" % (pi, pi, 12345.678, 0.00001) }}",
                        "3.14    3.142 1.234568e+04 1e-05"),
                arguments("{{ \"%g %g\" % (100000, 1000000) }}", "100000 1e+06"),
                arguments("{{ \"%%\"% () }}", "%"),
                arguments("{{ \"%c%c\" % (\"a\", 98) }}", "ab"),
                arguments("{{ \"%(name)s is %(age)d\" % user }}", "Ann is 30"),
                arguments("{{ \"%5s|%-5s|%.1s\" % (\"a\", \"b\", \"cd\") }}", "    a|b    |c"),
                arguments("{{ \"%s\" % none }}", "None"),
                arguments("{{ \"%s\" % undefined_name }}", ""),
                arguments("{{ \"%*d\" % (4, 1) }}", "   1"),
                arguments("{{ \"%i\" % true }}", "1"),
                arguments("{{ \"%a\" % accents }}", "'\\xe9\\U0001f600\\xdf'"),
                arguments("{{ \"%s\"|format(\"a\") }}", "a"),
                arguments("{{ \"%s %s\"|format(\"a\", 1) }}", "a 1"),
                arguments("{{ \"%(a)s\"|format(a=1) }}", "1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void braceFormat(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> braceFormat() {
        return Stream.of(
                arguments("{{ \"{} {}\".format(1, \"a\") }}", "1 a"),
                arguments("{{ \"{1} {0}\".format(1, 2) }}", "2 1"),
                arguments("{{ \"{a} {b[0]} {c.name}\".format(a=1, b=[2], c=user) }}", "1 2 Ann"),
                arguments(
                        "{{ \"{:>5}|{:<5}|{:^5}|{:*^5}\".format(\"a\", \"b\", \"c\", \"d\") }}",
                        "    a|b    |  c  |**d**"),
                arguments(
                        "{{ \"{:5d}|{:05d}|{:+d}|{:,}\".format(1, 2, 3, 1234567) }}",
                        "    1|00002|+3|1,234,567"),
                arguments(
                        "{{ \"{:.2f} {:e} {:g} {:%}\".format(pi, pi, pi, 0.25) }}",
                        "3.14 3.141590e+00 3.14159 25.000000%"),
                arguments(
                        "{{ \"{:x} {:#X} {:b} {:o}\".format(255, 255, 5, 8) }}", "ff 0XFF 101 10"),
                arguments("{{ \"{!r} {!s}\".format(\"a\", \"b\") }}", "'a' b"),
                arguments("{{ \"{{}} {}\".format(1) }}", "{} 1"),
                arguments("{{ \"{:{}}|\".format(\"a\", 4) }}", "a   |"),
                arguments("{{ \"{:.3}\".format(\"abcdef\") }}", "abc"),
                arguments("{{ \"{}\".format(none) }}", "None"),
                arguments("{{ \"{:_}\".format(1234567) }}", "1_234_567"),
                arguments("{{ \"{:,.2f}\".format(1234567.891) }}", "1,234,567.89"),
                arguments("{{ \"{:08.2f}\".format(-3.14159) }}", "-0003.14"),
                arguments("{{ \"{:.3}\".format(1234.5) }}", "1.23e+03"),
                arguments("{{ \"{:=+6d}\".format(42) }}", "+   42"),
                arguments("{{ \"{a}\".format_map({\"a\": 1}) }}", "1"),
                arguments("{{ \"{:010,}\".format(12345) }}", "00,012,345"),
                arguments("{{ \"{0[name]}\".format(user) }}", "Ann"),
                arguments("{{ (\"<{}|{}>\"|safe).format(\"<\", \"<\"|safe) }}", "<&lt;|<>"),
                arguments("{{ (\",\"|safe).join([1, \"<\"]) }}", "1,&lt;"),
                arguments("{{ (\"%s\"|safe) % \"<\" }}", "&lt;"));
    }
}
