package dev.rose.engine;

import dev.rose.engine.plan.Way;

/**
 * Steps of one shape: those that decoded as many rows in the same way, and no prompts.
 *
 * @param way of the decode
 * @param rows of it, in the fuller context where there are two; negative where the positive stream
 *     ran so many rows ahead and the others caught up
 * @param count of such steps
 * @param medianMs of the whole step, what the model did not do included, in milliseconds
 * @param medianOwnMs of what the model did not do, in milliseconds
 */
public record StepShape(Way way, int rows, long count, double medianMs, double medianOwnMs) {

    /** Time of all such steps with each at the median, in milliseconds: machines stall. */
    public double totalMs() {
        return count * medianMs;
    }

    /** As {@link #totalMs}, of what the model did not do. */
    public double totalOwnMs() {
        return count * medianOwnMs;
    }
}
