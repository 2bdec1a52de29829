package dev.rose.eval.summary;

import dev.rose.eval.run.Verdict.Label;
import dev.rose.eval.statistics.CohenKappa;
import dev.rose.eval.summary.RunSummary.Agreement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far the judges of a run agree, over all benchmarks that two judged by the same rubric. */
final class Agreements {

    private Agreements() {}

    private record Pair(String rubric, String first, String second) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER =
                Comparator.comparing(Pair::rubric)
                        .thenComparing(Pair::first)
                        .thenComparing(Pair::second);

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }
    }

    /** What both said of the same answers. */
    private record Labels(List<Label> first, List<Label> second) {}

    static List<Agreement> of(List<Sheet> sheets) {
        Map<Pair, Labels> pairs = new TreeMap<>();
        for (var one : sheets) {
            for (var other : sheets) {
                if (one.judge().compareTo(other.judge()) < 0 && one.isComparable(other)) {
                    add(
                            one,
                            other,
                            pairs.computeIfAbsent(
                                    new Pair(one.rubric(), one.judge(), other.judge()),
                                    _ -> new Labels(new ArrayList<>(), new ArrayList<>())));
                }
            }
        }
        var agreements = new ArrayList<Agreement>();
        pairs.forEach((pair, labels) -> agreements.add(agreement(pair, labels)));
        return agreements;
    }

    private static void add(Sheet one, Sheet other, Labels labels) {
        for (var arm : one.judgedArms()) {
            for (int item = 0; item < one.size(); item++) {
                var first = one.label(arm, item);
                var second = other.label(arm, item);
                if (first != null && second != null) {
                    labels.first().add(first);
                    labels.second().add(second);
                }
            }
        }
    }

    private static Agreement agreement(Pair pair, Labels labels) {
        long agreed = 0;
        for (int i = 0; i < labels.first().size(); i++) {
            agreed += labels.first().get(i) == labels.second().get(i) ? 1 : 0;
        }
        return new Agreement(
                pair.first(),
                pair.second(),
                pair.rubric(),
                labels.first().size(),
                agreed,
                CohenKappa.of(labels.first(), labels.second()));
    }
}
