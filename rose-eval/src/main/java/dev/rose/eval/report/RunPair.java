package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.Outcome;
import dev.rose.eval.summary.Outcomes;
import dev.rose.eval.summary.Sheet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two runs on the same items: what both counted, by the same judge and rubric. An item is the same
 * where its id and what it asks are.
 */
public final class RunPair {
    private final Outcomes before;
    private final Outcomes after;
    private final List<PairedCounts> counts = new ArrayList<>();

    private RunPair(Outcomes before, Outcomes after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Pairs two runs arm by arm. Arms are the same where mode and policy are; also where each run
     * has one arm of a mode alone, so that policies can be compared.
     */
    public static RunPair of(RunFolder before, RunFolder after) {
        var pair = new RunPair(Outcomes.of(before), Outcomes.of(after));
        for (var sheet : pair.after.sheets()) {
            var other = pair.match(sheet);
            if (other != null) {
                pair.count(other, sheet);
            }
        }
        return pair;
    }

    /** Every measure that both runs have; empty where they share no item that both scored. */
    public List<PairedCounts> counts() {
        return List.copyOf(counts);
    }

    /** How many items bear one id in both runs and ask something else in each. */
    public long otherQuestions() {
        return before.otherQuestions(after);
    }

    /** The same in a sentence; empty where there are none. */
    static String otherQuestions(long items) {
        return items == 0
                ? ""
                : items == 1
                        ? "1 item has the same id in both runs and another question; it is not compared"
                        : items
                                + " items have the same id in both runs and another question; they are not compared";
    }

    private @Nullable Sheet match(Sheet sheet) {
        return before.sheets().stream()
                .filter(it ->
                        it.benchmark().equals(sheet.benchmark())
                                && it.judge().equals(sheet.judge())
                                && it.rubric().equals(sheet.rubric()))
                .findFirst()
                .orElse(null);
    }

    private void count(Sheet first, Sheet second) {
        for (var kind : second.kinds()) {
            for (var arm : second.arms()) {
                var other = match(arm);
                if (other != null) {
                    count(first, second, kind, arm, other);
                }
            }
        }
    }

    private @Nullable Arm match(Arm arm) {
        if (before.arms().contains(arm)) {
            return arm;
        }
        var there = before.arms().stream().filter(it -> it.mode() == arm.mode()).toList();
        long here = after.arms().stream().filter(it -> it.mode() == arm.mode()).count();
        return there.size() == 1 && here == 1 ? there.getFirst() : null;
    }

    private void count(Sheet first, Sheet second, Kind kind, Arm arm, Arm other) {
        long both = 0;
        long neither = 0;
        var gained = new ArrayList<String>();
        var lost = new ArrayList<String>();
        for (int item = 0; item < second.size(); item++) {
            int number = first.same(second, item);
            if (number < 0) {
                continue;
            }
            var was = first.outcome(kind, other, number);
            var is = second.outcome(kind, arm, item);
            if (was == Outcome.UNKNOWN || is == Outcome.UNKNOWN) {
                continue;
            }
            if (was == is) {
                both += is == Outcome.YES ? 1 : 0;
                neither += is == Outcome.NO ? 1 : 0;
            } else {
                (is == Outcome.YES ? gained : lost).add(second.item(item));
            }
        }
        var found =
                new PairedCounts(
                        second.benchmark(),
                        second.judge(),
                        second.rubric(),
                        kind,
                        arm,
                        other,
                        both,
                        neither,
                        gained,
                        lost);
        if (found.items() > 0) {
            counts.add(found);
        }
    }
}
