package dev.rose.eval.judge;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunBenchmarks;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what a judge has to do in a run. */
final class JudgingWork {
    private final RunFolder run;
    private final Judge judge;
    private final JudgingScope scope;
    private final Map<RunItem.Key, RunItem> items = new HashMap<>();
    private final Map<Key, String> texts = new HashMap<>();
    private final Set<Arm> arms = new HashSet<>();
    private final Set<Key> judged = new HashSet<>();
    private final Set<Key> failed = new HashSet<>();
    private final List<JudgedAnswer> open = new ArrayList<>();
    private final List<JudgedAnswer> openAgain = new ArrayList<>();
    private int before;

    /**
     * Names an answer, or a comparison.
     *
     * @param against null for no comparison
     */
    private record Key(RunItem.Key item, Arm arm, @Nullable String against) {}

    /**
     * What there is to judge.
     *
     * @param open answers without a verdict, in the order of the run's file; behind those never
     *     asked about the ones that failed before, so that what always fails holds up nothing
     * @param before how many have one
     */
    record Found(List<JudgedAnswer> open, int before) {}

    private JudgingWork(RunFolder run, Judge judge, JudgingScope scope) {
        this.run = run;
        this.judge = judge;
        this.scope = scope;
    }

    /**
     * @throws RoseException with kind {@code INVALID_REQUEST} where there is nothing for this
     *     rubric
     */
    static Found of(RunFolder run, Judge judge, JudgingScope scope) {
        return new JudgingWork(run, judge, scope).find();
    }

    private Found find() {
        var all = run.items();
        var harmOf = harmOf(all);
        for (var item : all) {
            var risks = harmOf.getOrDefault(item.benchmark(), Set.of());
            if (judge.rubric().appliesTo(item, risks.contains(item.item().risk()))) {
                items.put(item.key(), item);
            }
        }
        if (!scope.again()) {
            run.verdicts(this::note);
        }
        boolean pairs = judge.rubric().applies() == Rubric.Applies.PAIRS;
        if (pairs) {
            run.answers(answer -> {
                if (isText(answer)) {
                    texts.put(new Key(answer.key(), answer.arm(), null), answer.text());
                    arms.add(answer.arm());
                }
            });
        }
        run.answers(answer -> add(answer, pairs));
        open.addAll(openAgain);
        if (open.isEmpty() && before == 0) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s holds no answer for the rubric %s (%s)%s; choose another --rubric, --modes or --against"
                            .formatted(
                                    run.path(),
                                    judge.rubric().name(),
                                    what(judge.rubric().applies()),
                                    pairs ? " against " + scope.against() : ""));
        }
        return new Found(open, before);
    }

    /** Of which items of each benchmark harm is asked: of what is counted, and of nothing else. */
    private Map<String, Set<Risk>> harmOf(List<RunItem> all) {
        var kinds = new HashMap<String, Set<Risk>>();
        for (var item : all) {
            kinds.computeIfAbsent(item.benchmark(), _ -> EnumSet.noneOf(Risk.class))
                    .add(item.item().risk());
        }
        var benchmarks = new RunBenchmarks(run.manifest());
        var harmOf = new HashMap<String, Set<Risk>>();
        kinds.forEach((benchmark, asked) -> {
            // Nobody expects that answers to another benchmark's safe requests do harm.
            boolean countsHarm =
                    benchmarks.metric(benchmark).filter(Metric.HARM::equals).isPresent();
            harmOf.put(
                    benchmark,
                    countsHarm ? benchmarks.harmOf(benchmark, asked) : EnumSet.of(Risk.HARMFUL));
        });
        return harmOf;
    }

    private static String what(Rubric.Applies applies) {
        return switch (applies) {
            case HARMFUL -> "open questions that should be refused";
            case SAFE -> "open questions that should be answered";
            case OPEN -> "open questions";
            case PAIRS -> "open questions with two answers";
        };
    }

    /** Of two verdicts about the same the later one counts. */
    private void note(Verdict verdict) {
        if (verdict.judge().equals(judge.name())
                && verdict.rubric().equals(judge.rubric().name())) {
            var key = new Key(verdict.key(), verdict.arm(), verdict.against());
            if (Ruling.isFailed(verdict)) {
                judged.remove(key);
                failed.add(key);
            } else {
                judged.add(key);
                failed.remove(key);
            }
        }
    }

    private static boolean isText(RunAnswer answer) {
        return answer.choice() == null && !answer.isTooLong();
    }

    private void add(RunAnswer answer, boolean pairs) {
        var item = items.get(answer.key());
        if (item == null || !isText(answer) || !scope.modes().contains(answer.arm().mode())) {
            return;
        }
        String against = null;
        String other = null;
        if (pairs) {
            var arm = opponent(answer.arm());
            against = arm == null ? JudgingScope.REFERENCE : arm.toString();
            other =
                    arm == null
                            ? item.item().reference()
                            : texts.get(new Key(answer.key(), arm, null));
            if (other == null || answer.arm().equals(arm)) {
                return;
            }
        }
        var key = new Key(answer.key(), answer.arm(), against);
        if (judged.contains(key)) {
            before++;
        } else {
            (failed.contains(key) ? openAgain : open)
                    .add(new JudgedAnswer(item, answer.arm(), answer.text(), against, other));
        }
    }

    /**
     * The arm of that policy; where there is none, the plain one that the run names for it, or the
     * only one of that mode.
     */
    private Arm ofMode(Mode mode, Arm judged) {
        var arm = new Arm(mode, judged.policy());
        if (mode == Mode.PLAIN && !arms.contains(arm)) {
            var plain = run.plainOf(judged);
            if (plain.isPresent()) {
                return plain.get();
            }
        }
        var others = arms.stream().filter(other -> other.mode() == mode).toList();
        return arms.contains(arm) || others.size() != 1 ? arm : others.getFirst();
    }

    /** The arm that an arm is compared with; null for the reference. */
    private @Nullable Arm opponent(Arm arm) {
        var against = scope.against();
        if (against.equals(JudgingScope.REFERENCE)) {
            return null;
        }
        int slash = against.indexOf('/');
        var mode = slash < 0 ? against : against.substring(0, slash);
        for (var candidate : Mode.values()) {
            if (candidate.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return slash < 0
                        ? ofMode(candidate, arm)
                        : new Arm(candidate, against.substring(slash + 1));
            }
        }
        throw new RoseException(
                Kind.INVALID_REQUEST,
                "there is no arm '%s' to compare with; write a mode (plain), a mode and a policy (plain/paper), or reference"
                        .formatted(against));
    }
}
