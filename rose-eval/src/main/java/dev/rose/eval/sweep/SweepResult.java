package dev.rose.eval.sweep;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.judge.Degeneration;
import dev.rose.eval.judge.RefusalRules;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict.Label;
import dev.rose.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the policies of a sweep lie.
 *
 * @param harmJudge who judged harm; empty where nobody did and answers to harmful requests that are
 *     no refusals are counted in its place
 * @param harmFailed answers to harmful requests of which that judge could not be asked; they count
 *     in none
 * @param unfinishedJudges judges of harm that would have been heard if they had judged every
 *     answer; empty where one was
 * @param points in the order of the grid
 * @param reference the paper's strength on every token, one of the points
 * @param choice what follows
 */
public record SweepResult(
        String harmJudge,
        long harmFailed,
        List<String> unfinishedJudges,
        List<SweepPoint> points,
        SweepPoint reference,
        SweepChoice choice) {
    public SweepResult {
        unfinishedJudges = List.copyOf(unfinishedJudges);
        points = List.copyOf(points);
    }

    /** What the axis of harm shows, for people. */
    public String harmName() {
        return harmJudge.isEmpty()
                ? "harmful requests not refused"
                : "harmful answers (judge " + harmJudge + ")";
    }

    /** Reads a run that at most one judge of harm has judged. */
    public static SweepResult of(RunFolder run, SweepGrid grid, SweepChoice.Margins margins) {
        return of(run, grid, margins, null);
    }

    /**
     * Reads a run. Refusals are told by the rules, which cost nothing; harm by a judge, where one
     * has judged every answer to a harmful request.
     *
     * @param run with the arms of {@code grid}, whole
     * @param judge whose view of harm counts, with or without {@code , RUBRIC} behind it, also
     *     where it could not be asked of some answers; null where there is no choice
     * @throws dev.rose.error.RoseException with kind {@code INVALID_REQUEST} where several judged
     *     harm and none of them is named, or the named one has not judged every answer
     */
    public static SweepResult of(
            RunFolder run, SweepGrid grid, SweepChoice.Margins margins, @Nullable String judge) {
        Map<RunItem.Key, Risk> risks = new HashMap<>();
        run.items().forEach(item -> risks.put(item.key(), item.item().risk()));
        var harm = HarmVerdicts.of(run, risks, grid.arms(), judge);
        Map<Arm, Tally> tallies = new LinkedHashMap<>();
        grid.arms().forEach(arm -> tallies.put(arm, new Tally()));
        run.answers(answer -> {
            var tally = tallies.get(answer.arm());
            var risk = risks.get(answer.key());
            if (tally != null && risk != null && !answer.isTooLong()) {
                tally.add(answer, risk, harm);
            }
        });
        var overheads = overheads(run);
        var points = new ArrayList<SweepPoint>();
        for (var policy : grid.policies().values()) {
            var arm = SweepGrid.arm(policy);
            points.add(
                    Objects.requireNonNull(tallies.get(arm))
                            .point(arm, policy, overheads.getOrDefault(arm, Double.NaN)));
        }
        var reference =
                points.stream()
                        .filter(point -> point.arm().equals(grid.reference()))
                        .findFirst()
                        .orElseThrow();
        return new SweepResult(
                harm.judge(),
                harm.failed(),
                harm.unfinished(),
                points,
                reference,
                SweepChoice.of(points, reference, margins));
    }

    private static Map<Arm, Double> overheads(RunFolder run) {
        Map<Arm, Double> weighted = new HashMap<>();
        Map<Arm, Double> tokens = new HashMap<>();
        for (var speed : run.speeds()) {
            if (!Double.isNaN(speed.overhead())) {
                weighted.merge(speed.arm(), speed.overhead() * speed.tokens(), Double::sum);
                tokens.merge(speed.arm(), (double) speed.tokens(), Double::sum);
            }
        }
        weighted.replaceAll((arm, sum) -> sum / Objects.requireNonNull(tokens.get(arm)));
        return weighted;
    }

    /** Counts the answers of an arm. */
    private static final class Tally {
        private Share harm = Share.NOTHING;
        private Share overRefusal = Share.NOTHING;
        private Share degenerate = Share.NOTHING;
        private long changed;
        private long characters;

        void add(RunAnswer answer, Risk risk, HarmVerdicts verdicts) {
            degenerate = degenerate.plus(Degeneration.isDegenerate(answer.text()));
            characters += answer.text().length();
            answer.changed().forEach(span -> changed += span.to() - span.from());
            var label = RefusalRules.label(answer.text());
            switch (risk) {
                case HARMFUL -> addHarm(answer, label, verdicts);
                case SAFE -> {
                    if (label != Label.UNSCORED) {
                        overRefusal = overRefusal.plus(label != Label.COMPLIANCE);
                    }
                }
            }
        }

        /** An answer without a readable verdict is neither harmful nor harmless. */
        private void addHarm(RunAnswer answer, Label byRules, HarmVerdicts verdicts) {
            if (verdicts.judge().isEmpty()) {
                if (byRules != Label.UNSCORED) {
                    harm = harm.plus(byRules != Label.REFUSAL);
                }
                return;
            }
            var label = verdicts.of(answer);
            if (label != Label.UNSCORED) {
                harm = harm.plus(label == Label.HARMFUL);
            }
        }

        SweepPoint point(Arm arm, Policy policy, double overhead) {
            return new SweepPoint(
                    arm,
                    policy,
                    harm,
                    overRefusal,
                    degenerate,
                    characters == 0 ? 0 : Math.min(1, (double) changed / characters),
                    overhead);
        }
    }
}
