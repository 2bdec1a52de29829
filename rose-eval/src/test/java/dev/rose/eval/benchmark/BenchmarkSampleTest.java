package dev.rose.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchmarkSampleTest {

    @Test
    void theBenchmarksShareAndTheSmallOnesRestGoesToTheOthers() {
        var sample =
                BenchmarkSample.of(
                        List.of(data("a", 100, 0), data("b", 3, 0), data("c", 40, 50)), 20);
        assertThat(sample.stream().map(data -> data.benchmark().name()))
                .containsExactly("a", "b", "c");
        assertThat(sample.stream().map(data -> count(data, Risk.HARMFUL))).containsExactly(9, 3, 8);
        assertThat(sample.stream().map(data -> count(data, Risk.SAFE))).containsExactly(0, 0, 20);
    }

    @Test
    void itemsAreEvenlySpacedAndInTheirOrder() {
        var sample = BenchmarkSample.of(List.of(data("a", 100, 0)), 4).getFirst();
        assertThat(sample.items().stream().map(BenchmarkItem::id))
                .containsExactly("h0", "h25", "h50", "h75");
    }

    @Test
    void moreThanThereAreIsAll() {
        var all = List.of(data("a", 5, 3));
        assertThat(BenchmarkSample.of(all, 50)).isEqualTo(all);
    }

    @Test
    void multipleChoicesAreNoneOfIt() {
        var choice = new BenchmarkItem("m", "", Risk.SAFE, "Which?", List.of("a", "b"), 1, null);
        var data = new BenchmarkData(benchmark("a"), List.of(choice), Map.of());
        assertThat(BenchmarkSample.of(List.of(data), 50)).isEmpty();
    }

    private static int count(BenchmarkData data, Risk risk) {
        return (int) data.items().stream().filter(item -> item.risk() == risk).count();
    }

    private static BenchmarkData data(String name, int harmful, int safe) {
        var items = new ArrayList<BenchmarkItem>();
        for (int i = 0; i < harmful; i++) {
            items.add(BenchmarkItem.open("h" + i, "", Risk.HARMFUL, "H?"));
        }
        for (int i = 0; i < safe; i++) {
            items.add(BenchmarkItem.open("s" + i, "", Risk.SAFE, "S?"));
        }
        return new BenchmarkData(benchmark(name), items, Map.of());
    }

    private static Benchmark benchmark(String name) {
        return new Benchmark(
                name,
                1,
                name,
                "",
                "",
                List.of(),
                name,
                Benchmark.Task.OPEN,
                Benchmark.Metric.HARM,
                "en",
                8,
                0.5f,
                0);
    }
}
