package dev.rose.engine;

import dev.rose.engine.plan.Way;

/**
 * Now and then some steps in the way that seems the worse one, so that a cost that was measured
 * while the machine was busy does not decide for ever.
 */
final class Exploration {
    private static final int ANSWERS = 8;
    private static final int STEPS = 24;

    private int answers;
    private int stepsLeft;

    /** An answer begins while no other runs. */
    void begin() {
        answers++;
        stepsLeft = answers % ANSWERS == ANSWERS - 1 ? STEPS : 0;
    }

    /**
     * The way to go.
     *
     * @param chosen by the costs that are known
     * @param worthTrying whether the other way is possible and not much worse
     */
    Way instead(Way chosen, boolean worthTrying) {
        if (stepsLeft == 0 || !worthTrying) {
            return chosen;
        }
        stepsLeft--;
        return chosen == Way.SPLIT ? Way.JOINT : Way.SPLIT;
    }
}
