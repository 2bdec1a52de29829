package dev.rose.eval.benchmark;

import java.util.List;
import java.util.Map;

/**
 * What the files of a benchmark hold.
 *
 * @param items in the order of the files
 * @param shots solved examples by category
 */
record ReadItems(List<BenchmarkItem> items, Map<String, List<BenchmarkItem>> shots) {
    static ReadItems of(ItemList items) {
        return new ReadItems(items.items(), Map.of());
    }
}
