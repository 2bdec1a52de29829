package dev.rose.eval.summary;

import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Makes the summary of a run. */
public final class Summaries {

    private Summaries() {}

    /** What the run says now; of a run that is not ended yet, about what is there. */
    public static RunSummary of(RunFolder run) {
        return of(run, Outcomes.of(run));
    }

    /** The same from what was read before. */
    public static RunSummary of(RunFolder run, Outcomes outcomes) {
        var names = new RunNames(run);
        var benchmarks = new ArrayList<BenchmarkSummary>();
        var sheets = outcomes.sheets();
        for (var sheet : sheets) {
            benchmarks.add(
                    new BenchmarkSummary(
                            sheet.benchmark(),
                            names.title(sheet.benchmark()),
                            names.metric(sheet.benchmark(), outcomes.items(sheet.benchmark())),
                            sheet.judge(),
                            sheet.rubric(),
                            sheet.comparedWith(),
                            measures(sheet)));
        }
        var speeds = run.speeds();
        return new RunSummary(
                names.model(),
                outcomes.arms(),
                run.steering().orElse(null),
                Family.adjusted(benchmarks),
                Speeds.tokensPerSecond(speeds),
                Speeds.overhead(speeds),
                Agreements.of(sheets));
    }

    private static List<Measure> measures(Sheet sheet) {
        var categories = new TreeSet<String>();
        categories.add("");
        // A single category says the same again.
        if (sheet.categories().size() > 1) {
            categories.addAll(sheet.categories());
        }
        var measures = new ArrayList<Measure>();
        for (var kind : sheet.kinds()) {
            for (var category : categories) {
                var measure = new Counting(sheet, kind, category).measure();
                if (measure != null) {
                    measures.add(measure);
                }
            }
        }
        return measures;
    }
}
