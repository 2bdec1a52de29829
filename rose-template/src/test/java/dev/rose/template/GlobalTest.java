package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that every template knows. Each expectation is what Jinja2 3.1.6 gives. */
class GlobalTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void functions(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                arguments("{{ range(3)|list }}", "[0, 1, 2]"),
                arguments("{{ range(1, 4)|list }}", "[1, 2, 3]"),
                arguments("{{ range(0, 10, 3)|list }}", "[0, 3, 6, 9]"),
                arguments("{{ range(3, 0, -1)|list }}", "[3, 2, 1]"),
                arguments("{{ range(0)|list }}", "[]"),
                arguments("{{ range(2, 8)|length }}", "6"),
                arguments("{{ dict(a=1, b=2) }}", "{'a': 1, 'b': 2}"),
                arguments("{{ dict() }}", "{}"),
                arguments("{{ namespace(a=1).a }}", "1"),
                arguments("{{ joiner(\"|\")() }}", ""),
                arguments(
                        "{% set j = joiner(\"|\") %}{% for i in items %}{{ j() }}{{ i }}{% endfor %}",
                        "3|1|2"),
                arguments(
                        "{% set c = cycler(\"a\", \"b\") %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{% set _ = c.reset() %}{{ c.next() }}",
                        "ababa"),
                arguments(
                        "{% set ns = namespace(n=0) %}{% for i in items %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
                        "3"),
                arguments("{% set range = 1 %}{{ range }}", "1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void dates(String template, String expected) {
        assertThat(Samples.render(template)).isEqualTo(expected);
    }

    static Stream<Arguments> dates() {
        return Stream.of(
                arguments("{{ strftime_now(\"%Y-%m-%d\") }}", "2026-07-26"),
                arguments("{{ strftime_now(\"%d %b %Y\") }}", "26 Jul 2026"),
                arguments("{{ strftime_now(\"%A, %B %d, %Y\") }}", "Sunday, July 26, 2026"),
                arguments(
                        "{{ strftime_now(\"%a %j %U %W %V %u %w %y %G %C\") }}",
                        "Sun 207 30 29 30 7 0 26 2026 20"),
                arguments("{{ strftime_now(\"%H:%M:%S %p %I %f\") }}", "00:00:00 AM 12 000000"),
                arguments(
                        "{{ strftime_now(\"%c|%x|%X|%D|%F|%T|%R|%r\") }}",
                        "Sun Jul 26 00:00:00 2026|07/26/26|00:00:00|07/26/26|2026-07-26|00:00:00|00:00|12:00:00 AM"),
                arguments(
                        "{{ strftime_now(\"%-d %-m %e %_d %^a %^B %#p %%\") }}",
                        "26 7 26 26 SUN JULY am %"),
                arguments("{{ strftime_now(\"plain %\") }}", "plain %"),
                arguments("{{ strftime_now(\"\") }}", ""));
    }
}
