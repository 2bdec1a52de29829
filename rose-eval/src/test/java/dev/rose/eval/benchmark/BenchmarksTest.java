package dev.rose.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.Benchmark.Task;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class BenchmarksTest {
    private static final String OWN =
            """
            name: mine
            sources:
              - file: mine.csv
            reader: csv
            columns:
              question: text
            """;

    @TempDir private Path folder;

    @Test
    void sixteenAreKnownByName() {
        assertThat(Benchmarks.shipped())
                .hasSize(16)
                .allSatisfy(benchmark -> {
                    assertThat(Benchmarks.find(benchmark.name())).isEqualTo(benchmark);
                    assertThat(benchmark.version()).isEqualTo(1);
                    assertThat(benchmark.paper()).startsWith("https://arxiv.org/abs/");
                    assertThat(benchmark.licence()).isNotEmpty();
                    assertThat(benchmark.sources())
                            .isNotEmpty()
                            .allSatisfy(
                                    source -> assertThat(source.address()).startsWith("https://"));
                    assertThat(benchmark.alpha())
                            .isEqualTo(benchmark.task() == Task.OPEN ? 0.5f : 0.7f);
                });
    }

    /** Section 4.1 of the paper. */
    @ParameterizedTest
    @CsvSource({
        "dangerousqa, 64, HARM",
        "harmfulqa, 64, HARM",
        "xstest, 64, REFUSAL",
        "do-not-answer, 128, HARM",
        "alpaca-eval, 256, QUALITY",
        "mmlu, 1, ACCURACY",
        "cvalues-mc, 1, ACCURACY"
    })
    void lengthsAreThePapers(String name, int tokens, Metric metric) {
        var benchmark = Benchmarks.find(name);
        assertThat(benchmark.maxTokens()).isEqualTo(tokens);
        assertThat(benchmark.metric()).isEqualTo(metric);
    }

    @Test
    void anUnknownNameNamesTheKnownOnes() {
        assertThat(Samples.failure(Kind.NOT_FOUND, () -> Benchmarks.find("dangerous")))
                .hasMessageStartingWith(
                        "there is no benchmark 'dangerous'; there are dangerousqa, ")
                .hasMessageEndingWith("and a path to a file (./x.yaml)");
    }

    @Test
    void anOwnBenchmarkLiesBesideItsFile() {
        Samples.write(folder, "mine.csv", "nr,text\n1,Hello?\n");
        var yaml = Samples.write(folder, "mine.yaml", OWN);
        var benchmark = Benchmarks.find(yaml.toString());
        assertThat(benchmark.title()).isEqualTo("mine");
        assertThat(benchmark.maxTokens()).isEqualTo(128);
        assertThat(Benchmarks.load(benchmark, folder.resolve("elsewhere")).items())
                .containsExactly(BenchmarkItem.open("1", "", Risk.HARMFUL, "Hello?"));
    }

    @Test
    void anOwnBenchmarkMayLieInTheDataFolder() {
        Samples.write(folder, "data/mine.csv", "text\nHello?\n");
        var benchmark = Benchmarks.find(Samples.write(folder, "mine.yaml", OWN).toString());
        assertThat(Benchmarks.load(benchmark, folder.resolve("data")).items()).hasSize(1);
        assertThat(
                        Samples.failure(
                                Kind.NOT_FOUND,
                                () -> Benchmarks.load(benchmark, folder.resolve("other"))))
                .hasMessageEndingWith(
                        "there is no %s; put it there".formatted(folder.resolve("other/mine.csv")));
    }

    @Test
    void everyColumnCanBeMapped() {
        Samples.write(
                folder,
                "all.csv",
                """
                nr,text,topic,kind,one,two,three,right
                a,First?,x,unsafe,1,2,3,B
                b,Second?,,safe,yes,no,,0
                """);
        var yaml =
                Samples.write(
                        folder,
                        "all.yaml",
                        """
                        name: all
                        version: 3
                        sources: [{file: all.csv}]
                        reader: csv
                        columns:
                          id: nr
                          question: text
                          category: topic
                          risk: kind
                          options: [one, two, three]
                          answer: right
                        max-tokens: 5
                        alpha: 1
                        """);
        var benchmark = Benchmarks.find(yaml.toString());
        assertThat(benchmark.task()).isEqualTo(Task.CHOICE);
        assertThat(benchmark.metric()).isEqualTo(Metric.ACCURACY);
        assertThat(benchmark.version()).isEqualTo(3);
        assertThat(benchmark.alpha()).isEqualTo(1f);
        assertThat(Benchmarks.load(benchmark, folder).items())
                .containsExactly(
                        new BenchmarkItem(
                                "a", "x", Risk.HARMFUL, "First?", List.of("1", "2", "3"), 1, null),
                        new BenchmarkItem(
                                "b", "", Risk.SAFE, "Second?", List.of("yes", "no"), 0, null));
    }

    @Test
    void optionsOfJsonLinesAreAList() {
        Samples.write(
                folder,
                "own.jsonl",
                """
                {"q": "Which?", "of": ["x", "y"], "is": 1}
                """);
        var yaml =
                Samples.write(
                        folder,
                        "own.yml",
                        """
                        name: own
                        sources: [{file: own.jsonl}]
                        reader: jsonl
                        columns: {question: q, options: of, answer: is}
                        """);
        var item = Benchmarks.load(Benchmarks.find(yaml.toString()), folder).items().getFirst();
        assertThat(item.options()).containsExactly("x", "y");
        assertThat(item.answer()).isEqualTo(1);
    }

    /** Texts of all kinds survive both formats. */
    @ParameterizedTest
    @CsvSource({"csv, 1", "csv, 2", "csv, 3", "jsonl, 4", "jsonl, 5", "jsonl, 6"})
    void anyTextIsReadAsItWasWritten(String format, long seed) {
        var random = new Random(seed);
        var texts = Stream.generate(() -> text(random)).limit(200).toList();
        var content = new StringBuilder(format.equals("csv") ? "note,text\n" : "");
        for (var text : texts) {
            content.append(
                    format.equals("csv")
                            ? "x,\"" + text.replace("\"", "\"\"") + "\"\n"
                            : JsonMapper.shared().createObjectNode().put("text", text).toString()
                                    + "\n");
        }
        Samples.write(folder, "mine." + format, content.toString());
        var yaml = Samples.write(folder, "mine.yaml", OWN.replace("csv", format));
        assertThat(Benchmarks.load(Benchmarks.find(yaml.toString()), folder).items())
                .extracting(BenchmarkItem::question)
                .containsExactlyElementsOf(texts);
    }

    private static String text(Random random) {
        var some = List.of("a", "\"", ",", "\n", "\r\n", "\\", "#", "'", " ", "é", "语", "😀", "\t");
        var text = new StringBuilder("x");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(some.get(random.nextInt(some.size())));
        }
        return text.toString();
    }

    /**
     * @param yaml lines that are put in place of those of {@link #OWN} with the same key, or added
     */
    private record Wrong(String yaml, int line, String said) {}

    @TestFactory
    Stream<DynamicTest> whatIsWrongInAFileIsSaidWithItsLineAndKey() {
        return Stream.of(
                        new Wrong("", 1, "must be a mapping with the keys name, "),
                        new Wrong("[1]", 1, "must be a mapping with the keys name, "),
                        new Wrong("name: a\nb", 2, "is no YAML: "),
                        new Wrong(
                                OWN + "colour: red", 7, "colour there is no such key; allowed are"),
                        new Wrong(OWN + "name: again", 7, "name is there twice"),
                        new Wrong(
                                OWN.replace("mine\n", "My Own\n"), 1, "name must be of lower-case"),
                        new Wrong(OWN.replace("name: mine\n", ""), 1, "name is missing"),
                        new Wrong(
                                OWN.replace("reader: csv", "reader: xls"),
                                4,
                                "reader must be csv or jsonl or "),
                        new Wrong(
                                OWN.replace("reader: csv\n", ""),
                                1,
                                "reader is missing; give csv or"),
                        new Wrong(
                                OWN.replace("question", "frage"),
                                6,
                                "columns.frage there is no such key; allowed are id, question, category, risk, options, answer, reference"),
                        new Wrong(
                                OWN.replace("question: text", "id: text"),
                                6,
                                "columns must name the column of 'question'"),
                        new Wrong(
                                OWN.replace("text", "[a, b]"),
                                6,
                                "columns.question must be a text, not a list"),
                        new Wrong(
                                OWN + "  options: [a]",
                                7,
                                "columns.options must be a list of two columns"),
                        new Wrong(
                                OWN + "  options: [a, b]",
                                6,
                                "columns must name the column of 'answer'"),
                        new Wrong(
                                OWN + "metric: quality",
                                6,
                                "columns must name the column of 'reference'"),
                        new Wrong(
                                OWN + "metric: accuracy",
                                7,
                                "metric must be harm, refusal or quality"),
                        new Wrong(
                                OWN + "metric: speed",
                                7,
                                "metric must be harm or refusal or quality or accuracy, not 'speed'"),
                        new Wrong(OWN + "form: options", 7, "form must be question"),
                        new Wrong(OWN + "shots: 2", 7, "shots must be 0"),
                        new Wrong(
                                OWN + "max-tokens: 0",
                                7,
                                "max-tokens must be a whole number from 1 to"),
                        new Wrong(OWN + "max-tokens: 2.5", 7, "max-tokens must be a whole number"),
                        new Wrong(OWN + "alpha: .nan", 7, "alpha must be a number of at least 0"),
                        new Wrong(
                                OWN + "alpha: -1",
                                7,
                                "alpha must be a number of at least 0, not '-1'"),
                        new Wrong(OWN + "language: fr", 7, "language must be en or zh, not 'fr'"),
                        new Wrong(
                                OWN.replace("- file: mine.csv", "- files: x"),
                                3,
                                "sources[0].files there is no such key"),
                        new Wrong(
                                OWN.replace("mine.csv", "../x.csv"),
                                3,
                                "sources[0].file must be a name below"),
                        new Wrong(
                                OWN.replace("mine.csv", "/x.csv"),
                                3,
                                "sources[0].file must be a name below"),
                        new Wrong(
                                OWN.replace("mine.csv", "m.csv\n    sha256: 12"),
                                4,
                                "sources[0].sha256 must be 64 digits"),
                        new Wrong(
                                OWN.replace("mine.csv", "m.csv\n    address: ftp://x/y"),
                                4,
                                "sources[0].address must be an http"),
                        new Wrong(
                                OWN.replace("mine.csv", "m.csv\n    address: https://h/a|b"),
                                4,
                                "sources[0].address must be an http"),
                        new Wrong(
                                OWN.replace("mine.csv", "m.csv\n    address: https://a_b/c"),
                                4,
                                "sources[0].address must be an http"),
                        new Wrong(
                                OWN.replace("  - file: mine.csv\n", "  []\n"),
                                3,
                                "sources must be a list of one entry"),
                        new Wrong(
                                OWN.replace("mine.csv", "m.csv\n  - file: n.csv"),
                                3,
                                "sources must be a list of one entry with the keys file, address and sha256, not a list of 2"),
                        new Wrong(
                                OWN.replace("csv\ncolumns", "strings\ncolumns"),
                                6,
                                "columns is allowed with the readers csv, jsonl and json alone"))
                .map(wrong -> DynamicTest.dynamicTest(wrong.said(), () -> check(wrong)));
    }

    private void check(Wrong wrong) {
        var yaml = Samples.write(folder, "mine.yaml", wrong.yaml());
        assertThat(
                        Samples.failure(
                                        Kind.INVALID_REQUEST,
                                        () -> Benchmarks.find(yaml.toString()))
                                .getMessage())
                .startsWith("%s, line %d: ".formatted(yaml, wrong.line()))
                .contains(": " + wrong.said());
    }

    @Test
    void deepNestingIsNoOverflow() {
        var yaml = Samples.write(folder, "mine.yaml", "[".repeat(100_000));
        Samples.failure(Kind.INVALID_REQUEST, () -> Benchmarks.find(yaml.toString()));
    }

    @Test
    void aNameOfRosesCannotBeTaken() {
        var yaml = Samples.write(folder, "x.yaml", OWN.replace("mine\n", "mmlu\n"));
        assertThat(Samples.failure(Kind.INVALID_REQUEST, () -> Benchmarks.find(yaml.toString())))
                .hasMessageContaining("the name 'mmlu' is taken");
    }

    /** The examples of the documentation are read as they stand there. */
    @Test
    void theDocumentedExamplesWork() throws Exception {
        var guide = Files.readString(Path.of("../docs/benchmarks.md"));
        Samples.write(folder, "questions.csv", example(guide, "nr,text"));
        Samples.write(folder, "trees.jsonl", example(guide, "{\"q\""));
        var mine = Samples.write(folder, "mine.yaml", example(guide, "name: mine"));
        var trees = Samples.write(folder, "trees.yaml", example(guide, "name: trees"));
        assertThat(Benchmarks.load(Benchmarks.find(mine.toString()), folder).items())
                .extracting(BenchmarkItem::risk)
                .containsExactly(Risk.HARMFUL, Risk.SAFE);
        assertThat(Benchmarks.load(Benchmarks.find(trees.toString()), folder).items())
                .extracting(BenchmarkItem::answer)
                .containsExactly(0);
        for (var benchmark : Benchmarks.shipped()) {
            assertThat(guide).contains("| `%s` |".formatted(benchmark.name()));
        }
    }

    private static String example(String guide, String beginning) {
        var lines =
                guide.lines()
                        .dropWhile(line -> !line.startsWith("    " + beginning))
                        .takeWhile(line -> line.startsWith("    "))
                        .map(line -> line.substring(4));
        return lines.collect(Collectors.joining("\n")) + "\n";
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Samples.failure(Kind.NOT_FOUND, () -> Benchmarks.find(folder + "/none.yaml"));
        Samples.failure(Kind.STORAGE, () -> Benchmarks.find(folder + "/"));
    }

    @Test
    void aRowsRiskMustBeOne() {
        Samples.write(folder, "mine.csv", "text,kind\nHello?,odd\n");
        var yaml = Samples.write(folder, "mine.yaml", OWN + "  risk: kind\n");
        assertThat(
                        Samples.failure(
                                Kind.INVALID_REQUEST,
                                () -> Benchmarks.load(Benchmarks.find(yaml.toString()), folder)))
                .hasMessageEndingWith(
                        "mine.csv, line 2: 'kind' must be harmful, unsafe or safe, not 'odd'");
    }

    @Test
    void aGapBetweenOptionsIsNamed() {
        Samples.write(folder, "mine.csv", "text,a,b,c,right\nHello?,x,,z,C\n");
        var yaml =
                Samples.write(folder, "mine.yaml", OWN + "  options: [a, b, c]\n  answer: right\n");
        assertThat(
                        Samples.failure(
                                Kind.INVALID_REQUEST,
                                () -> Benchmarks.load(Benchmarks.find(yaml.toString()), folder)))
                .hasMessageContaining("the column 'b' is empty, but an option after it is not");
    }
}
