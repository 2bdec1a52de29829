package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BenchCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    @Test
    void jsonIsOneObjectOfTheContract() {
        var run = new Cli().run(small("--json", "--concurrency=1,3"));
        assertThat(run.code()).isZero();
        assertThat(run.out()).hasLineCount(1);
        var result = JSON.readTree(run.out());
        assertThat(result.propertyNames())
                .contains("single", "concurrent", "first_token_ms", "machine", "model")
                .contains("kinds", "texts", "engine_share", "planner", "first_token_ratio");
        assertThat(result.get("single").propertyNames())
                .containsExactly("plain", "naive", "batched", "engine", "engine_repeated");
        for (var way : result.get("single")) {
            assertThat(way.get("ms_per_token").doubleValue()).isPositive();
            assertThat(way.get("ratio").doubleValue()).isPositive();
            assertThat(way.get("near_ties").isIntegralNumber()).isTrue();
            assertThat(way.get("acceptance").isNull() || way.get("acceptance").isNumber()).isTrue();
        }
        assertThat(result.at("/single/plain/ratio").doubleValue()).isEqualTo(1.0);
        assertThat(result.at("/single/plain/acceptance").isNull()).isTrue();
        assertThat(result.get("first_token_ms").propertyNames())
                .contains("plain", "naive", "batched", "engine");
        assertThat(result.get("first_token_ms")).allMatch(ms -> ms.doubleValue() > 0);
        assertThat(result.get("concurrent")).hasSize(2);
        assertThat(result.at("/concurrent/1/n").intValue()).isEqualTo(3);
        assertThat(result.at("/concurrent/1/rounds").intValue()).isGreaterThanOrEqualTo(3);
        for (var concurrent : result.get("concurrent")) {
            assertThat(concurrent.get("plain_tokens_per_s").doubleValue()).isPositive();
            assertThat(concurrent.get("rose_tokens_per_s").doubleValue()).isPositive();
            assertThat(concurrent.get("ratio").doubleValue()).isPositive();
        }
        assertThat(result.get("machine").isObject()).isTrue();
        assertThat(result.get("model").stringValue()).isEqualTo("toy F32");
        assertThat(result.at("/planner/reasons/0").stringValue()).contains("side by side");
    }

    @Test
    void onTheToyModelTheEnginesTextsAreTheNaiveOnes() {
        var texts = json(small("--json", "--concurrency=none")).get("texts");
        assertThat(texts.get("equal").intValue()).isEqualTo(2);
        assertThat(texts.get("unexplained").intValue()).isZero();
    }

    @Test
    void kindsAreBalancedForAnyNumberOfPrompts() {
        var kinds =
                json("bench", "--json", "--prompts=5", "--max-tokens=3", "--concurrency=none")
                        .get("kinds");
        assertThat(kinds.propertyNames()).containsExactly("prose", "repetitive", "code", "chinese");
        assertThat(kinds.values().stream().map(kind -> kind.get("prompts").intValue()))
                .containsExactly(2, 1, 1, 1);
    }

    @Test
    void theTableFits80ColumnsAndHasAllParts() {
        var run = new Cli().run(small("--concurrency=2"));
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(81));
        assertThat(run.out())
                .contains("One request", "Time to the first token", "ms/token by kind")
                .contains("Requests at a time", "Planner, one request", "batched decoding")
                .contains("2 equal, 0 part at a near tie, 0 unexplained");
        assertThat(run.err()).contains("rose: 0%: timing decodes\n", " left\n");
    }

    @Test
    void aPersonSeesABarThatGoesAway() {
        var err = new Cli().onTerminal().run(small("--concurrency=none")).err();
        assertThat(err).contains("% prompt 1 of 2, about ").endsWith("\r\u001b[K");
        assertThat(err.split("\r\u001b\\[K")).allSatisfy(l -> assertThat(l).hasSizeLessThan(80));
    }

    @Test
    void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
        var page = folder.resolve("a page.html");
        var run = new Cli().run(small("--concurrency=1,2", "--system=<b>&\"", "--html=" + page));
        assertThat(run.code()).isZero();
        var html = Files.readString(page);
        assertThat(html).startsWith("<!DOCTYPE html>").doesNotContain("NaN");
        var document = parse(html);
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(5);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("link").getLength()).isZero();
        assertThat(document.getElementsByTagName("img").getLength()).isZero();
        // The name space is a name, not an address that is fetched.
        assertThat(html.replace("http://www.w3.org/1999/xhtml", "")).doesNotContain("http", "//");
        for (int i = 0; i < document.getElementsByTagName("svg").getLength(); i++) {
            var svg = document.getElementsByTagName("svg").item(i);
            var title = svg.getChildNodes().item(1);
            assertThat(title.getNodeName()).isEqualTo("title");
            assertThat(title.getAttributes().getNamedItem("id").getNodeValue())
                    .isEqualTo(svg.getAttributes().getNamedItem("aria-labelledby").getNodeValue());
        }
        assertThat(files()).containsExactly("a page.html");
    }

    private static Document parse(String html) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void promptsComeFromAFile() throws IOException {
        var lines = Files.writeString(folder.resolve("p.txt"), "\uFEFFWhy?\r\n\n  Äh? \n");
        var objects = Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\": \"Why?\\nNow\"}");
        assertThat(ownPrompts(lines)).isEqualTo(2);
        assertThat(ownPrompts(objects)).isEqualTo(1);
    }

    private static int ownPrompts(Path file) {
        return json("bench", "--json", "--prompts=" + file, "--max-tokens=2", "--concurrency=none")
                .at("/kinds/own/prompts")
                .intValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --prompts=0           | 2 | --prompts takes 1 to 40 of the built-in prompts or a file, not 0; see ./rose bench --help
                    --prompts=41          | 2 | --prompts takes 1 to 40 of the built-in prompts or a file, not 41; see ./rose bench --help
                    --prompts=-3          | 2 | --prompts takes 1 to 40 of the built-in prompts or a file, not -3; see ./rose bench --help
                    --prompts=99999999999 | 2 | --prompts takes 1 to 40 of the built-in prompts or a file, not 99999999999; see ./rose bench --help
                    --prompts=            | 2 | --prompts is empty; give a number, or a file of one a line; see ./rose bench --help
                    --prompts=missing     | 1 | there is no file 'missing'; --prompts takes a number, or a file of one prompt a line
                    --prompts=/dev/null   | 2 | '/dev/null' holds no prompt; write one a line; see ./rose bench --help
                    --prompts=/dev/zero   | 2 | '/dev/zero' has more than 4.2 MB; --prompts takes a file of one prompt a line; see ./rose bench --help
                    --prompts=/           | 1 | '/' is a folder, not a file; check --prompts
                    --concurrency=0       | 2 | --concurrency takes numbers from 1 to 64 with commas between them, or none, not '0'; see ./rose bench --help
                    --concurrency=1,-1    | 2 | --concurrency takes numbers from 1 to 64 with commas between them, or none, not '-1'; see ./rose bench --help
                    --concurrency=65      | 2 | --concurrency takes numbers from 1 to 64 with commas between them, or none, not '65'; see ./rose bench --help
                    --concurrency=x       | 2 | --concurrency takes numbers from 1 to 64 with commas between them, or none, not 'x'; see ./rose bench --help
                    --concurrency=1,,2    | 2 | --concurrency takes numbers from 1 to 64 with commas between them, or none, not ''; see ./rose bench --help
                    --html=               | 2 | --html is empty; name a file; see ./rose bench --help
                    --html=/no/such/a.html| 1 | there is no folder '/no/such'; make it, or check --html
                    --html=/              | 1 | '/' is a folder, not a file; check --html
                    --html=/dev/null      | 1 | '/dev/null' is not a plain file; check --html
                    --max-tokens=1        | 2 | --max-tokens must be at least 2: the first token is timed on its own; see ./rose bench --help
                    --max-tokens=0        | 2 | --max-tokens must be at least 1, not 0; see ./rose bench --help
                    --alpha=NaN           | 2 | --alpha must be finite and at least 0, not NaN; see ./rose bench --help
                    --temperature=1       | 2 | unknown option: '--temperature=1'; did you mean --template?; see ./rose bench --help
                    """)
    void badInputIsRefusedBeforeTheModelLoads(String argument, int code, String message) {
        var cli = new Cli();
        assertThat(cli.run("bench", argument))
                .isEqualTo(new Cli.Result(code, "", "rose: " + message + "\n"));
        assertThat(cli.model).isNull();
    }

    @Test
    void aFileThatIsNoTextIsWrongUsage() throws IOException {
        var file = Files.write(folder.resolve("p"), new byte[] {'W', (byte) 0xFF});
        var run = new Cli().run("bench", "--prompts=" + file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("' is not UTF-8: byte 0xff at offset 1").hasLineCount(1);
    }

    @Test
    void aPromptBeyondTheContextFailsBeforeAnythingIsMeasured() throws IOException {
        var file = Files.writeString(folder.resolve("p"), "Why?\n" + "long ".repeat(1000) + "\n");
        var run = new Cli().run("bench", "--prompts=" + file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .matches(
                        "rose: prompt 2 has [0-9]+ tokens with its system prompt and template, and"
                                + " the context of 4096 must hold it and at least two more; shorten"
                                + " it\\n");
    }

    @Test
    void aReaderThatHasHadEnoughIsNoFailureAndThePageIsThere() {
        var closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        var page = folder.resolve("page.html");
        var run = new Cli().out(closed).run(small("--concurrency=none", "--html=" + page));
        assertThat(run.code()).isZero();
        assertThat(page).isNotEmptyFile();
    }

    @Test
    void aPageReplacesAnOlderOneAndFollowsALink() throws IOException {
        var old = Files.writeString(folder.resolve("old.html"), "old");
        var link = Files.createSymbolicLink(folder.resolve("link.html"), old);
        assertThat(new Cli().run(small("--concurrency=none", "--html=" + link)).code()).isZero();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(old)).startsWith("<!DOCTYPE html>");
        assertThat(files()).containsExactly("link.html", "old.html");
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String[] small(String... more) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("bench", "--prompts=2", "--max-tokens=6"),
                        java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static JsonNode json(String... args) {
        var run = new Cli().run(args);
        assertThat(run.code()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }
}
