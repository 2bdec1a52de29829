package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --explain}, {@code --strength} and {@code --plausibility}, over the toy model. */
final class ExplainTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void explainedJsonHasAStepForEachToken() {
        var answer = json("--explain");

        assertThat(answer.get("steps").size()).isEqualTo(20);
        for (var step : answer.get("steps")) {
            assertThat(step.propertyNames())
                    .containsExactly(
                            "text",
                            "positive",
                            "reverse",
                            "rose",
                            "rank",
                            "divergence",
                            "plain",
                            "changed",
                            "alpha",
                            "positive_top",
                            "reverse_streams",
                            "rose_top");
            assertThat(step.get("alpha").floatValue()).isEqualTo(0.5f);
            // Greedy: what is best under ROSE was taken, what is best without it is plain's.
            assertThat(step.at("/rose_top/0/text")).isEqualTo(step.get("text"));
            assertThat(step.at("/rose_top/0/probability")).isEqualTo(step.get("rose"));
            assertThat(step.at("/positive_top/0/text")).isEqualTo(step.get("plain"));
            assertThat(step.get("reverse_streams").size()).isEqualTo(1);
            assertThat(step.at("/reverse_streams/0/probability")).isEqualTo(step.get("reverse"));
            assertThat(step.at("/reverse_streams/0/divergence")).isEqualTo(step.get("divergence"));
            for (var top : List.of("/positive_top", "/reverse_streams/0/top", "/rose_top")) {
                assertThat(probabilities(step.at(top)))
                        .hasSize(5)
                        .allMatch(p -> p >= 0 && p <= 1)
                        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
            }
        }
    }

    @Test
    void aPlainStepHasNoReverseProbability() {
        var answer = json("--explain", "--mode=plain");

        var step = answer.get("steps").get(0);
        assertThat(step.get("reverse").isNull()).isTrue();
        assertThat(step.get("reverse_streams").isEmpty()).isTrue();
        assertThat(step.get("rose_top")).isEqualTo(step.get("positive_top"));
        assertThat(answer.get("alpha").floatValue()).isZero();
        assertThat(answer.get("reverse_prompt_tokens").intValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--alpha=0.5",
                "--alpha=0.05",
                "--alpha=0",
                "--strength=first:3",
                "--mode=plain",
                "--mode=reverse"
            })
    void theSummaryCountsWhatTheStepsSay(String option) {
        int changed = 0;
        int first = 0;
        int number = 0;
        for (var step : json("--explain", option).get("steps")) {
            number++;
            if (step.get("changed").booleanValue()) {
                changed++;
                first = first == 0 ? number : first;
            } else {
                assertThat(step.get("text")).isEqualTo(step.get("plain"));
            }
        }
        var summary = run("--explain", option).err();

        var counted = "rose: %d of 20 tokens changed by ROSE".formatted(changed);
        if (changed == 0) {
            assertThat(summary).isEqualTo(counted + "\n");
        } else {
            assertThat(summary).startsWith(counted + "; first at " + first + ": '");
        }
    }

    @Test
    void aDrawnTokenIsNotSaidToBeChangedByRose() {
        assertThat(run("--explain", "--temperature=2", "--mode=plain").err())
                .containsPattern("of 20 tokens other than plain greedy decoding's; first at ");
    }

    @Test
    void changesAreMarkedForPeopleAlone() {
        var plain = run();
        var piped = run("--explain");
        var coloured = new Cli().onTerminal().run(with("--explain"));
        var colourless = new Cli().onTerminal().environment("NO_COLOR", "1").run(with("--explain"));

        assertThat(piped.out()).isEqualTo(plain.out());
        assertThat(coloured.out()).contains("\u001b[1;36m");
        assertThat(coloured.out().replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain.out());
        assertThat(colourless.out())
                .isEqualTo(coloured.out().replace("\u001b[1;36m", "[").replace("\u001b[0m", "]"));
        assertThat(coloured.err()).isEqualTo(piped.err()).isEqualTo(colourless.err());
    }

    @Test
    void theTableHasALineForEachToken() {
        var table = run("--explain=table", "--strength=first:3");
        var steps = json("--explain", "--strength=first:3").get("steps");

        assertThat(table.out()).startsWith(run("--strength=first:3").out() + "\n");
        var lines = table.out().substring(table.out().lastIndexOf("\n\n") + 2).lines().toList();
        assertThat(lines).hasSize(21);
        assertThat(lines.getFirst())
                .matches(
                        "\\s+token\\s+plain\\s+p plain\\s+p reverse\\s+p rose\\s+rank\\s+jsd\\s+alpha");
        for (int i = 1; i < lines.size(); i++) {
            var step = steps.get(i - 1);
            assertThat(lines.get(i))
                    .startsWith("%2d  '".formatted(i))
                    .endsWith(i <= 3 ? "0.500" : "-  " + tail(step));
            assertThat(lines.get(i).matches(".*'\\s+\\*\\s+'.*"))
                    .isEqualTo(step.get("changed").booleanValue());
        }
    }

    private static String tail(JsonNode step) {
        var rose = step.get("rose").doubleValue();
        return "%6s     1  0.000  0.000"
                .formatted(
                        String.format(
                                java.util.Locale.ROOT, rose >= 0.0005 ? "%.3f" : "%.0e", rose));
    }

    @ParameterizedTest
    @CsvSource({"table,true", "on,false", "1,false"})
    void theVariableSaysWhatTheOptionSays(String value, boolean table) {
        var byVariable = new Cli().environment("ROSE_EXPLAIN", value).run(with());

        assertThat(byVariable).isEqualTo(table ? run("--explain=table") : run("--explain"));
        assertThat(new Cli().environment("ROSE_EXPLAIN", "0").run(with())).isEqualTo(run());
    }

    @Test
    void whatFollowsExplainIsAPrompt() {
        var run = new Cli().run("generate", "--max-tokens=20", "--explain", "Why?");

        assertThat(run).isEqualTo(run("--explain"));
    }

    @Test
    void anotherWayToExplainIsWrongUsage() {
        var run = run("--explain=graph");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("rose: --explain stands alone or is --explain=table, not 'graph'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first:4", "decaying:2", "adaptive"})
    void strengthsChangeTheTokensAlikeInEveryDecoder(String strength) {
        var constant = json();
        var engine = json("--strength", strength);

        assertThat(engine.get("strength").stringValue()).isEqualTo(strength);
        assertThat(engine.get("tokens")).isNotEqualTo(constant.get("tokens"));
        for (var decoder : List.of("naive", "batched")) {
            assertThat(json("--strength", strength, "--decoder", decoder).get("tokens"))
                    .isEqualTo(engine.get("tokens"));
        }
    }

    @Test
    void theFirstTokensAreThoseOfConstantStrengthAndTheRestArePlain() {
        var constant = json();
        var first = json("--explain", "--strength=first:5");

        for (int i = 0; i < 5; i++) {
            assertThat(first.get("tokens").get(i)).isEqualTo(constant.get("tokens").get(i));
        }
        assertThat(first.get("steps").size()).isGreaterThan(8);
        for (int i = 5; i < first.get("steps").size(); i++) {
            assertThat(first.get("steps").get(i).get("changed").booleanValue()).isFalse();
            assertThat(first.get("steps").get(i).get("alpha").doubleValue()).isZero();
        }
    }

    @Test
    void aMaskKeepsToWhatIsPlausible() {
        var masked = json("--explain", "--alpha=1.5", "--plausibility=0.5");

        assertThat(masked.get("plausibility").floatValue()).isEqualTo(0.5f);
        assertThat(masked.get("tokens")).isNotEqualTo(json("--alpha=1.5").get("tokens"));
        for (var step : masked.get("steps")) {
            assertThat(step.get("positive").doubleValue())
                    .isGreaterThan(0.4999 * step.at("/positive_top/0/probability").doubleValue());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--strength=first:0   | --strength must be constant, first:N, decaying:N or",
                "--strength=strong    | adaptive, with N from 1 to 999999, not 'strong'",
                "--plausibility=1     | --plausibility must be at least 0 and below 1, not 1.0",
                "--plausibility=-0.1  | --plausibility must be at least 0 and below 1, not -0.1",
                "--plausibility=NaN   | --plausibility must be at least 0 and below 1, not NaN"
            })
    void impossibleValuesAreWrongUsage(String option, String message) {
        var run = run(option);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    private static List<Double> probabilities(JsonNode top) {
        var probabilities = new ArrayList<Double>();
        top.forEach(candidate -> probabilities.add(candidate.get("probability").doubleValue()));
        return probabilities;
    }

    private static JsonNode json(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--json");
        return JSON.readTree(run(all.toArray(String[]::new)).out());
    }

    private static Cli.Result run(String... args) {
        return new Cli().run(with(args));
    }

    private static String[] with(String... args) {
        var all = new ArrayList<>(List.of("generate", "--max-tokens=20", "Why?"));
        all.addAll(List.of(args));
        return all.toArray(String[]::new);
    }
}
