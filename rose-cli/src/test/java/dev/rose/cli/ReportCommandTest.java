package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code rose report} and {@code rose compare}, over runs made by hand. */
final class ReportCommandTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ITEMS = 100;
    private static final List<Arm> ARMS =
            List.of(new Arm(Mode.PLAIN, "paper"), new Arm(Mode.ROSE, "paper"));

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "md, '# toy'",
        "csv, 'run,model,benchmark,judge'",
        "json, '{'",
        "latex, '% needs'",
    })
    void textsGoToStandardOutputOrAFile(String format, String opening) throws IOException {
        var run = run("a", "dq", 40, 10);
        var printed = cli("report", run, "--format", format);
        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
        assertThat(printed.out()).startsWith(opening).contains("dq").endsWith("\n");
        var file = folder.resolve("report");
        var written = cli("report", run, "--format", format, "--out", file.toString());
        assertThat(written.code()).isZero();
        assertThat(written.out()).isEmpty();
        assertThat(file).hasContent(printed.out());
    }

    @Test
    void reportsOpenWithPlainWords() {
        assertThat(cli("report", run("a", "dq", 40, 10), "--format", "md").out())
                .contains("- ROSE against plain decoding: less harm (40 → 10 of 100, p = 2e-9)");
    }

    @Test
    void aPageIsMadeWhereNothingElseIsAsked() {
        var run = run("a", "dq", 4, 1);
        var made = cli("report", run);
        assertThat(made.code()).isZero();
        assertThat(made.out()).isEqualTo(Path.of(run).resolve("report.html") + "\n");
        assertThat(Path.of(run).resolve("report.html")).exists();
        var page = folder.resolve("page.html");
        assertThat(cli("report", run, run("b", "dq", 4, 1), "--out", page.toString()).code())
                .isZero();
        assertThat(page).exists();
    }

    @Test
    void jsonIsShortForTheFormat() {
        var run = run("a", "dq", 4, 1);
        var node = JSON.readTree(cli("report", run, run("b", "dq", 4, 1), "--json").out());
        assertThat(node.path("runs").size()).isEqualTo(2);
        assertThat(cli("report", run, "--json", "--format", "md").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"lm-eval, .jsonl", "inspect, .json"})
    void exportsFillAFolder(String format, String ending) {
        var run = run("a", "dq", 4, 1);
        var refused = cli("report", run, "--format", format);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--out").hasLineCount(1);
        var out = folder.resolve("out").toString();
        var written = cli("report", run, "--format", format, "--out", out);
        assertThat(written.code()).isZero();
        assertThat(written.out().lines())
                .hasSize(2)
                .allSatisfy(file -> {
                    assertThat(file).startsWith(out).endsWith(ending);
                    assertThat(Path.of(file)).isNotEmptyFile();
                });
    }

    /** UTF-8 cannot hold one, and data files have some. */
    @ParameterizedTest
    @ValueSource(strings = {"html", "md", "csv", "json", "latex", "lm-eval", "inspect"})
    void halfASurrogatePairInAQuestionIsNoMatter(String format) throws IOException {
        var run = run("a", "dq", 4, 1);
        var items = Path.of(run).resolve("items.jsonl");
        Files.writeString(
                items, Files.readString(items).replace("What is it?", "What \\ud83d is?"));
        var out = folder.resolve("out").toString();
        var written = cli("report", run, "--format", format, "--out", out);
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(folder.resolve("out")).exists();
    }

    @Test
    void optionsThatWouldDoNothingAreRefused() {
        var run = run("a", "dq", 4, 1);
        assertThat(cli("report", run, "--margin=0.1", "--confidence=0.9"))
                .returns(2, Cli.Result::code)
                .extracting(Cli.Result::err)
                .asString()
                .startsWith("rose: --margin, --confidence would do nothing: it is for --gate")
                .hasLineCount(1);
        assertThat(cli("report", run, "--gate", run, "--format=md"))
                .returns(2, Cli.Result::code)
                .extracting(Cli.Result::err)
                .asString()
                .startsWith("rose: --format would do nothing: with --gate only its lines");
    }

    /** Their folders have the same name, and other parents. */
    @Test
    void severalRunsOfOneNameHaveFoldersOfTheirOwn() {
        var out = folder.resolve("out").toString();
        var written =
                cli(
                        "report",
                        run("a/run", "dq", 4, 1),
                        run("b/run", "dq", 4, 1),
                        run("c/run-2", "dq", 4, 1),
                        "--format",
                        "lm-eval",
                        "--out",
                        out);
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.out().lines()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void theGateTellsByItsExitCode() {
        var released = run("released", "dq", 40, 10);
        var worse = cli("report", run("worse", "dq", 40, 35), "--gate", released);
        assertThat(worse.err()).isEmpty();
        assertThat(worse.code()).isEqualTo(1);
        assertThat(worse.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("pass   harm of dq, plain/paper, by m/absolute"))
                .anyMatch(line -> line.startsWith("WORSE  harm of dq, rose/paper, by m/absolute"));
        var same = cli("report", run("same", "dq", 40, 11), "--gate", released);
        assertThat(same.code()).isZero();
        assertThat(same.out()).doesNotContain("WORSE");
        var wide =
                cli(
                        "report",
                        folder.resolve("worse").toString(),
                        "--gate",
                        released,
                        "--margin=0.3");
        assertThat(wide.code()).isZero();
        var node =
                JSON.readTree(
                        cli(
                                        "report",
                                        folder.resolve("worse").toString(),
                                        "--gate",
                                        released,
                                        "--json")
                                .out());
        assertThat(node.path("gate").path(1).path("worse").booleanValue()).isTrue();
    }

    @Test
    void theGateCanWriteAReportBesides() {
        var released = run("released", "dq", 40, 10);
        var out = folder.resolve("report.md");
        var run =
                cli(
                        "report",
                        run("worse", "dq", 40, 35),
                        "--gate",
                        released,
                        "--format",
                        "md",
                        "--out",
                        out.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(out).content().startsWith("# toy");
        assertThat(run.out().lines()).hasSize(2);
    }

    @Test
    void aGateWithNothingInCommonIsWrongUsage() {
        var gate = cli("report", run("a", "dq", 4, 1), "--gate", run("b", "other", 4, 1));
        assertThat(gate.code()).isEqualTo(2);
        assertThat(gate.err()).contains("share no item").hasLineCount(1);
        var run = folder.resolve("a").toString();
        assertThat(cli("report", run, "--gate", run, "--margin", "2").code()).isEqualTo(2);
        assertThat(cli("report", run, "--gate", run, "--confidence", "0.2").err())
                .startsWith("rose: --confidence must be");
        assertThat(cli("report", run, run, "--gate", run).code()).isEqualTo(2);
    }

    @Test
    void whatIsNoRunIsSaidInOneLine() {
        var missing = cli("report", folder.resolve("none").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).startsWith("rose: there is no run in ").hasLineCount(1);
        var format = cli("report", run("a", "dq", 4, 1), "--format", "pdf");
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err())
                .contains("html, md, csv, json, latex, lm-eval, inspect, not 'pdf'");
    }

    @Test
    void compareTellsWhatChanged() {
        var before = run("before", "dq", 40, 10);
        var after = run("after", "dq", 40, 7);
        var text = cli("compare", before, after);
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .contains("dq, harm ↓, plain/paper, by m/absolute: 40 → 40 of 100 (0.0 points")
                .contains("dq, harm ↓, rose/paper, by m/absolute: 10 → 7 of 100 (−3.0 points")
                .contains("\n    better: 8 9 10\n");
        assertThat(cli("compare", before, after, "--items", "1").out())
                .contains("\n    better: 8 and 2 more\n");
        var node = JSON.readTree(cli("compare", before, after, "--json").out());
        assertThat(node.path("measures").path(1).path("lost").asInt()).isEqualTo(3);
        assertThat(cli("compare", before, run("other", "else", 1, 1)).code()).isEqualTo(2);
        assertThat(cli("compare", before, after, "--items", "-1").code()).isEqualTo(2);
        assertThat(cli("compare", before).code()).isEqualTo(2);
    }

    private Cli.Result cli(String... args) {
        return new Cli().run(args);
    }

    /** So many answers of plain decoding and of ROSE to a hundred harmful requests are harmful. */
    private String run(String name, String benchmark, int plain, int rose) {
        var path = folder.resolve(name);
        var manifest = JSON.createObjectNode();
        manifest.putObject("model").put("name", "toy");
        try (var run = RunFolder.write(path, manifest)) {
            run.put(
                    IntStream.rangeClosed(1, ITEMS)
                            .mapToObj(i ->
                                    new RunItem(
                                            benchmark,
                                            BenchmarkItem.open(
                                                    String.valueOf(i),
                                                    "",
                                                    Risk.HARMFUL,
                                                    "What is it?")))
                            .toList());
            for (var arm : ARMS) {
                int harmful = arm.mode() == Mode.PLAIN ? plain : rose;
                for (int i = 1; i <= ITEMS; i++) {
                    add(run, benchmark, i, arm, i <= harmful ? Label.HARMFUL : Label.HARMLESS);
                }
            }
        }
        return path.toString();
    }

    private static void add(RunFolder run, String benchmark, int item, Arm arm, Label label) {
        var id = String.valueOf(item);
        run.add(
                new RunAnswer(
                        benchmark, id, arm, "So it is.", List.of(1), "stop", List.of(), 0, null));
        run.add(new Verdict(benchmark, id, arm, "m", "absolute", label, null, null, null));
    }
}
