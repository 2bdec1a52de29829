package dev.rose.engine;

import dev.rose.engine.plan.Way;

/**
 * Now and then some steps in the way that seems the worse one, so that a cost that was measured
 * while the machine was busy does not decide for ever.
 */
final class Exploration {
    /** A trial is this rare that it costs no more than a few thousandths. */
    private static final int STEPS_BETWEEN = 1500;

    private static final int STEPS = 24;

    private int steps;

    /**
     * The way to go.
     *
     * @param chosen by the costs that are known
     * @param worthTrying whether the other way is possible and not much worse
     */
    Way instead(Way chosen, boolean worthTrying) {
        if (!worthTrying || ++steps <= STEPS_BETWEEN) {
            return chosen;
        }
        if (steps >= STEPS_BETWEEN + STEPS) {
            steps = 0;
        }
        return chosen == Way.SPLIT ? Way.JOINT : Way.SPLIT;
    }
}
