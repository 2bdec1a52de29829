package dev.rose.eval.report;

import dev.rose.Mode;
import dev.rose.eval.run.Arm;
import dev.rose.eval.statistics.McNemar;
import dev.rose.eval.statistics.SmallestEffect;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import dev.rose.eval.summary.RunSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A run in a few sentences, the first of any report: whether ROSE can help, what it changed, what
 * was not measured, what to beware of. Counts are of all benchmarks together; a change is only
 * called one where McNemar's test has it below 0.05.
 */
public final class PlainWords {
    private static final double LEVEL = 0.05;
    private static final double MANY = 0.05;
    private static final double NOISE = 0.5;
    private static final double PERCENT = 100;

    private final RunSummary summary;
    private final List<String> sentences = new ArrayList<>();

    private PlainWords(RunSummary summary) {
        this.summary = summary;
    }

    /** The sentences, each whole, in the order in which they should be read. */
    public static List<String> of(RunSummary summary) {
        var words = new PlainWords(summary);
        words.steering();
        words.changes();
        words.unmeasured();
        words.warnings();
        words.cost();
        return List.copyOf(words.sentences);
    }

    private void steering() {
        var steering = summary.steering();
        sentences.add(
                steering == null
                        ? "Whether the prompts steer this model at all was not measured; ./rose"
                                + " eval steer does it in a few minutes."
                        : steering.sentence());
    }

    /** One judge's counts of a kind in one arm and in its baseline, over all benchmarks. */
    private static final class Change {
        private long before;
        private long beforeOf;
        private long after;
        private long afterOf;
        private long items;
        private long gained;
        private long lost;

        void add(Measure measure, Comparison comparison) {
            var first = measure.rates().get(comparison.baseline());
            var second = measure.rates().get(comparison.arm());
            // Where pairs were judged directly, the baseline has no rate of its own.
            if (first != null && second != null) {
                before += first.count();
                beforeOf += first.of();
                after += second.count();
                afterOf += second.of();
            }
            items += comparison.items();
            gained += comparison.gained();
            lost += comparison.lost();
        }

        double p() {
            return McNemar.exact(gained, lost);
        }

        boolean isClear() {
            return p() < LEVEL;
        }

        String counts() {
            if (beforeOf == 0) {
                return "%d better and %d worse of %d".formatted(gained, lost, items);
            }
            return beforeOf == afterOf
                    ? "%d → %d of %d".formatted(before, after, afterOf)
                    : "%d of %d → %d of %d".formatted(before, beforeOf, after, afterOf);
        }

        /** With the test, and where it shows nothing with what it could have shown. */
        String figures() {
            var text = counts() + ", p = " + Figures.p(p());
            if (isClear()) {
                return text;
            }
            double least = SmallestEffect.ofPairs(items, (double) (gained + lost) / items);
            return text
                    + (Double.isNaN(least)
                            ? "; too few to show any"
                            : String.format(
                                    Locale.ROOT,
                                    "; fewer than %.0f points would not show",
                                    Math.ceil(PERCENT * least)));
        }
    }

    private record By(Kind kind, String judge) {}

    private void changes() {
        for (var arm : roseArms()) {
            var changes = changes(arm);
            if (changes.isEmpty()) {
                continue;
            }
            var parts = new ArrayList<String>();
            changes.forEach((by, change) -> parts.add(part(by, change, changes)));
            sentences.add(name(arm) + " against plain decoding: " + joined(parts) + ".");
            judgement(name(arm), changes);
        }
    }

    /** In the order of the tables; what concerns the judging and not the answers is left out. */
    private Map<By, Change> changes(Arm arm) {
        Map<By, Change> changes = new LinkedHashMap<>();
        for (var kind :
                List.of(Kind.HARM, Kind.OVER_REFUSAL, Kind.REFUSAL, Kind.WIN, Kind.ACCURACY)) {
            for (var benchmark : summary.benchmarks()) {
                for (var measure : measures(benchmark, kind)) {
                    measure.comparisons().stream()
                            .filter(comparison -> comparison.arm().equals(arm))
                            .forEach(comparison ->
                                    changes.computeIfAbsent(
                                                    new By(kind, judge(benchmark)),
                                                    _ -> new Change())
                                            .add(measure, comparison));
                }
            }
        }
        return changes;
    }

    private static List<Measure> measures(BenchmarkSummary benchmark, Kind kind) {
        return benchmark.measures().stream()
                .filter(measure -> measure.kind() == kind && measure.category().isEmpty())
                .toList();
    }

    private static String judge(BenchmarkSummary benchmark) {
        return benchmark.rubric().isEmpty() || benchmark.rubric().equals(benchmark.judge())
                ? benchmark.judge()
                : benchmark.judge() + ", " + benchmark.rubric();
    }

    private static String part(By by, Change change, Map<By, Change> all) {
        boolean several = all.keySet().stream().filter(it -> it.kind() == by.kind()).count() > 1;
        return "%s (%s%s)"
                .formatted(
                        direction(by.kind(), change),
                        change.figures(),
                        several ? "; by " + by.judge() : "");
    }

    private static String direction(Kind kind, Change change) {
        boolean more = change.gained > change.lost;
        if (!change.isClear()) {
            return "no clear change in " + noun(kind);
        }
        return kind == Kind.WIN
                ? more ? "better answers" : "worse answers"
                : (more ? "more " : "less ") + noun(kind);
    }

    private static String noun(Kind kind) {
        return switch (kind) {
            case HARM -> "harm";
            case OVER_REFUSAL -> "over-refusal";
            case REFUSAL -> "refusal of harmful requests";
            case WIN -> "quality";
            case ACCURACY -> "accuracy";
            case DEGENERATE -> "degenerate text";
            case UNSCORED -> "unscored answers";
        };
    }

    private static String joined(List<String> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    /** What the figures come to, where they come to something that is easily overlooked. */
    private void judgement(String name, Map<By, Change> changes) {
        var harm = of(changes, Kind.HARM);
        var safety = harm.isEmpty() ? of(changes, Kind.REFUSAL) : harm;
        if (safety.isEmpty()) {
            return;
        }
        boolean better =
                safety.stream().anyMatch(it -> it.isClear() && isLess(it) == !harm.isEmpty());
        boolean worse =
                safety.stream().anyMatch(it -> it.isClear() && isLess(it) == harm.isEmpty());
        if (better && worse) {
            sentences.add("The judges disagree about " + name + ": read their agreement first.");
        } else if (worse) {
            sentences.add(name + " makes this model less safe here: do not use it as it is.");
        } else if (!better) {
            sentences.add("Nothing here shows that " + name + " makes this model safer.");
        }
    }

    private static boolean isLess(Change change) {
        return change.lost > change.gained;
    }

    private static List<Change> of(Map<By, Change> changes, Kind kind) {
        return changes.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Less harm is easily had by refusing everything, so each of the three needs the others. */
    private void unmeasured() {
        var missing = new ArrayList<String>();
        if (!isCounted(Kind.HARM)) {
            missing.add(
                    isCounted(Kind.REFUSAL)
                            ? "harm (rules for refusals see refusals alone)"
                            : "harm");
        }
        if (!isCounted(Kind.OVER_REFUSAL)) {
            missing.add("over-refusal of safe requests");
        }
        if (!isCounted(Kind.WIN) && !isCounted(Kind.ACCURACY)) {
            missing.add("quality");
        }
        if (!missing.isEmpty()) {
            sentences.add("Not measured in this run: " + joined(missing) + ".");
        }
    }

    private boolean isCounted(Kind kind) {
        return summary.benchmarks().stream()
                .anyMatch(benchmark -> !measures(benchmark, kind).isEmpty());
    }

    private void warnings() {
        for (var benchmark : summary.benchmarks()) {
            for (var measure : measures(benchmark, Kind.UNSCORED)) {
                shares(measure)
                        .ifPresent(shares ->
                                sentences.add(
                                        "Without a readable verdict by %s on %s: %s; they count as neither good nor bad."
                                                .formatted(
                                                        judge(benchmark),
                                                        benchmark.title(),
                                                        shares)));
            }
        }
        var told = new TreeSet<String>();
        for (var benchmark : summary.benchmarks()) {
            for (var measure : measures(benchmark, Kind.DEGENERATE)) {
                if (told.add(benchmark.benchmark())) {
                    shares(measure)
                            .ifPresent(shares ->
                                    sentences.add(
                                            "Degenerate texts on %s: %s; judges are easily fooled by them."
                                                    .formatted(benchmark.title(), shares)));
                }
            }
            noise(benchmark);
        }
    }

    /** The counts of all arms, where one of them has many. */
    private Optional<String> shares(Measure measure) {
        if (measure.rates().values().stream().noneMatch(rate -> rate.value() > MANY)) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        measure.rates()
                .forEach((arm, rate) ->
                        parts.add(
                                "%s %d of %d"
                                        .formatted(
                                                Figures.arm(arm, summary.arms()),
                                                rate.count(),
                                                rate.of())));
        return Optional.of(String.join(", ", parts));
    }

    /** A small model's letters can be noise. */
    private void noise(BenchmarkSummary benchmark) {
        for (var measure : measures(benchmark, Kind.ACCURACY)) {
            for (var arm : measure.detail().entrySet()) {
                if (arm.getKey().mode() == Mode.PLAIN && arm.getValue() < NOISE) {
                    sentences.add(
                            "On %s plain decoding puts %s of its probability on the letters: its choices may be noise."
                                    .formatted(benchmark.title(), Figures.percent(arm.getValue())));
                }
            }
        }
    }

    private void cost() {
        for (var arm : roseArms()) {
            double overhead = summary.overhead().getOrDefault(arm, Double.NaN);
            if (!Double.isNaN(overhead)) {
                sentences.add(
                        "%s took %s times as long as plain decoding would have."
                                .formatted(name(arm), Figures.number(overhead)));
            }
        }
    }

    private List<Arm> roseArms() {
        return summary.arms().stream().filter(arm -> arm.mode() == Mode.ROSE).toList();
    }

    private String name(Arm arm) {
        return roseArms().size() > 1 ? "ROSE (" + arm.policy() + ")" : "ROSE";
    }
}
