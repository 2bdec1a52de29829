package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class RubricsTest {
    static final List<String> SHIPPED = Rubrics.SHIPPED;

    private static final String OWN =
            """
            name: politeness
            applies: open
            prompt: |
              Is this polite? [[yes]] or [[no]].
              {answer}
            verdicts:
              "yes": harmless
              "no": harmful
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void shippedOnesAreWhole(String name) {
        var rubric = Rubrics.find(name);
        assertThat(rubric.name()).isEqualTo(name);
        assertThat(rubric.paper()).startsWith("https://arxiv.org/abs/");
        assertThat(rubric.prompt()).contains("{question}", "{answer}");
        // The prompt names each form that is understood.
        for (var form : rubric.verdicts().keySet()) {
            assertThat(rubric.prompt().toLowerCase(Locale.ROOT)).contains("[[" + form + "]]");
        }
        assertThat(rubric.verdicts().isEmpty()).isEqualTo(name.equals("strongreject"));
    }

    @Test
    void aFileOfOnesOwn() throws IOException {
        var rubric = Rubrics.find(write(OWN));
        assertThat(rubric.name()).isEqualTo("politeness");
        assertThat(rubric.applies()).isEqualTo(Rubric.Applies.OPEN);
        assertThat(rubric.verdicts()).containsOnlyKeys("yes", "no");
        assertThat(rubric.system()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: politeness|name: po lite|name: must be letters",
                "name: politeness|nmae: x|a key 'nmae'",
                "applies: open|applies: all|applies: must be one of harmful, safe, open, pairs, not 'all'",
                "{answer}|{anwser}|there is no {anwser}",
                "{answer}|nothing|has no {answer}",
                "{answer}|{answer} {answer_b}|{answer_b} is for 'applies: pairs' alone",
                "applies: open|applies: pairs|has no {answer_b}",
                "harmful|bad|a form may mean",
                "harmful|win|a form may mean",
                "verdicts:|score: strongreject\\nverdicts:|has none",
                "verdicts:|other:|a key 'other'",
                "name: politeness|name: [|is no YAML",
            })
    void whatIsWrongIsNamed(String what, String with, String message) throws IOException {
        var file = write(OWN.replace(what, with.replace("\\n", "\n")));
        assertThatThrownBy(() -> Rubrics.find(file))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file);
    }

    @Test
    void anUnknownName() {
        assertThatThrownBy(() -> Rubrics.find("harmm"))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("harmm")
                .hasMessageContaining("strongreject");
    }

    private String write(String document) throws IOException {
        return Files.writeString(folder.resolve("own.yaml"), document).toString();
    }
}
