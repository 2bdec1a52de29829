package dev.rose.engine.plan;

import org.jspecify.annotations.Nullable;

/**
 * Now and then some steps in the way that seems the worse one, so that a cost that was learned
 * while the machine was busy does not decide for ever. Not thread-safe.
 */
public final class Exploration {
    /** A trial is this rare that it costs no more than a few thousandths. */
    private static final int CHOICES_BETWEEN = 190;

    /** The first one comes sooner: what was measured may be wrong from the beginning. */
    private static final int CHOICES_BEFORE = 20;

    /** The first one after a way was left because it became slow, perhaps for a moment only. */
    private static final int CHOICES_AFTER_SURPRISE = 5;

    /** How long a trial is: enough to learn from, behind some steps that settle. */
    private static final int CHOICES = 3;

    /** A trial among answers that come and go is over after so many of all choices. */
    private static final int MOST_CHOICES = 12;

    private @Nullable Way last;
    private @Nullable Way tried;
    private int choicesLeft;
    private int mostLeft;
    private int choicesUntil = CHOICES_BEFORE;
    private int nextChoicesUntil = CHOICES_BETWEEN;

    /**
     * The way to go.
     *
     * @param chosen by the costs that are known
     * @param alike whether it is for the same load as the last one and some steps after it, so that
     *     only what was learned of costs can have changed the choice; such choices are counted
     * @param canTry whether the other way is possible
     * @param worthTrying whether it is not much worse, as far as is known
     */
    public Way instead(Way chosen, boolean alike, boolean canTry, boolean worthTrying) {
        if (choicesLeft > 0 && mostLeft > 0 && tried != null && canTry) {
            choicesLeft -= alike ? 1 : 0;
            mostLeft--;
            last = null;
            return tried;
        }
        choicesLeft = 0;
        if (alike && last != null && chosen != last) {
            choicesUntil = CHOICES_AFTER_SURPRISE;
            nextChoicesUntil = CHOICES_AFTER_SURPRISE;
        }
        last = chosen;
        // What made a way seem slow also makes it seem not worth trying.
        boolean doubted = nextChoicesUntil < CHOICES_BETWEEN;
        if (!alike || !canTry || !(worthTrying || doubted) || choicesUntil-- > 0) {
            return chosen;
        }
        nextChoicesUntil = Math.min(CHOICES_BETWEEN, 2 * nextChoicesUntil);
        choicesUntil = nextChoicesUntil;
        choicesLeft = CHOICES - 1;
        mostLeft = MOST_CHOICES - 1;
        last = null;
        tried = chosen == Way.SPLIT ? Way.JOINT : Way.SPLIT;
        return tried;
    }
}
