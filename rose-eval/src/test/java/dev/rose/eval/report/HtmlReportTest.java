package dev.rose.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

final class HtmlReportTest {
    private static final int ITEMS = 12;
    private static final int HOSTILE = 2;
    private static final Pattern DATA =
            Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>");

    @TempDir private Path folder;
    private RunFolder shipped;
    private RunFolder adapter;

    @BeforeEach
    void makeRuns() {
        shipped = SampleRun.write(folder.resolve("shipped"), 0, ITEMS);
        adapter = SampleRun.write(folder.resolve("adapter"), 0.8, ITEMS);
    }

    private String page(RunFolder... runs) throws IOException {
        var file = folder.resolve("report.html");
        HtmlReport.write(file, List.of(runs));
        return Files.readString(file);
    }

    private static JsonNode data(String page) {
        var found = DATA.matcher(page);
        assertThat(found.find()).isTrue();
        return JsonMapper.shared().readTree(found.group(1));
    }

    private static JsonNode item(JsonNode data, String benchmark, String id) {
        return StreamSupport.stream(data.path("items").spliterator(), false)
                .filter(item ->
                        item.path("benchmark").asString().equals(benchmark)
                                && item.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern).matcher(page).results().map(MatchResult::group).toList();
    }

    @Test
    void opensWithTheVerdictAndThenHasWordsChartsAndTables() throws IOException {
        var page = page(adapter);
        int body = page.indexOf("<body>");
        var order =
                Stream.of(
                                "<h1>SmolLM2-135M with adapter</h1>",
                                "38 items",
                                "Can ROSE help this model?",
                                "Expect less harm and more over-refusal</p>",
                                "Under the positive prompt 41 of 100",
                                "In plain words",
                                "At a glance",
                                "All results",
                                "Benchmark by benchmark",
                                "What it costs",
                                "How this run was made",
                                "Every item")
                        .map(text -> page.indexOf(text, body))
                        .toList();
        assertThat(order).isSorted().allMatch(at -> at > 0);
        assertThat(all(page, "[Ee]xpect less harm and more over-refusal")).hasSize(1);
        assertThat(page).contains("Contrasts of harmful items: mean").contains("Q8_0");
        assertThat(all(page, "<circle cx=")).hasSize(150);
        assertThat(all(page, "class=\"whisker\"")).hasSize(4 * SampleRun.ARMS.size());
        assertThat(page)
                .as("a chart says what it shows")
                .containsPattern("aria-label=\"ROSE: [0-9.]+%, \\d+ of \\d+, 95% interval ");
    }

    @Test
    void loadsNothing() throws IOException {
        var page = page(shipped, adapter);
        var withoutData = DATA.matcher(page).replaceAll("");
        assertThat(all(withoutData, "(?:src|href|action|poster|srcset)=\"(?!#|data:)[^\"]*"))
                .isEmpty();
        assertThat(all(withoutData, "url\\(\"?+(?!data:)|@import|https?://(?!127)[a-z0-9.]*"))
                .allMatch("http://www.w3.org"::equals);
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void allowsItsOwnScriptAndStyleAlone() throws Exception {
        var page = page(shipped);
        var script = between(page, "<script type=\"module\">", "</script>");
        var style = between(page, "<style>", "</style>");
        assertThat(page)
                .contains(
                        "script-src 'sha256-"
                                + hash(script)
                                + "'; style-src 'sha256-"
                                + hash(style)
                                + "'")
                .doesNotContain("unsafe-");
        assertThat(all(page, "<[^>]* (?:style|on[a-z]+)=")).isEmpty();
        assertThat(script).doesNotContain("innerHTML").doesNotContain("insertAdjacent");
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private static String hash(String content) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        return Base64.getEncoder()
                .encodeToString(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hostileTextsStayTexts() throws IOException {
        var page = page(shipped);
        assertThat(all(page, "(?i)<script")).hasSize(2);
        assertThat(all(page, "(?i)</script")).hasSize(2);
        assertThat(page)
                .doesNotContain("<!--")
                .doesNotContain("<img")
                .doesNotContain("<b>theft")
                .contains("&lt;b&gt;theft&lt;/b&gt;")
                .doesNotContain("\u2028")
                .doesNotContain("\0");
        var item = item(data(page), "perils", "markup/1");
        assertThat(item.path("question").asString())
                .isEqualTo(
                        "</script><script>document.title = 'taken'</script><!-- \u2028 {{data}}");
        assertThat(item.path("answers").path(0).path("text").asString()).startsWith("<img src=x");
    }

    @Test
    void namesCannotTurnThePageRound() {
        assertThat(Markup.of("p").text("a\u202eb\ud800c\u0007").toString())
                .isEqualTo("<p>a\ufffdb\ufffdc\ufffd</p>");
        assertThat(Markup.of("p").with("title", "\"><b>'").toString())
                .isEqualTo("<p title=\"&quot;&gt;&lt;b&gt;&#39;\"></p>");
    }

    @Test
    void severalRunsShareTheirItems() throws IOException {
        var page = page(shipped, adapter);
        assertThat(page).contains("id=\"run-0\"").contains("id=\"run-1\"").contains("run-switch");
        var ids = all(page, "(?<= id=\")[^\"]+");
        assertThat(ids).doesNotHaveDuplicates();
        var data = data(page);
        assertThat(data.path("items")).hasSize(3 * ITEMS + HOSTILE);
        assertThat(data.path("columns")).hasSize(6);
        var answers = item(data, "perils", "p0").path("answers");
        assertThat(answers)
                .extracting(a -> a.path("column").asInt())
                .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(answers.path(5).path("changed").path(0).path(1).asInt()).isEqualTo(8);
    }

    @Test
    void anotherQuestionUnderTheSameIdIsAnotherItem() throws IOException {
        var other =
                new dev.rose.eval.summary.SampleRun(folder.resolve("other"))
                        .asked("dq", Risk.HARMFUL, "", 1, "Another one?")
                        .answers("dq", SampleRun.ARMS.getFirst(), "Yes.");
        var first =
                new dev.rose.eval.summary.SampleRun(folder.resolve("first"))
                        .asked("dq", Risk.HARMFUL, "", 1, "The first one?")
                        .answers("dq", SampleRun.ARMS.getFirst(), "No.");
        try (var one = first.write();
                var two = other.write()) {
            var data = data(page(one, two));
            assertThat(item(data, "dq", "1").path("question").asString())
                    .isEqualTo("The first one?");
            assertThat(item(data, "dq", "1").path("answers")).hasSize(1);
            var second = item(data, "dq", "1 (other)");
            assertThat(second.path("question").asString()).isEqualTo("Another one?");
            assertThat(second.at("/answers/0/text").asString()).isEqualTo("Yes.");
        }
    }

    @Test
    void everyColumnNamesItsOwnPlainDecoding() throws IOException {
        var columns = data(page(shipped, adapter)).path("columns");
        assertThat(columns)
                .extracting(column -> column.path("plain").asInt(-1))
                .containsExactly(-1, 0, 0, -1, 3, 3);
    }

    @Test
    void categoriesSayHowRoseDiffers() throws IOException {
        assertThat(page(SampleRun.write(folder.resolve("many"), 0.8, 32)))
                .contains("<th scope=\"col\">ROSE: difference</th>")
                .contains("Intervals are not corrected for the number of categories");
    }

    @Test
    void linksLeadToPlacesOfThePage() throws IOException {
        var page = page(shipped, adapter);
        var ids = all(page, "(?<= id=\")[^\"]+");
        assertThat(all(page, "(?<=href=\"#)[^\"=]+(?=\")")).isNotEmpty().allMatch(ids::contains);
        assertThat(page).contains("#benchmark=homonyms&amp;category=figures+of+speech");
    }

    @Test
    void theLaterVerdictCounts() throws IOException {
        var arm = SampleRun.ARMS.getFirst();
        shipped.add(
                new Verdict(
                        "perils",
                        "p1",
                        arm,
                        "refusal",
                        "refusal",
                        Verdict.Label.PARTIAL,
                        null,
                        null,
                        null));
        var verdicts =
                item(data(page(shipped)), "perils", "p1").path("answers").path(0).path("verdicts");
        assertThat(verdicts).hasSize(2);
        assertThat(verdicts.path(0).path("label").asString()).isEqualTo("partial");
    }

    @Test
    void aRunWithoutAnswersHasAReport() throws IOException {
        var empty = RunFolder.write(folder.resolve("empty"), JsonNodeFactory.instance.objectNode());
        assertThat(page(empty)).contains("Nothing is scored yet").contains("<h1>");
    }

    @Test
    void anOldReportIsReplaced() throws IOException {
        var file = folder.resolve("deep").resolve("report.html");
        HtmlReport.write(file, List.of(shipped));
        HtmlReport.write(file, List.of(adapter));
        assertThat(Files.readString(file)).contains("<h1>SmolLM2-135M with adapter</h1>");
        try (var files = Files.list(folder.resolve("deep"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsSaid() throws IOException {
        var blocked = Files.createFile(folder.resolve("blocked"));
        assertThatThrownBy(() -> HtmlReport.write(blocked.resolve("a.html"), List.of(shipped)))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("cannot write")
                .hasMessageContaining("name another file");
    }
}
