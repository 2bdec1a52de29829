package dev.rose.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.engine.EngineStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetricsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern NAME = Pattern.compile("\\b(?:rose|jvm|process|system)_[a-z_]+");

    private static final EngineStats STATS =
            new EngineStats(
                    Map.of(),
                    900,
                    300,
                    200,
                    100,
                    80,
                    60,
                    2,
                    5_000_000_000L,
                    4_000_000_000L,
                    7,
                    1,
                    3,
                    4,
                    5,
                    4096,
                    1024);

    private final AtomicLong nanos = new AtomicLong();
    private final Metrics metrics = new Metrics(nanos::get);

    @BeforeEach
    void serve() {
        metrics.queue(() -> new QueueState(4, 3, 2, 11));
        metrics.engine("smol", () -> STATS);
        metrics.request("/v1/chat/completions", 200, Duration.ofMillis(700));
        metrics.request("/v1/chat/completions", 429, Duration.ofMillis(1));
        answer("rose", 11, new AnswerFigures("rose", "stop", 20, 11, 4, 1.25));
        answer("plain", 1, new AnswerFigures("plain", "length", 20, 1, 0, Double.NaN));
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void countsRequestsByRouteAndStatus() {
        assertThat(
                        value(
                                "rose_request_seconds_count{route=\"/v1/chat/completions\",status=\"429\"}"))
                .isEqualTo(1);
        assertThat(value("rose_request_seconds_sum{route=\"/v1/chat/completions\",status=\"200\"}"))
                .isEqualTo(0.7);
    }

    @Test
    void countsTokensByMode() {
        assertThat(value("rose_tokens_total{kind=\"completion\",mode=\"rose\"}")).isEqualTo(11);
        assertThat(value("rose_tokens_total{kind=\"prompt\",mode=\"plain\"}")).isEqualTo(20);
        assertThat(value("rose_changed_tokens_total{mode=\"rose\"}")).isEqualTo(4);
        assertThat(value("rose_answers_total{finish=\"length\",mode=\"plain\"}")).isEqualTo(1);
    }

    @Test
    void timesTheFirstTokenAndTheOthers() {
        assertThat(value("rose_first_token_seconds_sum{mode=\"rose\"}")).isEqualTo(0.2);
        assertThat(value("rose_first_token_seconds_bucket{mode=\"rose\",le=\"0.1\"}")).isZero();
        assertThat(value("rose_first_token_seconds_bucket{mode=\"rose\",le=\"0.25\"}"))
                .isEqualTo(1);
        assertThat(value("rose_token_seconds_sum{mode=\"rose\"}")).isEqualTo(0.05);
        assertThat(value("rose_token_seconds_count{mode=\"plain\"}"))
                .as("an answer of one token has no time between tokens")
                .isZero();
    }

    @Test
    void anAnswerThatNeverBeganHasNoTimes() {
        metrics.finished(
                metrics.started("reverse"),
                new AnswerFigures("reverse", "error", 5, 0, 0, Double.NaN));
        assertThat(value("rose_first_token_seconds_count{mode=\"reverse\"}")).isZero();
        assertThat(value("rose_answers_total{finish=\"error\",mode=\"reverse\"}")).isEqualTo(1);
    }

    @Test
    void showsOverheadWhereItIsKnown() {
        assertThat(value("rose_overhead_sum{mode=\"rose\"}")).isEqualTo(1.25);
        assertThat(metrics.scrape()).doesNotContain("rose_overhead_sum{mode=\"plain\"}");
    }

    @Test
    void showsTheQueueAndTheEngineAsTheyAre() {
        System.gc(); // meters hold what they ask weakly
        assertThat(value("rose_slots")).isEqualTo(4);
        assertThat(value("rose_running")).isEqualTo(3);
        assertThat(value("rose_waiting")).isEqualTo(2);
        assertThat(value("rose_refused_total")).isEqualTo(11);
        assertThat(value("rose_engine_draft_accepted_total{model=\"smol\"}")).isEqualTo(60);
        assertThat(value("rose_engine_cached_tokens_total{model=\"smol\"}")).isEqualTo(100);
        assertThat(value("rose_engine_decode_seconds_total{model=\"smol\"}")).isEqualTo(4);
        assertThat(value("rose_engine_prefixes{model=\"smol\"}")).isEqualTo(5);
        assertThat(value("rose_engine_cells{model=\"smol\"}")).isEqualTo(4096);
        assertThat(value("rose_engine_cells_used{model=\"smol\"}")).isEqualTo(1024);
    }

    @Test
    void theDocumentNamesEveryMetricOfRoseAndNoOther() throws IOException {
        var there = new TreeSet<String>();
        metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .filter(name -> name.startsWith("rose_") && !name.endsWith("_max"))
                .forEach(there::add);
        var rows = new TreeSet<String>();
        try (var lines = Files.lines(DOCS.resolve("metrics.md"))) {
            lines.filter(line -> line.startsWith("| `"))
                    .forEach(line -> rows.addAll(names(line.split("\\|", -1)[1])));
        }
        assertThat(rows).containsExactlyElementsOf(there);
    }

    @Test
    void theDashboardAsksOnlyForWhatIsThere() throws IOException {
        var scraped = metrics.scrape();
        var there = new TreeSet<String>();
        scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> there.add(line.split("[{ ]", 2)[0]));
        var dashboard =
                JsonMapper.shared()
                        .readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
        var queries = new ArrayList<String>();
        collect(dashboard, queries);
        assertThat(queries).hasSizeGreaterThan(10);
        var asked = new TreeSet<String>();
        queries.forEach(query -> asked.addAll(names(query)));
        assertThat(asked).hasSizeGreaterThan(10).isSubsetOf(there);
        assertThat(queries).as("each names a metric").allMatch(query -> !names(query).isEmpty());
        for (var label : labels(queries)) {
            assertThat(scraped).contains(label + "=\"");
        }
    }

    private static void collect(JsonNode node, List<String> queries) {
        if (node.hasNonNull("expr")) {
            queries.add(node.get("expr").stringValue());
        }
        node.forEach(child -> collect(child, queries));
    }

    private static Set<String> names(String text) {
        var names = new TreeSet<String>();
        NAME.matcher(text).results().forEach(match -> names.add(match.group()));
        return names;
    }

    private static Set<String> labels(List<String> queries) {
        var labels = new TreeSet<String>();
        for (var query : queries) {
            Pattern.compile("by \\(([a-z, ]+)\\)|\\{([a-z]+)")
                    .matcher(query)
                    .results()
                    .forEach(match -> {
                        var found = match.group(1) == null ? match.group(2) : match.group(1);
                        labels.addAll(List.of(found.split(", *", -1)));
                    });
        }
        return labels;
    }

    private void answer(String mode, int tokens, AnswerFigures figures) {
        var timer = metrics.started(mode);
        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        for (var token = 0; token < tokens; token++) {
            timer.token();
            nanos.addAndGet(token < tokens - 1 ? Duration.ofMillis(50).toNanos() : 0);
        }
        metrics.finished(timer, figures);
    }

    private double value(String series) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not in\n" + metrics.scrape()));
    }
}
