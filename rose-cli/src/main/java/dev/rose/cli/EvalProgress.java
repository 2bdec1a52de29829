package dev.rose.cli;

import dev.rose.eval.answering.EvaluationListener;
import dev.rose.eval.judge.RefusalRules;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.Verdict.Label;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells of a run on standard error: how far it is, how fast, how long yet, and how the present
 * benchmark's answers are so far: right ones of multiple choice, refusals of open questions.
 */
final class EvalProgress implements EvaluationListener {
    private static final int BAR_CELLS = 16;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SHOWN_EVERY_NANOS = 100_000_000;

    private final ProgressLine out;
    private final int arms;
    private final long begin = System.nanoTime();
    private final Map<Arm, Tally> tallies = new LinkedHashMap<>();
    private String benchmark = "";
    private long shown;
    private int before = -1;
    private int done;
    private int total;
    private int tenths = -1;

    /** Answers of an arm, and those of them that are right or refuse. */
    private static final class Tally {
        private int answers;
        private int counted;
    }

    /**
     * @param arms answers of an item
     */
    EvalProgress(Host host, int arms) {
        this.out = new ProgressLine(host);
        this.arms = arms;
    }

    @Override
    public void answered(RunAnswer answer, int nowDone, int ofTotal) {
        before = before < 0 ? nowDone - 1 : before;
        done = nowDone;
        total = ofTotal;
        count(answer);
        double part = (double) done / total;
        long now = System.nanoTime();
        if (out.canChange()) {
            if (now - shown > SHOWN_EVERY_NANOS || done == total) {
                shown = now;
                out.show("%s %s".formatted(ProgressLine.bar(part, BAR_CELLS), state(answer)));
            }
        } else if ((int) (part * 10) > tenths) {
            tenths = (int) (part * 10);
            out.line(state(answer));
        }
    }

    private void count(RunAnswer answer) {
        if (!answer.benchmark().equals(benchmark)) {
            benchmark = answer.benchmark();
            tallies.clear();
        }
        var tally = tallies.computeIfAbsent(answer.arm(), _ -> new Tally());
        tally.answers++;
        var choice = answer.choice();
        boolean counts =
                choice == null
                        ? RefusalRules.label(answer.text()) == Label.REFUSAL
                        : choice.isRight();
        tally.counted += counts ? 1 : 0;
    }

    private String state(RunAnswer answer) {
        var left = left();
        return "%d of %d answers, %.1f items/s%s; %s %s %s"
                .formatted(
                        done,
                        total,
                        itemsPerSecond(),
                        left.isZero() ? "" : ", about %s left".formatted(ProgressLine.time(left)),
                        benchmark,
                        answer.choice() == null ? "refusals" : "right",
                        tallies.entrySet().stream()
                                .map(entry -> rate(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private static String rate(Arm arm, Tally tally) {
        return "%s %d%%".formatted(arm, Math.round(100.0 * tally.counted / tally.answers));
    }

    private double seconds() {
        return (System.nanoTime() - begin) / NANOS_PER_SECOND;
    }

    private double itemsPerSecond() {
        return before < 0 ? 0 : (done - before) / (double) arms / Math.max(1e-9, seconds());
    }

    private Duration left() {
        int made = done - before;
        return made == 0
                ? Duration.ZERO
                : Duration.ofSeconds(Math.round(seconds() * (total - done) / made));
    }

    /** What was made in this stretch, for the last line. */
    String summary() {
        return before < 0
                ? "nothing was left to do"
                : "%d answers in %s, %.1f items/s"
                        .formatted(
                                done - before,
                                ProgressLine.time(Duration.ofSeconds(Math.round(seconds()))),
                                itemsPerSecond());
    }

    /** What was shown is of no more interest. */
    void end() {
        out.clear();
    }
}
