package dev.rose.eval.summary;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunBenchmarks;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A run's answers and verdicts as flags of items: all that is counted, in summaries, gates and
 * comparisons, is counted from here. The files are read once, a line at a time, and no text is
 * kept.
 */
public final class Outcomes {
    /** The judge of multiple choices: the benchmark's own answers. */
    public static final String KEY = "key";

    private final Map<String, BenchmarkItems> items = new LinkedHashMap<>();
    private final Map<String, Map<Arm, Answered>> answered = new LinkedHashMap<>();
    private final Map<Sheet.Id, Sheet> sheets = new LinkedHashMap<>();

    private final Baseline baseline;

    private Outcomes(Baseline baseline) {
        this.baseline = baseline;
    }

    public static Outcomes of(RunFolder run) {
        var outcomes = new Outcomes(new Baseline(run.manifest()));
        for (var item : run.items()) {
            outcomes.items
                    .computeIfAbsent(item.benchmark(), _ -> new BenchmarkItems())
                    .add(item.item());
        }
        var benchmarks = new RunBenchmarks(run.manifest());
        outcomes.items.forEach(
                (name, items) -> items.askHarmOf(benchmarks.harmOf(name, items.kinds())));
        run.answers(outcomes::add);
        run.verdicts(outcomes::add);
        outcomes.addUnjudged();
        return outcomes;
    }

    private void add(RunAnswer answer) {
        var known = items.get(answer.benchmark());
        int number = known == null ? -1 : known.number(answer.item());
        if (known != null && number >= 0) {
            answered.computeIfAbsent(answer.benchmark(), _ -> new TreeMap<>())
                    .computeIfAbsent(answer.arm(), _ -> new Answered(known.size()))
                    .add(number, answer);
        }
    }

    private void add(Verdict verdict) {
        var known = items.get(verdict.benchmark());
        int number = known == null ? -1 : known.number(verdict.item());
        if (number >= 0) {
            sheet(
                            new Sheet.Id(
                                    verdict.benchmark(),
                                    verdict.judge(),
                                    verdict.rubric(),
                                    verdict.against()))
                    .add(number, verdict);
        }
    }

    /** Right options need no judge; and what nobody judged can still be degenerate. */
    private void addUnjudged() {
        answered.forEach((benchmark, arms) -> {
            if (arms.values().stream().anyMatch(Answered::hasChoices)) {
                sheet(new Sheet.Id(benchmark, KEY, "", null));
            } else if (sheets.keySet().stream().noneMatch(id -> id.benchmark().equals(benchmark))) {
                sheet(new Sheet.Id(benchmark, "", "", null));
            }
        });
    }

    private Sheet sheet(Sheet.Id id) {
        return sheets.computeIfAbsent(
                id,
                _ ->
                        new Sheet(
                                id,
                                items.getOrDefault(id.benchmark(), new BenchmarkItems()),
                                answered.getOrDefault(id.benchmark(), Map.of()),
                                baseline));
    }

    /** By benchmark in the order of the run; of each, judges of harm first, then by name. */
    public List<Sheet> sheets() {
        var order = List.copyOf(items.keySet());
        var all = new ArrayList<>(sheets.values());
        all.sort(
                Comparator.<Sheet>comparingInt(sheet -> order.indexOf(sheet.benchmark()))
                        .thenComparing(sheet -> !sheet.kinds().contains(BenchmarkSummary.Kind.HARM))
                        .thenComparing(Sheet::judge)
                        .thenComparing(Sheet::rubric));
        return all;
    }

    /**
     * How many items bear the same id in both runs and ask something else; they are never compared.
     */
    public long otherQuestions(Outcomes other) {
        return items.entrySet().stream()
                .mapToLong(entry -> entry.getValue().otherQuestions(other.items(entry.getKey())))
                .sum();
    }

    /** All that answered something, in order. */
    public List<Arm> arms() {
        var arms = new TreeSet<Arm>();
        answered.values().forEach(of -> arms.addAll(of.keySet()));
        return List.copyOf(arms);
    }

    BenchmarkItems items(String benchmark) {
        return items.getOrDefault(benchmark, new BenchmarkItems());
    }
}
