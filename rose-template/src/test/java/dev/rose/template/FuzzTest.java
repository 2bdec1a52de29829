package dev.rose.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sources and damaged templates: whatever they are, they render, or give a {@link
 * TemplateException}, soon. And if they render, then marking every string of the context changes
 * nothing of the text.
 */
@Timeout(60)
class FuzzTest {
    private static final int RUNS = 4_000;
    private static final RenderOptions OPTIONS =
            Samples.OPTIONS.withMaxSteps(100_000).withMaxText(100_000);

    private static final List<String> TEMPLATES =
            List.of(
                    """
                    {%- for m in people if m.age > 1 recursive -%}
                        {{ loop.index ~ m.name|upper }}{% if not loop.last %}, {% endif %}
                    {%- else %}none{% endfor %}
                    """,
                    """
                    {% set ns = namespace(found=false, n=0) %}
                    {%- for k, v in user|dictsort %}{% set ns.n = ns.n + loop.index0 %}
                        {%- if k == 'age' %}{% set ns.found = true %}{% break %}{% endif %}
                    {%- endfor %}{{ ns.found }}{{ '%05.2f|%s' % (ns.n / 3, user) }}
                    """,
                    """
                    {%- macro show(a, b='x', c=a) -%}
                        <{{ a }}{{ b|tojson(indent=2) }}{{ varargs }}{{ kwargs }}>{{ caller() }}
                    {%- endmacro %}{% call(y) show(items, 2, 3, 4, k=5) %}{{ y }}{% endcall %}
                    """,
                    """
                    {% raw %}{{ x }}{% endraw %}{# note -#}  {{- name[::-1].split('r')[-1:] -}}
                    {% with a = 1, b = [1, 2] %}{{ a in b and a is odd or none }}{% endwith %}
                    {% filter trim|replace('a', 'b') %} a {{ accents[1:] }} {% endfilter %}
                    """,
                    """
                    {% set text %}{{ items|map('string')|join('-') }}{% endset %}
                    {{ '{:>{w}}|{!r}'.format(text, name, w=9) ~ items|sum ** 2 // 7 % 5 }}
                    {{ strftime_now('%d %B %Y') if x else raise_exception('no') }}
                    """);

    private static final String[] PIECES = {
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "-",
        "+",
        "~",
        "*",
        "**",
        "/",
        "//",
        "%",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "\\",
        ",",
        ".",
        ":",
        "|",
        "=",
        "==",
        "<",
        ">",
        "!",
        "if ",
        "else ",
        "for ",
        "in ",
        "endfor ",
        "endif ",
        "set ",
        "not ",
        "is ",
        "x",
        "name",
        "items",
        "user",
        "loop",
        "1",
        "0",
        "9999999999",
        "0.5",
        "1e9",
        "\n",
        " ",
        "é",
        "😀",
        "\ud83d",
        "upper",
        "list",
        "range(",
        "macro ",
        "endmacro ",
        "call ",
        "recursive ",
        "raw ",
        "\u0000"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedTemplates(long seed) {
        Random random = new Random(seed);
        int rendered = 0;
        for (int i = 0; i < RUNS; i++) {
            StringBuilder source =
                    new StringBuilder(TEMPLATES.get(random.nextInt(TEMPLATES.size())));
            for (int edits = 1 + random.nextInt(3); edits > 0 && !source.isEmpty(); edits--) {
                damage(source, random);
            }
            rendered += renders(source.toString()) ? 1 : 0;
        }
        assertThat(rendered).as("damaged templates that still render").isGreaterThan(RUNS / 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void piecesOfTheLanguage(long seed) {
        Random random = new Random(seed);
        int rendered = 0;
        for (int i = 0; i < RUNS; i++) {
            StringBuilder source = new StringBuilder(random.nextBoolean() ? "{{ " : "{% ");
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                source.append(PIECES[random.nextInt(PIECES.length)]);
            }
            source.append(random.nextBoolean() ? " }}" : " %}");
            rendered += renders(source.toString()) ? 1 : 0;
        }
        assertThat(rendered).as("random pieces that render").isPositive();
    }

    private static void damage(StringBuilder source, Random random) {
        int at = random.nextInt(source.length());
        int to = Math.min(source.length(), at + 1 + random.nextInt(6));
        switch (random.nextInt(4)) {
            case 0 -> source.delete(at, to);
            case 1 -> source.insert(at, PIECES[random.nextInt(PIECES.length)]);
            case 2 -> source.replace(at, to, PIECES[random.nextInt(PIECES.length)]);
            default -> source.insert(random.nextInt(source.length()), source.substring(at, to));
        }
    }

    private static boolean renders(String source) {
        String text;
        try {
            text = Template.compile(source).render(Samples.CONTEXT, OPTIONS);
        } catch (TemplateException e) {
            assertThat(e.line()).as(source).isPositive();
            assertThat(e.column()).as(source).isPositive();
            assertThat(e.getMessage()).as(source).doesNotContain("\n");
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("a " + e + " for template: " + source, e);
        }
        List<Segment> segments =
                Template.compile(source).renderSegments(Marking.marked(Samples.CONTEXT), OPTIONS);
        assertThat(segments.stream().map(Segment::text).collect(Collectors.joining()))
                .as(source)
                .isEqualTo(text);
        return true;
    }
}
