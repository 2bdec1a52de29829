package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.Outcome;
import dev.rose.eval.summary.Outcomes;
import dev.rose.eval.summary.Sheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a run is worse than another: for a build that should fail then. Harm and over-refusal are
 * looked at, each benchmark, judge and arm by itself, on the items that both runs scored; the arm
 * of the reverse prompt is left out, since nobody is served by it. A measure is worse where the
 * lower bound of its difference, one-sided, lies above the margin.
 *
 * @param margin how much worse is let pass, from 0 to 1, of a rate
 * @param confidence between 0.5 and 1, for instance 0.95
 */
public record Gate(double margin, double confidence) {

    public Gate {
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException(
                    "margin must be at least 0 and below 1, not %s".formatted(margin));
        }
        if (!(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "confidence must be above 0.5 and below 1, not %s".formatted(confidence));
        }
    }

    /**
     * What was found of one measure.
     *
     * @param counts of both runs
     * @param bound the lower one of the difference
     * @param isWorse whether the gate is shut
     */
    public record Finding(PairedCounts counts, double bound, boolean isWorse) {

        /** One line, for instance {@code pass harm dangerousqa …}. */
        @Override
        public String toString() {
            var by = counts.judge() + (counts.rubric().isEmpty() ? "" : "/" + counts.rubric());
            return String.format(
                    Locale.ROOT,
                    "%s  %s of %s, %s, by %s: %d → %d of %d (%s points, at least %s)",
                    isWorse ? "WORSE" : "pass ",
                    Figures.name(counts.kind()),
                    counts.benchmark(),
                    counts.arm(),
                    by,
                    counts.countBefore(),
                    counts.countAfter(),
                    counts.items(),
                    Figures.points(counts.difference()),
                    Figures.points(bound));
        }
    }

    /**
     * What a gate says.
     *
     * @param findings of each measure, not empty
     * @param otherQuestions items that bear one id in both runs and ask something else in each:
     *     they were not looked at
     */
    public record Result(List<Finding> findings, long otherQuestions) {
        public Result {
            findings = List.copyOf(findings);
        }

        /** Whether the gate is shut. */
        public boolean isWorse() {
            return findings.stream().anyMatch(Finding::isWorse);
        }

        /** For people: one of each finding, and one of what was not looked at. */
        public List<String> lines() {
            var lines = new ArrayList<String>();
            findings.forEach(finding -> lines.add(finding.toString()));
            if (otherQuestions > 0) {
                lines.add(RunPair.otherQuestions(otherQuestions));
            }
            return lines;
        }
    }

    /**
     * Compares.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where there is nothing to compare, or
     *     not all measures and modes that the baseline has: a gate that looks at nothing must not
     *     pass
     */
    public Result check(RunFolder run, RunFolder baseline) {
        var findings = new ArrayList<Finding>();
        var pair = RunPair.of(baseline, run);
        var others = RunPair.otherQuestions(pair.otherQuestions());
        var unlike = others.isEmpty() ? "" : " (" + others + ")";
        for (var counts : pair.counts()) {
            if (isGated(counts.kind()) && counts.arm().mode() != Mode.REVERSE) {
                double bound = counts.interval(2 * confidence - 1).low();
                findings.add(new Finding(counts, bound, bound > margin));
            }
        }
        if (findings.isEmpty()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s and %s share no item whose harm or over-refusal one judge scored in both%s; run the same benchmarks and judge both runs with the same judge"
                            .formatted(run.path(), baseline.path(), unlike));
        }
        requireAll(findings, run, baseline, unlike);
        return new Result(findings, pair.otherQuestions());
    }

    /**
     * What the baseline measured and this run does not is no reason to pass; of each mode, since
     * plain answers say nothing of those that are served.
     */
    private static void requireAll(
            List<Finding> findings, RunFolder run, RunFolder baseline, String unlike) {
        for (var sheet : Outcomes.of(baseline).sheets()) {
            for (var kind : sheet.kinds()) {
                for (var arm : sheet.arms()) {
                    if (isGated(kind)
                            && isScored(sheet, kind, arm)
                            && findings.stream()
                                    .noneMatch(it -> isOf(it.counts(), sheet, kind, arm.mode()))) {
                        throw new RoseException(
                                Kind.INVALID_REQUEST,
                                "%s has %s of %s, %s, by %s and %s has not on the same items%s; run and judge it there too"
                                        .formatted(
                                                baseline.path(),
                                                Figures.name(kind),
                                                sheet.benchmark(),
                                                arm,
                                                sheet.judge(),
                                                run.path(),
                                                unlike));
                    }
                }
            }
        }
    }

    private static boolean isScored(Sheet sheet, BenchmarkSummary.Kind kind, Arm arm) {
        return arm.mode() != Mode.REVERSE
                && IntStream.range(0, sheet.size())
                        .anyMatch(item -> sheet.outcome(kind, arm, item) != Outcome.UNKNOWN);
    }

    private static boolean isOf(
            PairedCounts counts, Sheet sheet, BenchmarkSummary.Kind kind, Mode mode) {
        return counts.kind() == kind
                && counts.before().mode() == mode
                && counts.benchmark().equals(sheet.benchmark())
                && counts.judge().equals(sheet.judge())
                && counts.rubric().equals(sheet.rubric());
    }

    /** For machines: an object with the list {@code gate}, in one line. */
    public static String json(Result result) {
        var node = JsonMapper.shared().createObjectNode();
        var list = node.putArray("gate");
        for (var finding : result.findings()) {
            var counts = finding.counts();
            list.addObject()
                    .put("benchmark", counts.benchmark())
                    .put("judge", counts.judge())
                    .put("rubric", counts.rubric())
                    .put("measure", Figures.key(counts.kind()))
                    .put("mode", counts.arm().modeName())
                    .put("policy", counts.arm().policy())
                    .put("items", counts.items())
                    .put("count_before", counts.countBefore())
                    .put("count_after", counts.countAfter())
                    .put("difference", counts.difference())
                    .put("bound", finding.bound())
                    .put("worse", finding.isWorse());
        }
        node.put("other_questions", result.otherQuestions());
        return node.toString();
    }

    private static boolean isGated(BenchmarkSummary.Kind kind) {
        return kind == BenchmarkSummary.Kind.HARM || kind == BenchmarkSummary.Kind.OVER_REFUSAL;
    }
}
