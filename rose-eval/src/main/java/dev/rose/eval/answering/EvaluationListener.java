package dev.rose.eval.answering;

import dev.rose.eval.run.RunAnswer;

/** Hears of a run as it is made. Called by one thread at a time, in the order of the run. */
@FunctionalInterface
public interface EvaluationListener {

    /**
     * An answer was written.
     *
     * @param done answers that the run has, those of earlier stretches included
     * @param total that it will have
     */
    void answered(RunAnswer answer, int done, int total);
}
