package dev.rose.engine;

import dev.rose.engine.plan.Way;

/**
 * Now and then some steps in the way that seems the worse one, so that a cost that was measured
 * while the machine was busy does not decide for ever.
 */
final class Exploration {
    /** A trial is this rare that it costs no more than a few thousandths. */
    private static final int CHOICES_BETWEEN = 190;

    /** The first one comes sooner: what was measured may be wrong from the beginning. */
    private static final int CHOICES_BEFORE = 20;

    private static final int CHOICES = 3;

    private int choices = CHOICES_BETWEEN - CHOICES_BEFORE;

    /**
     * The way to go.
     *
     * @param chosen by the costs that are known
     * @param worthTrying whether the other way is possible and not much worse
     */
    Way instead(Way chosen, boolean worthTrying) {
        if (!worthTrying || ++choices <= CHOICES_BETWEEN) {
            return chosen;
        }
        if (choices == CHOICES_BETWEEN + CHOICES) {
            choices = 0;
        }
        return chosen == Way.SPLIT ? Way.JOINT : Way.SPLIT;
    }
}
