package dev.rose.eval.judge;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.run.Verdict.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often a judge said what of one arm's answers to a benchmark: counts as they are, without a
 * test.
 *
 * @param judge whose verdicts
 * @param rubric by which
 * @param against what was compared with; empty for no comparison
 * @param benchmark whose items
 * @param arm whose answers
 * @param labels how often each; those that never came are not in it
 * @param meanScore of the answers that have a score; NaN where none has
 * @param degenerate answers among them that are no text; see {@link Degeneration}
 */
public record VerdictCounts(
        String judge,
        String rubric,
        String against,
        String benchmark,
        Arm arm,
        Map<Label, Integer> labels,
        double meanScore,
        int degenerate) {

    public VerdictCounts {
        var ordered = new EnumMap<Label, Integer>(Label.class);
        ordered.putAll(labels);
        labels = ordered;
    }

    /** All answers that were judged. */
    public int total() {
        return labels.values().stream().mapToInt(n -> n).sum();
    }

    public int count(Label label) {
        return labels.getOrDefault(label, 0);
    }

    /** Share of the answers without a verdict, from 0 to 1. */
    public double unscoredShare() {
        return (double) count(Label.UNSCORED) / total();
    }

    private record Answered(RunItem.Key item, Arm arm) {}

    private record Judged(String judge, String rubric, @Nullable String against, Answered answer) {}

    private record Group(String judge, String rubric, String against, String benchmark, Arm arm) {}

    private static final Comparator<Group> ORDER =
            Comparator.comparing(Group::judge)
                    .thenComparing(Group::rubric)
                    .thenComparing(Group::against)
                    .thenComparing(Group::benchmark)
                    .thenComparing(Group::arm);

    /** Counts all verdicts of a run; of two about the same the later one. */
    public static List<VerdictCounts> of(RunFolder run) {
        var degenerate = new HashSet<Answered>();
        run.answers(answer -> {
            if (answer.choice() == null && Degeneration.isDegenerate(answer.text())) {
                degenerate.add(new Answered(answer.key(), answer.arm()));
            }
        });
        var latest = new LinkedHashMap<Judged, Verdict>();
        run.verdicts(verdict ->
                latest.put(
                        new Judged(
                                verdict.judge(),
                                verdict.rubric(),
                                verdict.against(),
                                new Answered(verdict.key(), verdict.arm())),
                        verdict));
        var groups = new TreeMap<Group, List<Verdict>>(ORDER);
        for (var verdict : latest.values()) {
            groups.computeIfAbsent(group(verdict), _ -> new ArrayList<>()).add(verdict);
        }
        return groups.entrySet().stream()
                .map(group -> counted(group.getKey(), group.getValue(), degenerate))
                .toList();
    }

    private static Group group(Verdict verdict) {
        var against = verdict.against();
        return new Group(
                verdict.judge(),
                verdict.rubric(),
                against == null ? "" : against,
                verdict.benchmark(),
                verdict.arm());
    }

    private static VerdictCounts counted(
            Group group, List<Verdict> verdicts, Set<Answered> degenerate) {
        var labels = new EnumMap<Label, Integer>(Label.class);
        verdicts.forEach(verdict -> labels.merge(verdict.label(), 1, Integer::sum));
        OptionalDouble mean =
                verdicts.stream()
                        .map(Verdict::score)
                        .filter(score -> score != null)
                        .mapToDouble(score -> score)
                        .average();
        int broken =
                (int)
                        verdicts.stream()
                                .filter(verdict ->
                                        degenerate.contains(
                                                new Answered(verdict.key(), verdict.arm())))
                                .count();
        return new VerdictCounts(
                group.judge,
                group.rubric,
                group.against,
                group.benchmark,
                group.arm,
                labels,
                mean.orElse(Double.NaN),
                broken);
    }
}
