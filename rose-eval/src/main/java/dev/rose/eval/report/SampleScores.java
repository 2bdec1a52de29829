package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.Outcome;
import dev.rose.eval.summary.Outcomes;
import dev.rose.eval.summary.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What counts of single answers, under the names that exports give them: {@code accuracy}, {@code
 * degenerate}, and for others the measure and who judged, {@code harm@openai:…/absolute}.
 */
final class SampleScores {
    private final Map<String, List<Column>> columns = new LinkedHashMap<>();
    private final List<Arm> arms;

    /** One measure of one judge. */
    private record Column(String name, Sheet sheet, Kind kind) {}

    SampleScores(RunFolder run) {
        var outcomes = Outcomes.of(run);
        arms = outcomes.arms();
        for (var sheet : outcomes.sheets()) {
            var list = columns.computeIfAbsent(sheet.benchmark(), _ -> new ArrayList<>());
            for (var kind : sheet.kinds()) {
                var name = name(sheet, kind);
                if (kind != Kind.UNSCORED
                        && list.stream().noneMatch(column -> column.name().equals(name))) {
                    list.add(new Column(name, sheet, kind));
                }
            }
        }
    }

    private static String name(Sheet sheet, Kind kind) {
        var name = Figures.key(kind);
        if (kind == Kind.DEGENERATE || kind == Kind.ACCURACY) {
            return name;
        }
        return sheet.rubric().isEmpty() || sheet.rubric().equals(sheet.judge())
                ? name + "@" + sheet.judge()
                : name + "@" + sheet.judge() + "/" + sheet.rubric();
    }

    List<Arm> arms() {
        return arms;
    }

    /** Benchmarks that have answers, in the order of the run. */
    List<String> benchmarks() {
        return List.copyOf(columns.keySet());
    }

    /** Names of all that is counted of a benchmark. */
    List<String> names(String benchmark) {
        return of(benchmark).stream().map(Column::name).toList();
    }

    /** What is known of one answer; what is not known is left out. */
    Map<String, Boolean> of(String benchmark, Arm arm, String item) {
        var scores = new LinkedHashMap<String, Boolean>();
        for (var column : of(benchmark)) {
            int number = column.sheet().number(item);
            var outcome =
                    number < 0
                            ? Outcome.UNKNOWN
                            : column.sheet().outcome(column.kind(), arm, number);
            if (outcome != Outcome.UNKNOWN) {
                scores.put(column.name(), outcome == Outcome.YES);
            }
        }
        return scores;
    }

    /** How often each of the names is known of an arm's answers, and how often it counts. */
    Map<String, Total> totals(String benchmark, Arm arm) {
        var totals = new LinkedHashMap<String, Total>();
        for (var column : of(benchmark)) {
            long count = 0;
            long known = 0;
            long asked = 0;
            for (int item = 0; item < column.sheet().size(); item++) {
                var outcome = column.sheet().outcome(column.kind(), arm, item);
                count += outcome == Outcome.YES ? 1 : 0;
                known += outcome == Outcome.UNKNOWN ? 0 : 1;
                asked += column.sheet().concerns(column.kind(), arm, item) ? 1 : 0;
            }
            totals.put(column.name(), new Total(count, known, asked));
        }
        return totals;
    }

    /**
     * So many of those that are known, which are so many of the answers of which a measure speaks.
     */
    record Total(long count, long known, long asked) {}

    private List<Column> of(String benchmark) {
        return columns.getOrDefault(benchmark, List.of());
    }
}
