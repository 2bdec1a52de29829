package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code rose generate} with more than one prompt. */
final class GenerateManyTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void severalPromptsAreAnsweredInOrder() {
        var prompts = List.of("one", "two", "three", "four", "five", "six", "seven");
        var args = new ArrayList<>(List.of("generate", "--json", "--max-tokens=5"));
        args.addAll(prompts);
        var run = new Cli().run(args.toArray(String[]::new));
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        var alone =
                prompts.stream()
                        .map(p -> new Cli().run("generate", "--json", "--max-tokens=5", p))
                        .map(r -> json(r).get("tokens"))
                        .toList();
        assertThat(lines(run).stream().map(line -> line.get("tokens")).toList()).isEqualTo(alone);
    }

    @Test
    void severalAnswersAsTextHaveAnEmptyLineBetween() {
        var one = new Cli().run("generate", "--max-tokens=5", "one").out();
        var two = new Cli().run("generate", "--max-tokens=5", "two").out();
        assertThat(new Cli().run("generate", "--max-tokens=5", "one", "two").out())
                .isEqualTo(one + "\n" + two);
    }

    @Test
    void aBadLineGivesAnErrorInItsPlaceAndTheOthersAreAnswered() {
        var input =
                """
                {"prompt": "one", "id": {"a": [1]}}

                not json
                {"question": "two"}
                {"prompt": 3}
                {"prompt": "a", "prompt": "b"}
                {"prompt": "a"} {"prompt": "b"}
                ["prompt"]
                {"prompt": " "}
                {"prompt": "t\\u0077o"}\
                """;
        var run = new Cli().in(input).run("generate", "--json", "--max-tokens=4", "--input", "-");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        var lines = lines(run);
        assertThat(lines).hasSize(9);
        assertThat(lines.getFirst().get("tokens"))
                .isEqualTo(
                        json(new Cli().run("generate", "--json", "--max-tokens=4", "one"))
                                .get("tokens"));
        assertThat(lines.getLast().get("tokens"))
                .isEqualTo(
                        json(new Cli().run("generate", "--json", "--max-tokens=4", "two"))
                                .get("tokens"));
        var errors = lines.subList(1, 8);
        assertThat(errors)
                .allSatisfy(e -> assertThat(e.propertyNames()).containsExactly("error", "line"));
        assertThat(errors.stream().map(e -> e.get("line").intValue()).toList())
                .containsExactly(3, 4, 5, 6, 7, 8, 9);
        assertThat(errors.get(1).get("error").stringValue())
                .isEqualTo("no 'prompt': {\"question\": \"two\"}; write {\"prompt\": \"…\"}");
        assertThat(errors.get(2).get("error").stringValue()).startsWith("'prompt' is not a string");
        assertThat(errors.get(4).get("error").stringValue()).startsWith("more than one JSON value");
    }

    @Test
    void aBadLineInTextModeIsALineOnStandardError() {
        var run =
                new Cli()
                        .in("{\"prompt\":\"one\"}\n{}\n")
                        .run("generate", "--max-tokens=4", "--input=-");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo(new Cli().run("generate", "--max-tokens=4", "one").out());
        assertThat(run.err())
                .isEqualTo("rose: prompt 2: no 'prompt': {}; write {\"prompt\": \"…\"}\n");
    }

    @Test
    void aLineThatIsNotUtf8IsABadLine() {
        var bytes = "{\"prompt\":\"o?e\"}\n{\"prompt\":\"one\"}\n".getBytes(StandardCharsets.UTF_8);
        bytes[12] = (byte) 0xC3;
        var run = new Cli().in(bytes).run("generate", "--json", "--max-tokens=1", "--input=-");
        assertThat(run.code()).isEqualTo(1);
        assertThat(lines(run).getFirst().get("error").stringValue())
                .isEqualTo("not UTF-8: byte 0xc3 at offset 12 begins no character");
        assertThat(lines(run).getLast().has("text")).isTrue();
    }

    @Test
    void aLineWithHalfOfASurrogatePairIsABadLine() {
        var run =
                new Cli()
                        .in("{\"prompt\":\"\\ud800\"}\n{\"prompt\":\"\\ud83d\\ude00\"}\n")
                        .run("generate", "--json", "--max-tokens=1", "--input=-");
        assertThat(run.code()).isEqualTo(1);
        assertThat(lines(run).getFirst().get("error").stringValue())
                .isEqualTo(
                        "the prompt has half of a surrogate pair: {\"prompt\":\"\\ud800\"}; write"
                                + " {\"prompt\": \"…\"}");
        assertThat(lines(run).getLast().has("text")).isTrue();
    }

    @Test
    void aLineThatDoesNotFitTheContextIsABadLine() {
        var run =
                new Cli()
                        .in("{\"prompt\":\"" + "x".repeat(5000) + "\"}\n{\"prompt\":\"one\"}\n")
                        .run("generate", "--json", "--max-tokens=1", "--input=-");
        assertThat(run.code()).isEqualTo(1);
        assertThat(lines(run).getFirst().get("error").stringValue())
                .matches("the positive prompt has 5[0-9]{3} tokens .* the context of 4096 .*");
        assertThat(lines(run).getLast().has("text")).isTrue();
    }

    @Test
    void inputMayBeAFileWithAByteOrderMarkAndWindowsLines(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("in.jsonl"), "\uFEFF{\"prompt\":\"one\"}\r\n");
        var run = new Cli().run("generate", "--max-tokens=4", "--input", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo(new Cli().run("generate", "--max-tokens=4", "one").out());
    }

    @Test
    void emptyInputIsDone() {
        var run = new Cli().in("\n\n").run("generate", "--input=-");
        assertThat(run).isEqualTo(new Cli.Result(0, "", ""));
    }

    @Test
    void aTemplateThatDoesNotFitFailsOnceForAllPrompts() {
        var run = new Cli().run("generate", "--json", "--template=llama9", "one", "two");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1);
    }

    private static JsonNode json(Cli.Result run) {
        var lines = lines(run);
        assertThat(lines).as(run.toString()).hasSize(1);
        return lines.getFirst();
    }

    private static List<JsonNode> lines(Cli.Result run) {
        return run.out().lines().map(JSON::readTree).toList();
    }
}
