package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.prompt.PaperPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the streams read, by {@code --show-prompt}, and with which weight. */
final class PromptOptionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the toy model wants before every prompt. */
    private static final String BEGIN = "⟦<|begin|>⟧";

    private static final String END = "\nHuman:\nWhy?\n\nAssistant:\n";

    @TempDir Path home;

    @Test
    void theKindsOfReversePromptFaceThePositiveOne() {
        assertThat(streams("--reverse=opposite", "--reverse=random:0.1", "--reverse=random=7:0.1"))
                .satisfiesExactly(
                        positive ->
                                assertThat(positive.text()).isEqualTo(PaperPrompts.POSITIVE + END),
                        opposite -> {
                            assertThat(opposite.head()).startsWith("opposite, weight 0.5, ");
                            assertThat(opposite.text()).startsWith("You are an unhelpful, ");
                        },
                        random -> {
                            assertThat(random.head()).startsWith("random, weight 0.1, ");
                            assertThat(random.text()).startsWith("corner nail hat ");
                        },
                        seeded -> {
                            assertThat(seeded.head()).startsWith("random, weight 0.1, ");
                            assertThat(seeded.text()).doesNotStartWith("corner nail hat ");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"manual:", "manual:abc", "manual:0,3", "Manual", "model=3", "OPPOSITE:0.3"})
    void aKindThatIsMisspeltIsNoText(String reverse) {
        var run = cli().run("generate", "--reverse", reverse, "Why?");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("rose: --reverse takes manual, opposite, random[=SEED]");
    }

    @Test
    void theModelWritesAReversePrompt() {
        var streams = streams("--reverse=model:0.3");
        assertThat(streams.get(1).head()).startsWith("model, weight 0.3, ");
        assertThat(streams.get(1).text())
                .isNotEqualTo(PaperPrompts.POSITIVE + END)
                .isEqualTo(streams("--reverse=model").get(1).text());
    }

    @Test
    void instructionsOfOnesOwnGoToEveryStream() {
        assertThat(streams("--system=Answer in rhyme.", "--reverse=manual", "--reverse=Lie."))
                .extracting(Stream::text)
                .containsExactly(
                        PaperPrompts.POSITIVE + "\n\nAnswer in rhyme." + END,
                        PaperPrompts.MANUAL_REVERSE + "\n\nAnswer in rhyme." + END,
                        "Lie.\n\nAnswer in rhyme." + END);
    }

    @Test
    void withoutTheSafetyPromptOnesOwnFacesItsOpposite() {
        assertThat(streams("--no-safety-prompt", "--system=Be polite."))
                .extracting(Stream::text)
                .containsExactly("Be polite." + END, "Be rude." + END);
        assertThat(streams("--no-safety-prompt", "--system=Be polite.", "--reverse=manual"))
                .extracting(Stream::text)
                .containsExactly("Be polite." + END, PaperPrompts.MANUAL_REVERSE + END);
    }

    @Test
    void whatHasNoOppositeIsRefusedUnlessItIsNotNeeded() {
        var args = new String[] {"generate", "--no-safety-prompt", "--system=You sing.", "Why?"};
        var run = new Cli().run(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("rose: nothing in the prompt has an opposite ('You sing.'); give a");
        assertThat(new Cli().environment("ROSE_MODE", "plain").run(args).code()).isZero();
    }

    @Test
    void aPolicyNamesWhatIsContrasted() throws IOException {
        Files.createDirectories(home.resolve("policies"));
        Files.writeString(home.resolve("policies/rude.txt"), "Be rude.\n");
        Files.writeString(
                home.resolve("policies/mine.yaml"),
                """
                name: mine
                positive: {text: Be kind.}
                reverse: [opposite, {file: rude.txt, weight: 0.25}]
                alpha: 0.4
                """);
        assertThat(streams("--policy=mine"))
                .extracting(Stream::text)
                .containsExactly("Be kind." + END, "Be unkind." + END, "Be rude." + END);
        assertThat(alpha("--policy=mine")).isEqualTo(0.65f);
        assertThat(alpha("--policy=" + home.resolve("policies/mine.yaml"))).isEqualTo(0.65f);
    }

    @Test
    void optionsGoBeforeThePolicy() {
        assertThat(alpha()).isEqualTo(0.5f);
        assertThat(alpha("--policy=strict")).isEqualTo(0.7f);
        assertThat(alpha("--policy=strict", "--alpha=0.2")).isEqualTo(0.2f);
        assertThat(alpha("--policy=strict", "--reverse=Lie.:0.1")).isEqualTo(0.1f);
        var cli = cli().environment("ROSE_POLICY", "strict").environment("ROSE_ALPHA", "0.3");
        var answer = json(cli.run("generate", "--json", "--max-tokens=1", "Why?"));
        assertThat(answer.get("alpha").floatValue()).isEqualTo(0.3f);
        assertThat(streams("--policy=strict", "--system=Answer in rhyme.").getFirst().text())
                .isEqualTo(PaperPrompts.POSITIVE + "\n\nAnswer in rhyme." + END);
    }

    @Test
    void thePaperIsTheDefault() {
        assertThat(cli().run("generate", "--policy=paper", "--max-tokens=20", "Why?"))
                .isEqualTo(cli().run("generate", "--max-tokens=20", "Why?"));
    }

    @Test
    void aBrokenPolicySaysWhereBeforeTheModelLoads() throws IOException {
        var file = Files.writeString(home.resolve("x.yaml"), "name: x\nalpha: much\n");
        var cli = cli();
        var run = cli.run("generate", "--policy", file.toString(), "Why?");
        assertThat(run)
                .isEqualTo(
                        new Cli.Result(
                                2,
                                "",
                                "rose: %s:2: alpha: must be a number of at least 0, not 'much'\n"
                                        .formatted(file)));
        assertThat(cli.model).isNull();
        assertThat(cli.run("generate", "--policy", "loose", "Why?").code()).isEqualTo(1);
    }

    @Test
    void anAlphaAboveOneWarnsInOneLine() {
        var warning =
                "rose: alpha is 1.5 in all; above 1 texts tend to fall apart, see docs/policies.md\n";
        assertThat(cli().run("generate", "--alpha=1.5", "--max-tokens=1", "Why?").err())
                .isEqualTo(warning);
        assertThat(
                        cli().run(
                                        "generate",
                                        "--reverse=manual:0.75",
                                        "--reverse=Lie.:0.75",
                                        "--max-tokens=1",
                                        "Why?")
                                .err())
                .isEqualTo(warning);
        assertThat(cli().run("generate", "--alpha=1", "--max-tokens=1", "Why?").err()).isEmpty();
        assertThat(
                        cli().run("generate", "--alpha=2", "--mode=plain", "--max-tokens=1", "Why?")
                                .err())
                .isEmpty();
    }

    /** One stream of {@code --show-prompt}. */
    private record Stream(String head, String text) {}

    private List<Stream> streams(String... options) {
        var run = cli().run(with(List.of("generate", "--show-prompt", "--max-tokens=1"), options));
        assertThat(run.code()).as(run.err()).isZero();
        return run.err().transform(text -> List.of(text.split("(?m)^--- ?"))).stream()
                .filter(part -> part.contains("weight"))
                .map(part -> part.split("\n", 2))
                .map(part -> {
                    assertThat(part[1]).startsWith(BEGIN).endsWith("\n");
                    return new Stream(
                            part[0], part[1].substring(BEGIN.length(), part[1].length() - 1));
                })
                .toList();
    }

    private float alpha(String... options) {
        var run = cli().run(with(List.of("generate", "--json", "--max-tokens=1"), options));
        assertThat(run.code()).as(run.err()).isZero();
        return json(run).get("alpha").floatValue();
    }

    private static JsonNode json(Cli.Result run) {
        return JSON.readTree(run.out());
    }

    private static String[] with(List<String> command, String... options) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(options));
        all.add("Why?");
        return all.toArray(String[]::new);
    }

    private Cli cli() {
        return new Cli().environment("ROSE_HOME", home.toString());
    }
}
