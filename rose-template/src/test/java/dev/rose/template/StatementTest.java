package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements and what scopes do to variables. Each expectation is what Jinja2 3.1.6 gives. */
class StatementTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void conditions(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                arguments("{% if x > 3 %}a{% elif x > 1 %}b{% else %}c{% endif %}", "a"),
                arguments("{% if x > 9 %}a{% elif x > 1 %}b{% else %}c{% endif %}", "b"),
                arguments("{% if x > 9 %}a{% elif x > 8 %}b{% else %}c{% endif %}", "c"),
                arguments("{% if undefined_name %}a{% endif %}", ""),
                arguments("{% if not undefined_name %}a{% endif %}", "a"),
                arguments(
                        "{% if [] %}a{% elif {} %}b{% elif \"\" %}c{% elif 0 %}d{% elif 0.0 %}e{% else %}f{% endif %}",
                        "f"),
                arguments("{% if 1: %}a{% endif %}", "a"),
                arguments("{% if x is defined and x %}{{ x }}{% endif %}", "5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void loops(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> loops() {
        return Stream.of(
                arguments("{% for i in items %}{{ i }},{% endfor %}", "3,1,2,"),
                arguments("{% for i in [] %}a{% else %}none{% endfor %}", "none"),
                arguments("{% for i in items if i > 1 %}{{ i }}{% else %}none{% endfor %}", "32"),
                arguments("{% for i in items if i > 9 %}{{ i }}{% else %}none{% endfor %}", "none"),
                arguments(
                        "{% for k, v in user.items() %}{{ k }}={{ v }};{% endfor %}",
                        "name=Ann;age=30;items=9;"),
                arguments("{% for k in user %}{{ k }};{% endfor %}", "name;age;items;"),
                arguments("{% for c in name %}{{ c }}.{% endfor %}", "W.o.r.l.d."),
                arguments("{% for c in accents %}{{ c }}.{% endfor %}", "é.😀.ß."),
                arguments(
                        "{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
                        "123"),
                arguments("{% for i in 1, 2, 3 %}{{ i }}{% endfor %}", "123"),
                arguments("{% for i in undefined_name %}a{% else %}b{% endfor %}", "b"),
                arguments("{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}", "531"),
                arguments("{% for (a,) in [[1], [2]] %}{{ a }}{% endfor %}", "12"),
                arguments(
                        "{% for p in people if p.home is defined %}{{ p.name }}{{ loop.index }}/{{ loop.length }} {% endfor %}",
                        "zoe1/2 Al2/2 "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void loopVariable(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> loopVariable() {
        return Stream.of(
                arguments(
                        "{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
                        "1032TrueFalse3 2121FalseFalse3 3210FalseTrue3 "),
                arguments(
                        "{% for i in items %}{{ loop.previtem }}<{{ i }}<{{ loop.nextitem }} {% endfor %}",
                        "<3<1 3<1<2 1<2< "),
                arguments(
                        "{% for i in items %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }} {% endfor %}",
                        "FalseTrue TrueTrue TrueFalse "),
                arguments("{% for i in items %}{{ loop.cycle(\"a\", \"b\") }}{% endfor %}", "aba"),
                arguments(
                        "{% for i in [1, 1, 2, 2, 1] %}{{ loop.changed(i) }} {% endfor %}",
                        "True False True False True "),
                arguments(
                        "{% for i in items %}{% for j in \"ab\" %}{{ loop.index }}{{ loop.depth }}{% endfor %}{{ loop.index }} {% endfor %}",
                        "11211 11212 11213 "),
                arguments(
                        "{% for i in items %}{% set outer = loop %}{% for j in \"ab\" %}{{ outer.index }}{{ j }} {% endfor %}{% endfor %}",
                        "1a 1b 2a 2b 3a 3b "),
                arguments(
                        "{% for i in items %}{{ loop }}{% endfor %}",
                        "<LoopContext 1/3><LoopContext 2/3><LoopContext 3/3>"),
                arguments("{{ loop }}", ""),
                arguments(
                        "{% for i in items|map(\"string\") %}{{ loop.last }}{{ loop.length }} {% endfor %}",
                        "False3 False3 True3 "),
                arguments("{% for i in [] %}{% else %}{{ loop is defined }}{% endfor %}", "False"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void breakAndContinue(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> breakAndContinue() {
        return Stream.of(
                arguments(
                        "{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
                        "012"),
                arguments(
                        "{% for i in range(5) %}{% if i is odd %}{% continue %}{% endif %}{{ i }}{% endfor %}",
                        "024"),
                arguments(
                        "{% for i in range(3) %}{% for j in range(3) %}{% if j == 1 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}",
                        "00 10 20 "),
                arguments(
                        "{% for i in range(3) %}{% set t %}x{% if i %}{% break %}{% endif %}{% endset %}{{ t }}{% endfor %}|",
                        "x|"),
                arguments("{% for i in range(3) %}{% break %}{% else %}e{% endfor %}", "e"),
                arguments("{% for i in range(3) %}{% continue %}{% else %}e{% endfor %}", "e"),
                arguments(
                        "{% for i in range(2) %}{% for j in [] %}{% else %}{% continue %}{% endfor %}x{% endfor %}y",
                        "y"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void recursiveLoops(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> recursiveLoops() {
        return Stream.of(
                arguments(
                        "{% for n in [[1, [2, [3]]], 4] recursive %}{% if n is iterable %}<{{ loop(n) }}>{% else %}{{ n }}@{{ loop.depth }}{% endif %}{% endfor %}",
                        "<1@2<2@3<3@4>>>4@1"),
                arguments(
                        "{% for n in [1, [2, []]] recursive %}{% if n is sequence %}({{ loop(n) }}){% else %}{{ n }}{% endif %}{% else %}empty{% endfor %}",
                        "1(2(empty))"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void assignmentsInLoopsAreGone(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> assignmentsInLoopsAreGone() {
        return Stream.of(
                arguments(
                        "{% set y = 1 %}{% for i in items %}{% set y = i %}{{ y }}{% endfor %}{{ y }}",
                        "3121"),
                arguments(
                        "{% for i in items %}{{ y is defined }}{% set y = 1 %}{% endfor %}{{ y is defined }}",
                        "FalseFalseFalseFalse"),
                arguments(
                        "{% set ns = namespace(y=0) %}{% for i in items %}{% set ns.y = ns.y + i %}{% endfor %}{{ ns.y }}",
                        "6"),
                arguments("{% for x in items %}{% endfor %}{{ x }}", "5"),
                arguments(
                        "{% for i in items %}{{ x }}{% set x = i %}{{ x }} {% endfor %}{{ x }}",
                        "53 51 52 5"),
                arguments(
                        "{% set i = \"o\" %}{% for i in items %}{{ i }}{% endfor %}{{ i }}",
                        "312o"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void assignmentsInBranchesStay(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> assignmentsInBranchesStay() {
        return Stream.of(
                arguments("{% if 1 %}{% set y = 1 %}{% endif %}{{ y }}", "1"),
                arguments("{% if 0 %}{% set x = 1 %}{% endif %}{{ x }}", "5"),
                arguments("{% if 0 %}{% set y = 1 %}{% endif %}{{ y is defined }}", "False"),
                arguments(
                        "{% if 0 %}{% elif 1 %}{% set y = 2 %}{% else %}{% set y = 3 %}{% endif %}{{ y }}",
                        "2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void set(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> set() {
        return Stream.of(
                arguments("{% set y = x + 1 %}{{ y }}", "6"),
                arguments("{% set a, b = 1, 2 %}{{ a }}{{ b }}", "12"),
                arguments("{% set (a, b) = [1, 2] %}{{ a }}{{ b }}", "12"),
                arguments("{% set a, b = b, a %}{{ a }}{{ b }}|", "|"),
                arguments("{% set y = 1, %}{{ y }}", "(1,)"),
                arguments("{% set y %}a{{ x }}\nb{% endset %}{{ y }}", "a5\nb"),
                arguments(
                        "{% set y | upper | replace(\"A\", \"-\") %}a{{ x }}b{% endset %}{{ y }}",
                        "-5B"),
                arguments(
                        "{% set ns = namespace() %}{% set ns.a, ns.b = 1, 2 %}{{ ns.a + ns.b }}",
                        "3"),
                arguments(
                        "{% set ns = namespace({\"a\": 1}, b=2) %}{{ ns.a }}{{ ns[\"b\"] }}{{ ns.c is defined }}",
                        "12False"),
                arguments("{% set x = x %}{{ x }}", "5"),
                arguments("{% set y = \"a\" %}{% set y = y ~ \"b\" %}{{ y }}", "ab"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void with(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> with() {
        return Stream.of(
                arguments(
                        "{% with %}{% set y = 1 %}{{ y }}{% endwith %}{{ y is defined }}",
                        "1False"),
                arguments(
                        "{% with y = 1, z = x %}{{ y }}{{ z }}{% endwith %}{{ y is defined }}",
                        "15False"),
                arguments("{% with x = 1, y = x %}{{ x }}{{ y }}{% endwith %}{{ x }}", "155"),
                arguments("{% with a, b = (1, 2) %}{{ a }}{{ b }}{% endwith %}", "12"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void filterBlocks(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> filterBlocks() {
        return Stream.of(
                arguments("{% filter upper %}a{{ name }}{% endfilter %}", "AWORLD"),
                arguments("{% filter indent(2) | trim %} a\nb {% endfilter %}", "a\n  b"),
                arguments(
                        "{% filter upper %}{% set y = 1 %}{% endfilter %}{{ y is defined }}",
                        "False"),
                arguments("{% filter replace(\"a\", x|string) %}banana{% endfilter %}", "b5n5n5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void otherTags(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> otherTags() {
        return Stream.of(
                arguments("{% print 1, \"a\" %}", "1a"),
                arguments("{% block b %}{{ x }}{% endblock %}", "5"),
                arguments("{% set y = 1 %}{% block b %}{{ y }}{% endblock %}", "1"),
                arguments(
                        "{% for i in items %}{% block b scoped %}{{ i }}{% endblock b %}{% endfor %}",
                        "312"),
                arguments(
                        "{% for i in items %}{% block b %}{{ i }}{% endblock %}{% endfor %}|", "|"),
                arguments("{% autoescape false %}{{ \"<\" }}{% endautoescape %}", "<"),
                arguments(
                        "{% generation %}a{% set y = 1 %}{% endgeneration %}{{ y is defined }}",
                        "aFalse"),
                arguments(
                        "{% if 0 %}{% include \"a\" %}{% import \"b\" as c %}{% from \"d\" import e %}{% endif %}ok",
                        "ok"),
                arguments("{# comment #}{#{# nested? #}", ""),
                arguments(
                        "{% if 0 %}{{ 1|nosuchfilter }}{{ 1 is nosuchtest }}{% endif %}ok", "ok"));
    }
}
