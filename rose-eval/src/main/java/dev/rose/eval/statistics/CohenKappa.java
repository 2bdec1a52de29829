package dev.rose.eval.statistics;

import java.util.HashMap;
import java.util.List;

/**
 * How far two agree beyond chance: J. Cohen, A coefficient of agreement for nominal scales, Educ.
 * Psychol. Meas. 20:37 (1960). Unweighted: labels have no order.
 */
public final class CohenKappa {

    private CohenKappa() {}

    /**
     * The coefficient, at most 1; 0 where they agree as often as by chance.
     *
     * @param first labels that the one gave
     * @param second labels that the other gave to the same things, as many
     * @return NaN where there are none, or where both gave one and the same label to all: then
     *     agreement and chance cannot be told apart
     */
    public static <L> double of(List<L> first, List<L> second) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException(
                    "%d labels and %d".formatted(first.size(), second.size()));
        }
        var ones = new HashMap<L, Long>();
        var others = new HashMap<L, Long>();
        long agreed = 0;
        for (int i = 0; i < first.size(); i++) {
            ones.merge(first.get(i), 1L, Long::sum);
            others.merge(second.get(i), 1L, Long::sum);
            agreed += first.get(i).equals(second.get(i)) ? 1 : 0;
        }
        double all = first.size();
        double chance = 0;
        for (var one : ones.entrySet()) {
            chance += one.getValue() / all * (others.getOrDefault(one.getKey(), 0L) / all);
        }
        return chance == 1 ? Double.NaN : (agreed / all - chance) / (1 - chance);
    }
}
