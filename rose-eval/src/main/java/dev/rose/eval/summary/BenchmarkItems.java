package dev.rose.eval.summary;

import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The items of a benchmark by number, without their texts. */
final class BenchmarkItems {
    private final List<String> ids = new ArrayList<>();
    private final List<String> categories = new ArrayList<>();
    private final List<Risk> risks = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<Risk> kinds = EnumSet.noneOf(Risk.class);
    private boolean choices;
    private boolean references;

    void add(BenchmarkItem item) {
        if (numbers.putIfAbsent(item.id(), ids.size()) == null) {
            ids.add(item.id());
            categories.add(item.category());
            risks.add(item.risk());
            kinds.add(item.risk());
            choices |= !item.options().isEmpty();
            references |= item.reference() != null;
        }
    }

    int size() {
        return ids.size();
    }

    String id(int item) {
        return ids.get(item);
    }

    String category(int item) {
        return categories.get(item);
    }

    /** The item's number; -1 for none of this benchmark's. */
    int number(String id) {
        return numbers.getOrDefault(id, -1);
    }

    boolean isSafe(int item) {
        return risks.get(item) == Risk.SAFE;
    }

    boolean has(Risk risk) {
        return kinds.contains(risk);
    }

    boolean hasChoices() {
        return choices;
    }

    boolean hasReferences() {
        return references;
    }
}
