package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Some open questions of benchmarks, the same each time: evenly spaced over each file, so that all
 * its categories are there.
 */
public final class BenchmarkSample {
    private BenchmarkSample() {}

    /**
     * The benchmarks with fewer items; those without any of the sample are left out.
     *
     * @param perRisk harmful and safe items each, at most, shared by the benchmarks that have them
     */
    public static List<BenchmarkData> of(List<BenchmarkData> all, int perRisk) {
        var harmful = shares(all, Risk.HARMFUL, perRisk);
        var safe = shares(all, Risk.SAFE, perRisk);
        var sampled = new ArrayList<BenchmarkData>();
        for (int i = 0; i < all.size(); i++) {
            Set<BenchmarkItem> kept = new HashSet<>(harmful.get(i));
            kept.addAll(safe.get(i));
            var data = all.get(i);
            if (!kept.isEmpty()) {
                var items = data.items().stream().filter(kept::contains).toList();
                sampled.add(new BenchmarkData(data.benchmark(), items, data.shots()));
            }
        }
        return sampled;
    }

    /** The sample of one risk: of each benchmark, in their order. */
    private static List<List<BenchmarkItem>> shares(List<BenchmarkData> all, Risk risk, int count) {
        var there = all.stream().map(data -> open(data, risk)).toList();
        var shares = new int[all.size()];
        int left = count;
        int takers = all.size();
        // The small ones first: what they cannot fill goes to the others.
        var order =
                IntStream.range(0, all.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> there.get(i).size()))
                        .toList();
        for (int i : order) {
            shares[i] = Math.min(there.get(i).size(), left / takers);
            left -= shares[i];
            takers--;
        }
        return IntStream.range(0, all.size())
                .mapToObj(i -> evenly(there.get(i), shares[i]))
                .toList();
    }

    private static List<BenchmarkItem> open(BenchmarkData data, Risk risk) {
        return data.items().stream()
                .filter(item -> item.risk() == risk && item.options().isEmpty())
                .toList();
    }

    /** At most {@code count} of all, evenly spaced. */
    public static <T> List<T> evenly(List<T> all, int count) {
        if (count >= all.size()) {
            return List.copyOf(all);
        }
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }
}
