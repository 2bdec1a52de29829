package dev.rose.eval.summary;

import dev.rose.eval.judge.Degeneration;
import dev.rose.eval.run.RunAnswer;
import java.util.Arrays;
import java.util.BitSet;

/** What one arm answered to a benchmark, without the texts. */
final class Answered {
    private final BitSet answered = new BitSet();
    private final BitSet degenerate = new BitSet();
    private final BitSet choices = new BitSet();
    private final BitSet right = new BitSet();
    private final float[] mass;

    Answered(int items) {
        mass = new float[items];
        Arrays.fill(mass, Float.NaN);
    }

    void add(int item, RunAnswer answer) {
        if (answer.isTooLong()) {
            return;
        }
        answered.set(item);
        var choice = answer.choice();
        if (choice == null) {
            degenerate.set(item, Degeneration.isDegenerate(answer.text()));
        } else {
            choices.set(item);
            right.set(item, choice.isRight());
            mass[item] = (float) choice.mass();
        }
    }

    boolean has(int item) {
        return answered.get(item);
    }

    boolean hasChoices() {
        return !choices.isEmpty();
    }

    /** The probability of all letters together; NaN where the item is no answered choice. */
    double mass(int item) {
        return mass[item];
    }

    Outcome degenerate(int item) {
        return answered.get(item) && !choices.get(item)
                ? Outcome.of(degenerate.get(item))
                : Outcome.UNKNOWN;
    }

    Outcome right(int item) {
        return choices.get(item) ? Outcome.of(right.get(item)) : Outcome.UNKNOWN;
    }
}
