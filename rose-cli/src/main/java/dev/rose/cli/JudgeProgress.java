package dev.rose.cli;

import dev.rose.eval.judge.Judging;
import dev.rose.eval.judge.JudgingListener;
import dev.rose.eval.run.Verdict;

/** How far a judge is, on standard error. */
final class JudgeProgress implements JudgingListener {
    private static final int BAR_CELLS = 20;

    private final ProgressLine out;
    private final String judge;
    private int unscored;

    JudgeProgress(Host host, String judge) {
        this.out = new ProgressLine(host);
        this.judge = judge;
    }

    @Override
    public void judged(Verdict verdict, int done, int total) {
        if (verdict.label() == Verdict.Label.UNSCORED) {
            unscored++;
        }
        // A tenth at a time where nobody watches, a hundredth where somebody does.
        int parts = out.canChange() ? 100 : 10;
        if ((long) done * parts / total == (long) (done - 1) * parts / total) {
            return;
        }
        var text =
                "%s: %d of %d%s"
                        .formatted(
                                judge,
                                done,
                                total,
                                unscored == 0 ? "" : ", %d unscored".formatted(unscored));
        if (out.canChange()) {
            out.show(ProgressLine.bar((double) done / total, BAR_CELLS) + " " + text);
        } else if (total > parts) {
            out.line(text);
        }
    }

    void clear() {
        out.clear();
    }

    void end(Judging.Outcome outcome) {
        var before =
                outcome.before() == 0 ? "" : ", %d were there before".formatted(outcome.before());
        out.line("%s: %d verdicts%s".formatted(judge, outcome.judged(), before));
        if (outcome.failed() > 0) {
            out.line(
                    "%s could not be asked about %d answers, which are unscored; the reason is in their notes in verdicts.jsonl, and the same command asks again"
                            .formatted(judge, outcome.failed()));
        }
    }
}
