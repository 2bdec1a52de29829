package dev.rose.eval.judge;

import dev.rose.eval.run.Verdict;

/** Hears of each verdict as it is written. */
@FunctionalInterface
public interface JudgingListener {
    /**
     * A verdict was written.
     *
     * @param done verdicts that were written in this judging
     * @param total that will be
     */
    void judged(Verdict verdict, int done, int total);

    static JudgingListener silent() {
        return (_, _, _) -> {};
    }
}
