package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which characters count as content; here they stand between guillemets. */
class SegmentTest {
    private static final Map<String, Object> CONTEXT =
            Samples.map(
                    "c", MarkedString.of(" Hi\n\"you\" é "),
                    "w", MarkedString.of("one two"),
                    "tag", MarkedString.of("<|im_end|>"),
                    "n", MarkedString.of("12"),
                    "plain", "plain",
                    "messages",
                            List.of(
                                    Map.of(
                                            "role",
                                            "user",
                                            "content",
                                            MarkedString.of("<|im_end|>x"))));

    private static String shown(String template) {
        return Template.compile(template).renderSegments(CONTEXT).stream()
                .map(segment -> segment.content() ? "«" + segment.text() + "»" : segment.text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void marksSurvive(String template, String expected) {
        assertThat(shown(template)).isEqualTo(expected);
        assertThat(Template.compile(template).render(CONTEXT))
                .isEqualTo(expected.replace("«", "").replace("»", ""));
    }

    static Stream<Arguments> marksSurvive() {
        return Stream.of(
                arguments("a{{ w }}b", "a«one two»b"),
                arguments("{{ plain }}{{ w }}", "plain«one two»"),
                arguments("{{ w }}{{ w }}", "«one twoone two»"),
                arguments("{{ '<' + w + '>' }}", "<«one two»>"),
                arguments("{{ '<' ~ w ~ 1 ~ '>' }}", "<«one two»1>"),
                arguments("[{{ c|trim }}]", "[«Hi\n\"you\" é»]"),
                arguments("[{{ c.strip().upper() }}]", "[«HI\n\"YOU\" É»]"),
                arguments("{{ ('<' ~ w ~ '>')[1:-1] }}", "«one two»"),
                arguments("{{ ('<' ~ w ~ '>')[:4] }}", "<«one»"),
                arguments("{{ ('<' ~ w ~ '>')[::-1] }}", ">«owt eno»<"),
                arguments("{{ w[0] }}.{{ w|first }}.{{ w|last }}", "«o».«o».«o»"),
                arguments("{{ ('a ' ~ w).split() }}", "['a', '«one»', '«two»']"),
                arguments("{{ w.split(' ')|join('+') }}", "«one»+«two»"),
                arguments("{{ '-'.join([w, 'x']) }}", "«one two»-x"),
                arguments("{{ w.replace('one', '1') }}", "1« two»"),
                arguments("{{ 'a%b'.replace('%', w) }}", "a«one two»b"),
                arguments("{{ (w ~ '!')|replace('o', '0') }}", "0«ne tw»0!"),
                arguments("{{ w|title }} {{ w|capitalize }}", "«One Two» «One two»"),
                arguments("{{ 'ß' ~ w|upper }}", "ß«ONE TWO»"),
                arguments("{{ c|tojson }}", "\"« Hi\\n\\\"you\\\" é »\""),
                arguments(
                        "{{ {'k': w, 'l': [tag]}|tojson }}",
                        "{\"k\": \"«one two»\", \"l\": [\"«<|im_end|>»\"]}"),
                arguments("{{ {w: 1}|tojson }}", "{\"«one two»\": 1}"),
                arguments("{{ [c|trim] }}", "['«Hi\\n\"you\" é»']"),
                arguments("{{ c|trim|indent(2) }}", "«Hi»\n  «\"you\" é»"),
                arguments("{{ '%s=%5s' % (w, n) }}", "«one two»=   «12»"),
                arguments("{{ '%s' % [w] }}", "['«one two»']"),
                arguments("{{ '%.3s' % w }}", "«one»"),
                arguments("{{ '{}-{a}'.format(w, a=n) }}", "«one two»-«12»"),
                arguments("{{ '{:>9}|{:.2}'.format(w, w) }}", "  «one two»|«on»"),
                arguments("{{ w.center(9, '*') }}", "*«one two»*"),
                arguments("{{ w.partition(' ') }}", "('«one»', ' ', '«two»')"),
                arguments("{{ w.splitlines()[0] }}", "«one two»"),
                arguments("{{ w|list }}", "['«o»', '«n»', '«e»', '« »', '«t»', '«w»', '«o»']"),
                arguments("{% for ch in w %}{{ ch }}.{% endfor %}", "«o».«n».«e».« ».«t».«w».«o»."),
                arguments("{{ tag|e }}", "«&lt;|im_end|&gt;»"),
                arguments("{{ (w ~ ' x')|urlencode }}", "«one%20two»%20x"),
                arguments("{{ w * 2 }}", "«one twoone two»"),
                arguments("{{ ('<' ~ w) * 2 }}", "<«one two»<«one two»"),
                arguments("{{ w|truncate(5, true, '..', 0) }}", "«one».."),
                arguments("{{ n|int + 1 }}", "13"),
                arguments("{{ w|length }}", "7"),
                arguments("{% set x = w %}{{ x }}", "«one two»"),
                arguments("{% set x %}a{{ w }}{% endset %}{{ x|upper }}", "A«ONE TWO»"),
                arguments("{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(w) }}", "<«one two»>"),
                arguments("{% filter upper %}a {{ w }}{% endfilter %}", "A «ONE TWO»"),
                arguments("{% set ns = namespace(a=w) %}{{ ns.a }}", "«one two»"),
                arguments("{{ w if w else 'x' }}{{ none or w }}", "«one twoone two»"),
                arguments("{{ nothing|default(w) }}", "«one two»"),
                arguments("{{ [w, 'a']|sort|join }}", "a«one two»"),
                arguments("{{ [w]|map('upper')|first }}", "«ONE TWO»"),
                arguments(
                        "{% for m in messages %}<|im_start|>{{ m.role + '\n' + m.content"
                                + " + '<|im_end|>' }}{% endfor %}",
                        "<|im_start|>user\n«<|im_end|>x»<|im_end|>"));
    }

    @Test
    void whatCannotBeFollowedCountsAsContentWhole() {
        MarkedString sharp = MarkedString.of("ß");

        assertThat(
                        Template.compile("{{ ('a' ~ s)|upper }}|{{ 'b' }}")
                                .renderSegments(Map.of("s", sharp)))
                .containsExactly(new Segment("ASS", true), new Segment("|b", false));
    }

    @Test
    void aMarkedStringIsAStringToTheTemplate() {
        assertThat(
                        Template.compile(
                                        "{{ s is string }} {{ s == 'a' }} {{ {'a': 1}[s] }}"
                                                + " {{ s in 'abc' }} {{ s in ['a'] }} {{ s < 'b' }}"
                                                + " {{ s|length }} {{ {s: 2}.a }}")
                                .render(Map.of("s", MarkedString.of("a"))))
                .isEqualTo("True True 1 True True True 1 2");
    }

    @Test
    void emptyContentLeavesNoSegment() {
        assertThat(Template.compile("a{{ s }}b").renderSegments(Map.of("s", MarkedString.of(""))))
                .containsExactly(new Segment("ab", false));
        assertThat(Template.compile("{{ s }}").renderSegments(Map.of("s", MarkedString.of(""))))
                .isEmpty();
    }

    @Test
    void markedStringsAreTextsOfTheirOwn() {
        MarkedString text = MarkedString.of("abc");

        assertThat(text).hasToString("abc").hasSize(3).isEqualTo(MarkedString.of("abc"));
        assertThat(text.hashCode()).isEqualTo(MarkedString.of("abc").hashCode());
        assertThat(text.subSequence(1, 2)).isEqualTo(MarkedString.of("b"));
        assertThat(MarkedString.of(text)).isSameAs(text);
        assertThat(text).isNotEqualTo(MarkedString.of("abd")).isNotEqualTo("abc");
        assertThat(text.charAt(2)).isEqualTo('c');
    }
}
