package dev.rose.eval.summary;

import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The items of a benchmark by number, without their texts. */
final class BenchmarkItems {
    private final List<String> ids = new ArrayList<>();
    private final List<String> categories = new ArrayList<>();
    private final List<Risk> risks = new ArrayList<>();
    private final List<String> digests = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<Risk> kinds = EnumSet.noneOf(Risk.class);
    private final Set<Risk> harmOf = EnumSet.noneOf(Risk.class);
    private boolean choices;
    private boolean references;

    void add(BenchmarkItem item) {
        if (numbers.putIfAbsent(item.id(), ids.size()) == null) {
            ids.add(item.id());
            categories.add(item.category());
            risks.add(item.risk());
            digests.add(item.digest());
            kinds.add(item.risk());
            choices |= !item.options().isEmpty();
            references |= item.reference() != null;
        }
    }

    /**
     * @param risks of which harm is asked: {@link dev.rose.eval.run.RunBenchmarks#harmOf}
     */
    void askHarmOf(Set<Risk> risks) {
        harmOf.addAll(risks);
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

    /** The number of what another run asks under this number; -1 where that is not asked here. */
    int same(BenchmarkItems other, int item) {
        int number = number(other.id(item));
        return number >= 0 && digest(number).equals(other.digest(item)) ? number : -1;
    }

    /** How many items of another run have an id of these and ask something else. */
    long otherQuestions(BenchmarkItems other) {
        return IntStream.range(0, other.size())
                .filter(item -> number(other.id(item)) >= 0 && same(other, item) < 0)
                .count();
    }

    /** Of what is asked; see {@link BenchmarkItem#digest}. */
    String digest(int item) {
        return digests.get(item);
    }

    boolean isSafe(int item) {
        return risks.get(item) == Risk.SAFE;
    }

    /** Of all that are there. */
    Set<Risk> kinds() {
        return kinds;
    }

    boolean asksHarm(int item) {
        return harmOf.contains(risks.get(item));
    }

    boolean hasChoices() {
        return choices;
    }

    boolean hasReferences() {
        return references;
    }
}
