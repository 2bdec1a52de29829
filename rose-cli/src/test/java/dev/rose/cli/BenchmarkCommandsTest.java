package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.FakePublisher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code rose eval list} and {@code rose pull data}. */
final class BenchmarkCommandsTest {
    private final FakePublisher publisher = new FakePublisher();

    @TempDir private Path home;

    @AfterEach
    void close() {
        publisher.close();
    }

    private Cli cli() {
        return new Cli().environment("ROSE_HOME", home.toString());
    }

    private Path write(String name, String content) {
        try {
            var file = home.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String line) {
        return JsonMapper.shared().readTree(line);
    }

    /** A benchmark of the user's, whose file is at the loopback publisher's. */
    private Path own() {
        publisher.put("own.jsonl", "{\"q\": \"Hello?\"}\n".getBytes(StandardCharsets.UTF_8));
        return write(
                "own.yaml",
                """
                name: own
                sources:
                  - file: questions/own.jsonl
                    address: %s
                reader: jsonl
                columns: {question: q}
                """
                        .formatted(publisher.address("own.jsonl")));
    }

    @Test
    void theListShowsWhatIsThere() {
        write("data/dangerousqa.json", "[\"One?\", \"Two?\"]");
        var run = cli().run("eval", "list");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .hasSize(17)
                .first()
                .asString()
                .matches("NAME +ITEMS +METRIC +LICENCE +DATA FROM");
        assertThat(run.out())
                .containsPattern(
                        "dangerousqa +2  harm +not stated +github.com/declare-lab/red-instruct\n")
                .containsPattern(
                        "alpaca-eval +-  quality +CC-BY-NC-4.0 +huggingface.co/datasets/tatsu-lab/alpaca_eval\n")
                .containsPattern(
                        "mmlu +-  accuracy +MIT +people.eecs.berkeley.edu/~hendrycks/data.tar\n");
    }

    @Test
    void theFolderIsAnOptionOrAVariable() {
        write("other/dangerousqa.json", "[\"One?\"]");
        var folder = home.resolve("other").toString();
        assertThat(cli().run("eval", "list", "--data", folder).out())
                .containsPattern("dangerousqa +1 ");
        assertThat(cli().environment("ROSE_DATA", folder).run("eval", "list").out())
                .containsPattern("dangerousqa +1 ");
    }

    @Test
    void asJsonItHasEverything() {
        write("data/dangerousqa.json", "[\"One?\", \"Two?\"]");
        var lines = cli().run("eval", "list", "--json").out().lines().toList();
        assertThat(lines).hasSize(16);
        var first = json(lines.getFirst());
        assertThat(first.get("name").asString()).isEqualTo("dangerousqa");
        assertThat(first.get("items").asInt()).isEqualTo(2);
        assertThat(first.get("metric").asString()).isEqualTo("harm");
        assertThat(first.get("max_tokens").asInt()).isEqualTo(64);
        assertThat(first.get("sources").get(0).get("sha256").asString()).hasSize(64);
        assertThat(first.has("problem")).isFalse();
        var second = json(lines.get(1));
        assertThat(second.get("items").isNull()).isTrue();
        assertThat(second.get("problem").asString()).contains("./rose pull data harmfulqa");
    }

    @Test
    void dataThatCannotBeReadIsSaidAndFails() {
        var file = write("data/dangerousqa.json", "[\"One?\",\n2]");
        var run = cli().run("eval", "list");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).containsPattern("dangerousqa +broken ").hasLineCount(17);
        assertThat(run.err())
                .isEqualTo("rose: %s, line 2: must be a question, not 2\n".formatted(file));
    }

    @Test
    void anUnknownNameIsRefused() {
        var run = cli().run("eval", "list", "dangerous");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("rose: there is no benchmark 'dangerous'").hasLineCount(1);
    }

    @Test
    void dataIsBroughtOnceAndThenListed() {
        var yaml = own().toString();
        var run = cli().run("pull", "data", yaml);
        var file = home.resolve("data/questions/own.jsonl");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(file + "\n");
        assertThat(run.err())
                .contains("stored own.jsonl (16 B)")
                .containsPattern(
                        "own.jsonl is not checked: its sum is not known; it has SHA-256 [0-9a-f]{64}\n");
        assertThat(file).hasContent("{\"q\": \"Hello?\"}\n");
        assertThat(cli().run("eval", "list", yaml).out()).containsPattern("own +1 +harm +- ");

        int asked = publisher.requests.size();
        var again = json(cli().run("pull", "data", "--json", yaml).out());
        assertThat(again.get("benchmark").asString()).isEqualTo("own");
        assertThat(again.get("fetched").asBoolean()).isFalse();
        assertThat(again.get("checked").asBoolean()).isFalse();
        assertThat(again.get("path").asString()).isEqualTo(file.toString());
        assertThat(publisher.requests).hasSize(asked);
    }

    @Test
    void aFileThatIsNotTheOneIsNotKept() {
        var yaml = own();
        write(
                "own.yaml",
                read(yaml).replace("reader:", "    sha256: " + "ab".repeat(32) + "\nreader:"));
        var run =
                cli().run("pull", "data", yaml.toString(), "--data", home.resolve("d").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("but " + "ab".repeat(32) + " was expected");
        assertThat(home.resolve("d/questions/own.jsonl")).doesNotExist();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesAreReadBeforeAnythingIsBrought() {
        var run = cli().run("pull", "data", own().toString(), "dangerous");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("rose: there is no benchmark 'dangerous'").hasLineCount(1);
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void offlineNothingIsAsked() {
        var run = cli().environment("ROSE_OFFLINE", "1").run("pull", "data", own().toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("offline mode is on").hasLineCount(1);
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void dataNeedsAName() {
        var run = cli().run("pull", "data");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "rose: missing required parameter: 'NAME'; see ./rose pull data --help\n");
    }

    @Test
    void helpHasExamples() {
        for (var command : new String[][] {{"eval", "list"}, {"pull", "data"}}) {
            var run = cli().run(command[0], command[1], "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .contains("Examples:", "  ./rose %s %s".formatted(command[0], command[1]));
            assertThat(run.out().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(101));
        }
    }
}
