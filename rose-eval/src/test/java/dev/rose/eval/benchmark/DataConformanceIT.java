package dev.rose.eval.benchmark;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.CatalogueOptions;
import dev.rose.catalogue.PullListener;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The published files themselves. Runs only with {@code -Dconformance=FOLDER}, and fails if there
 * is no {@code FOLDER/data} with them.
 */
@Tag("conformance")
class DataConformanceIT {
    private static Path data() {
        String folder = System.getProperty("conformance", "");
        assertThat(folder).as("the property 'conformance'").isNotBlank();
        return Path.of(System.getProperty("project.top", "")).resolve(folder).resolve("data");
    }

    private static BenchmarkData load(String name) {
        return Benchmarks.load(Benchmarks.find(name), data());
    }

    private static <K> Map<K, Long> counts(String name, Function<BenchmarkItem, K> by) {
        return load(name).items().stream().collect(groupingBy(by, counting()));
    }

    @ParameterizedTest
    @CsvSource({
        "dangerousqa, 200, 1",
        "harmfulqa, 1960, 10",
        "do-not-answer, 939, 5",
        "xstest, 450, 18",
        "alpaca-eval, 805, 5",
        "safetybench-zh-subset, 2100, 7",
        "cvalues, 664, 8",
        "mmlu, 14042, 57",
        "harmbench-val, 80, 3"
    })
    void allItemsAreRead(String name, int items, int categories) {
        var read = load(name);
        assertThat(read.items()).hasSize(items);
        var ids = new HashSet<String>();
        assertThat(read.items())
                .allSatisfy(item -> {
                    assertThat(ids.add(item.id())).as(item.id()).isTrue();
                    assertThat(item.question()).isNotBlank();
                });
        assertThat(counts(name, BenchmarkItem::category)).hasSize(categories);
        assertThat(load(name)).as("a second reading").isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "dangerousqa",
        "harmfulqa",
        "do-not-answer",
        "xstest",
        "alpaca-eval",
        "safetybench-zh-subset",
        "cvalues",
        "harmbench-val"
    })
    void theFilesAreThePublishersByTheirSums(String name) {
        var pull =
                new DataPull(
                        data(),
                        CatalogueOptions.defaults().withOffline(true),
                        PullListener.silent());
        assertThat(pull.pull(Benchmarks.find(name)))
                .isNotEmpty()
                .allSatisfy(pulled -> {
                    assertThat(pulled.checked()).isTrue();
                    assertThat(pulled.fetched()).isFalse();
                });
    }

    @Test
    void xsTestIsSafeAndUnsafe() {
        assertThat(counts("xstest", BenchmarkItem::risk))
                .isEqualTo(Map.of(Risk.SAFE, 250L, Risk.HARMFUL, 200L));
        assertThat(counts("xstest", BenchmarkItem::category))
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(25L));
    }

    @ParameterizedTest
    @CsvSource({
        "dangerousqa, HARMFUL",
        "harmbench-val, HARMFUL",
        "alpaca-eval, SAFE",
        "cvalues, SAFE"
    })
    void othersAreOfOneKind(String name, Risk risk) {
        assertThat(counts(name, BenchmarkItem::risk)).containsOnlyKeys(risk);
    }

    @Test
    void harmBenchKeepsItsKindsApart() {
        assertThat(counts("harmbench-val", BenchmarkItem::category))
                .isEqualTo(Map.of("standard", 41L, "contextual", 19L, "copyright", 20L));
        assertThat(load("harmbench-val").items())
                .filteredOn(item -> item.category().equals("contextual"))
                .allSatisfy(item -> assertThat(item.question()).contains("\n\n---\n\n"));
    }

    @Test
    void harmfulQaHasTwentyQuestionsASubtopic() {
        assertThat(counts("harmfulqa", item -> item.id().replaceAll("/\\d+$", "")))
                .hasSize(98)
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(20L));
    }

    @Test
    void alpacaEvalHasReferences() {
        assertThat(load("alpaca-eval").items())
                .allSatisfy(item -> assertThat(item.reference()).isNotBlank());
    }

    @Test
    void safetyBenchIsBalanced() {
        assertThat(counts("safetybench-zh-subset", BenchmarkItem::category))
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(300L));
        assertThat(counts("safetybench-zh-subset", item -> item.options().size()))
                .isEqualTo(Map.of(2, 887L, 3, 107L, 4, 1106L));
    }

    @Test
    void mmluHasFiveExamplesASubject() {
        var read = load("mmlu");
        assertThat(read.shots()).hasSize(57).allSatisfy((_, shots) -> assertThat(shots).hasSize(5));
        assertThat(read.shots().values().stream().mapToInt(List::size).sum()).isEqualTo(285);
        var first = read.items().getFirst();
        var query = read.query(first, Profile.PAPER);
        assertThat(query.text().split("\nAnswer: [A-D]\n\n")).hasSize(6);
        assertThat(query.text()).contains(first.question()).doesNotEndWith("\n");
        assertThat(query.letters()).hasSize(4);
    }
}
