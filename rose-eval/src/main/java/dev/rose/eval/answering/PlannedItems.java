package dev.rose.eval.answering;

import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.RunItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Which items a run asks, and in which order. */
final class PlannedItems {

    /** An item and where it is from. */
    record Planned(BenchmarkData data, RunItem item) {
        boolean isOf(BenchmarkData other) {
            return item.benchmark().equals(other.benchmark().name());
        }
    }

    private PlannedItems() {}

    /** Those of the undivided run; the same for the same plan, always and everywhere. */
    static List<Planned> all(EvaluationPlan plan) {
        var planned = new ArrayList<Planned>();
        for (var data : plan.data()) {
            for (var item : inOrder(data, sample(data, plan.limit(), plan.seed()))) {
                planned.add(new Planned(data, new RunItem(data.benchmark().name(), item)));
            }
        }
        return planned;
    }

    /** Those of a part. */
    static List<Planned> of(Shard shard, List<Planned> all) {
        return IntStream.range(0, all.size()).filter(shard::has).mapToObj(all::get).toList();
    }

    /** Some items in their order; those of a smaller limit are among those of a larger one. */
    private static List<BenchmarkItem> sample(BenchmarkData data, int limit, long seed) {
        var items = data.items();
        if (limit == 0 || limit >= items.size()) {
            return items;
        }
        var places = new ArrayList<>(IntStream.range(0, items.size()).boxed().toList());
        // The name is in it, so that benchmarks of a size do not all give the same places.
        Collections.shuffle(places, new Random(seed ^ data.benchmark().name().hashCode()));
        return places.subList(0, limit).stream().sorted().map(items::get).toList();
    }

    /** Those with the same solved examples together, so that these are computed once. */
    private static List<BenchmarkItem> inOrder(BenchmarkData data, List<BenchmarkItem> items) {
        if (data.shots().isEmpty()) {
            return items;
        }
        var byCategory = new LinkedHashMap<String, List<BenchmarkItem>>();
        for (var item : items) {
            byCategory.computeIfAbsent(item.category(), _ -> new ArrayList<>()).add(item);
        }
        return byCategory.values().stream().flatMap(List::stream).toList();
    }
}
