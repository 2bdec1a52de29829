package dev.rose.eval.report;

import static dev.rose.eval.summary.SampleRun.PLAIN;
import static dev.rose.eval.summary.SampleRun.REVERSE;
import static dev.rose.eval.summary.SampleRun.ROSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Speed;
import dev.rose.eval.summary.RunSummary;
import dev.rose.eval.summary.SampleRun;
import dev.rose.eval.summary.Summaries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class TextReportsTest {
    private static final String DASH = "–";

    @TempDir Path folder;

    private RunSummary summary;

    @BeforeEach
    void write() {
        var run =
                new SampleRun(folder)
                        .items("dq", Risk.HARMFUL, "", 10)
                        .items("xs", Risk.SAFE, "figures & \"names\"", 2)
                        .items("xs", Risk.HARMFUL, "50% | more_of", 2);
        run.manifest().putObject("model").put("name", "toy_model <b>");
        for (var arm : List.of(PLAIN, REVERSE, ROSE)) {
            run.answers("dq", arm, "So it is.").answers("xs", arm, "So it is.");
        }
        run.judged("dq", PLAIN, "human", "harm", "HHHHHHHHHh")
                .judged("dq", REVERSE, "human", "harm", "HHHHHHHHHH")
                .judged("dq", ROSE, "human", "harm", "hhhhhhhhhh")
                .judged("xs", PLAIN, "refusal", "refusal", "CCRC")
                .judged("xs", ROSE, "refusal", "refusal", "RPRR")
                .judged("dq", PLAIN, "other", "harm", "HHHHHHHHHH");
        try (var written = run.write()) {
            written.add(new Speed(PLAIN, "dq", 10, 1000, 10_000, 1));
            written.add(new Speed(ROSE, "dq", 10, 1000, 18_000, 1.8));
            summary = Summaries.of(written);
        }
    }

    @Test
    void markdownHasTheShapeOfThePaperAndHarmIsNotAlone() {
        var text = MarkdownReport.of(List.of(summary));
        assertThat(text)
                .startsWith("# toy\\_model \\<b\\>\n\n- Whether the prompts steer")
                .doesNotContainIgnoringCase("| paper ");
        var table = section(text, "Harm, over-refusal and quality");
        assertThat(table)
                .contains(
                        "| benchmark | measure | judge | plain | reverse | rose |",
                        "|---|---|---|---:|---:|---:|",
                        "| dq | harm ↓ | human (harm) | 90.0% (9/10; 59.6–98.2) | 100.0% (10/10;"
                                + " 72.2–100.0) | 0.0% (0/10; 0.0–27.8) \\* |",
                        "| xs | over-refusal ↓ | refusal | 0.0% (0/2; 0.0–65.8) | – | 100.0% (2/2;"
                                + " 34.2–100.0) |");
        // Two judges of dq, but its texts are degenerate but once.
        assertThat(table).filteredOn(line -> line.startsWith("| dq | degenerate")).hasSize(1);
        assertThat(section(text, "Comparisons"))
                .contains(
                        "| dq | harm ↓ | human (harm) | rose | plain | 10 | −90.0 | −100.0 to −70.0 | 0 | 9"
                                + " | 0.004 | 0.004 | 74.4% |");
        assertThat(section(text, "xs by category, refusal"))
                .anyMatch(line -> line.startsWith("| 50% \\| more\\_of | refusal ↑ |"));
        assertThat(section(text, "Speed in this run"))
                .contains("| plain | 100.00 | 1.00 |", "| rose | 55.56 | 1.80 |");
        assertThat(section(text, "Agreement of the judges"))
                .contains("| harm | human | other | 10 | 9 | 0.00 |");
        assertThat(section(text, "Behind the figures"))
                .contains(
                        "| xs | partial refusals, counted above | refusal | 0.0% | "
                                + DASH
                                + " | 50.0% |");
    }

    @Test
    void pairsNameWhatTheyWereComparedWith() {
        var run =
                new SampleRun(folder.resolve("pairs"))
                        .items("dq", Risk.HARMFUL, "", 8)
                        .answers("dq", PLAIN, "So it is.")
                        .answers("dq", REVERSE, "So it is.")
                        .answers("dq", ROSE, "So it is.")
                        .judged("dq", ROSE, "m", "pairwise", REVERSE.toString(), "WWWWWWWW")
                        .judged("dq", ROSE, "m", "pairwise", PLAIN.toString(), "LLLLLLLL");
        try (var written = run.write()) {
            var pairs = Summaries.of(written);
            assertThat(section(MarkdownReport.of(List.of(pairs)), "Comparisons"))
                    .anyMatch(line ->
                            line.startsWith(
                                    "| dq | as good as reverse or better ↑ | m (pairwise against"
                                            + " reverse/paper) | rose | reverse | 8 | +100.0 |"))
                    .anyMatch(line ->
                            line.startsWith(
                                    "| dq | as good as plain or better ↑ | m (pairwise against"
                                            + " plain/paper) | rose | plain | 8 | −100.0 |"));
            var json = JsonMapper.shared().readTree(JsonReport.of(List.of(pairs)));
            assertThat(json.at("/runs/0/benchmarks"))
                    .extracting(it -> it.path("against").asString(""))
                    .containsExactly("plain/paper", "reverse/paper");
            var page = folder.resolve("pairs.html");
            HtmlReport.write(page, List.of(written));
            assertThat(page)
                    .content()
                    .contains("As good as Reverse or better", "As good as Plain or better")
                    .contains("+100.0 <i>better</i> against Reverse")
                    .doesNotContain("As good as the reference");
        }
    }

    /**
     * Where there are items enough for a test; and the test knows how many categories there are.
     */
    @Test
    void categoriesAreComparedWithPlainDecoding() throws IOException {
        var run =
                new SampleRun(folder.resolve("categories"))
                        .items("dna", Risk.HARMFUL, "big", 10)
                        .items("dna", Risk.HARMFUL, "other", 6)
                        .items("dna", Risk.HARMFUL, "small", 5)
                        .answers("dna", PLAIN, "So it is.")
                        .answers("dna", ROSE, "So it is.")
                        .judged("dna", PLAIN, "m", "absolute", "H".repeat(21))
                        .judged("dna", ROSE, "m", "absolute", "h".repeat(7) + "H".repeat(14));
        RunSummary categories;
        try (var written = run.write()) {
            categories = Summaries.of(written);
        }
        var text = MarkdownReport.of(List.of(categories));
        assertThat(section(text, "dna by category, m (absolute)"))
                .contains(
                        "| category | measure | plain | rose | rose: difference |",
                        "| other | harm ↓ | 100.0% (6/6; 61.0–100.0) | 100.0% (6/6; 61.0–100.0) |"
                                + " 0.0 (0.0 to 0.0) |")
                .anyMatch(
                        line -> line.matches("\\| big .*\\* \\| −70\\.0 \\(−100.0 to −40.0\\) \\|"))
                .anyMatch(line -> line.matches("\\| small .*\\| " + DASH + " \\|"))
                .anyMatch(line -> line.contains("not corrected for the number of categories"));
        try (var reader = CsvReader.builder().ofNamedCsvRecord(CsvReport.of(List.of(categories)))) {
            assertThat(reader.stream())
                    .filteredOn(it -> it.getField("mode").equals("rose"))
                    .filteredOn(it -> it.getField("measure").equals("harm"))
                    .extracting(it -> it.getField("category"), it -> it.getField("difference"))
                    .contains(tuple("big", "-0.7"), tuple("small", ""));
        }
        var json = JsonMapper.shared().readTree(JsonReport.of(List.of(categories)));
        var big = json.at("/runs/0/benchmarks/0/measures/1");
        assertThat(big.path("category").asString()).isEqualTo("big");
        assertThat(big.at("/comparisons/0/difference").asDouble()).isEqualTo(-0.7);
        assertThat(big.at("/comparisons/0/p_holm").asDouble())
                .isCloseTo(2 * big.at("/comparisons/0/p").asDouble(), within(1e-12));
    }

    @Test
    void everyRowOfATableHasAsManyCellsAsItsHeader() {
        var text = MarkdownReport.of(List.of(summary, summary));
        int cells = -1;
        for (var line : text.lines().toList()) {
            if (line.startsWith("|")) {
                int here = line.replace("\\|", "").split("\\|", -1).length;
                assertThat(here).as(line).isEqualTo(cells < 0 ? here : cells);
                cells = here;
            } else {
                cells = -1;
            }
        }
        assertThat(text.lines().filter(line -> line.startsWith("# "))).hasSize(2);
    }

    @Test
    void csvHasALineForEachFigure() {
        var text = CsvReport.of(List.of(summary, summary));
        try (var reader = CsvReader.builder().ofNamedCsvRecord(text)) {
            var records = reader.stream().toList();
            var rose =
                    records.stream()
                            .filter(it -> it.getField("run").equals("2"))
                            .filter(it -> it.getField("benchmark").equals("dq"))
                            .filter(it -> it.getField("judge").equals("human"))
                            .filter(it -> it.getField("measure").equals("harm"))
                            .filter(it -> it.getField("mode").equals("rose"))
                            .toList();
            assertThat(rose).hasSize(1);
            assertThat(rose.getFirst().getField("lost")).isEqualTo("9");
            assertThat(Double.parseDouble(rose.getFirst().getField("p")))
                    .isCloseTo(1 / 256.0, within(1e-12));
            assertThat(rose.getFirst().getField("baseline")).isEqualTo("plain/paper");
            assertThat(records)
                    .anyMatch(it -> it.getField("category").equals("figures & \"names\""))
                    .anyMatch(it -> it.getField("model").equals("toy_model <b>"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void jsonIsTheSummaryAndKnowsNoNaN() {
        var text = JsonReport.of(List.of(summary));
        assertThat(text).doesNotContain("NaN").endsWith("\n");
        var run = JsonMapper.shared().readTree(text).path("runs").path(0);
        assertThat(run.path("model").stringValue()).isEqualTo("toy_model <b>");
        assertThat(run.path("words").size()).isEqualTo(PlainWords.of(summary).size());
        var harm = run.path("benchmarks").path(0).path("measures").path(0);
        assertThat(harm.path("measure").stringValue()).isEqualTo("harm");
        assertThat(harm.path("rates").path(2).path("mode").stringValue()).isEqualTo("rose");
        assertThat(harm.path("rates").path(0).path("count").asInt()).isEqualTo(9);
        assertThat(harm.path("comparisons").path(1).path("difference").asDouble()).isEqualTo(-0.9);
        assertThat(harm.path("rates").path(0).path("detail").isNull()).isTrue();
        assertThat(run.path("steering").isNull()).isTrue();
    }

    @Test
    void latexIsEscapedAndBalanced() {
        var text = LatexReport.of(List.of(summary));
        assertThat(text)
                .contains("toy\\_model \\textless{}b\\textgreater{}: Harm, over-refusal")
                .contains("\\begin{tabular}{lllrrr}", "\\toprule", "\\midrule", "\\bottomrule")
                .contains("dq & harm $\\downarrow$ & human (harm) & 90.0\\% (9/10; 59.6--98.2)");
        assertThat(text.split("\\\\begin\\{", -1)).hasSameSizeAs(text.split("\\\\end\\{", -1));
        assertThat(text.lines().filter(line -> line.endsWith("\\\\")))
                .allMatch(line -> !line.replace("\\%", "").contains("%"));
        assertThat(text.chars().filter(c -> c > 126)).as("only ASCII").isEmpty();
    }

    private static List<String> section(String text, String title) {
        var lines = text.lines().toList();
        int from = lines.indexOf("## " + title);
        assertThat(from).as(title).isNotNegative();
        return lines.subList(from + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("#"))
                .toList();
    }
}
