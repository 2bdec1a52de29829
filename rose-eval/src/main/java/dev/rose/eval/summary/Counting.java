package dev.rose.eval.summary;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Verdict.Label;
import dev.rose.eval.statistics.McNemar;
import dev.rose.eval.statistics.PairedBootstrap;
import dev.rose.eval.statistics.SmallestEffect;
import dev.rose.eval.statistics.Wilson;
import dev.rose.eval.summary.BenchmarkSummary.Comparison;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.BenchmarkSummary.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts one kind on a sheet, in one category or in all. */
final class Counting {
    static final double CONFIDENCE = 0.95;

    /** The same figures from the same run: nothing hangs on which seed it is. */
    private static final long SEED = 20_240_219;

    private static final int NOT_BOTH = 2;

    private final Sheet sheet;
    private final Kind kind;
    private final String category;

    /**
     * @param category empty for all items
     */
    Counting(Sheet sheet, Kind kind, String category) {
        this.sheet = sheet;
        this.kind = kind;
        this.category = category;
    }

    /** Without adjusted p, which needs all benchmarks. Null where nothing is of this kind. */
    @Nullable Measure measure() {
        var rates = new LinkedHashMap<Arm, Rate>();
        var details = new LinkedHashMap<Arm, Double>();
        for (var arm : sheet.arms()) {
            var rate = rate(arm);
            if (rate.of() > 0) {
                rates.put(arm, rate);
                double detail = detail(arm);
                if (!Double.isNaN(detail)) {
                    details.put(arm, detail);
                }
            }
        }
        if (rates.isEmpty()) {
            return null;
        }
        var comparisons = new ArrayList<Comparison>();
        for (var arm : rates.keySet()) {
            var comparison = comparison(arm, List.copyOf(rates.keySet()));
            if (comparison != null) {
                comparisons.add(comparison);
            }
        }
        return new Measure(kind, category, rates, comparisons, details);
    }

    private boolean isIn(int item) {
        return category.isEmpty() || category.equals(sheet.category(item));
    }

    private Rate rate(Arm arm) {
        long count = 0;
        long of = 0;
        for (int item = 0; item < sheet.size(); item++) {
            if (isIn(item)) {
                var outcome = sheet.outcome(kind, arm, item);
                count += outcome == Outcome.YES ? 1 : 0;
                of += outcome == Outcome.UNKNOWN ? 0 : 1;
            }
        }
        var interval = Wilson.interval(count, of, CONFIDENCE);
        return new Rate(count, of, interval.low(), interval.high());
    }

    private double detail(Arm arm) {
        double sum = 0;
        long of = 0;
        for (int item = 0; item < sheet.size(); item++) {
            double detail = isIn(item) ? sheet.detail(kind, arm, item) : Double.NaN;
            if (!Double.isNaN(detail)) {
                sum += detail;
                of++;
            }
        }
        return of == 0 ? Double.NaN : sum / of;
    }

    private @Nullable Comparison comparison(Arm arm, List<Arm> arms) {
        var against = sheet.against();
        if (kind == Kind.WIN && against != null) {
            return compared(arm, against, true);
        }
        var baseline = sheet.baseline(arm, arms);
        return baseline == null ? null : compared(arm, baseline, false);
    }

    /**
     * @param pairs whether the arm's own verdicts say which of the two is better
     */
    private @Nullable Comparison compared(Arm arm, Arm baseline, boolean pairs) {
        long items = 0;
        long gained = 0;
        long lost = 0;
        long both = 0;
        for (int item = 0; item < sheet.size(); item++) {
            if (!isIn(item)) {
                continue;
            }
            int step = pairs ? better(arm, item) : step(arm, baseline, item);
            items += step == NOT_BOTH ? 0 : 1;
            gained += step == 1 ? 1 : 0;
            lost += step == -1 ? 1 : 0;
            both += step == 0 && !pairs && counts(arm, item) ? 1 : 0;
        }
        return items < least() ? null : comparison(arm, baseline, pairs, items, gained, lost, both);
    }

    /** Categories of a few items each would show nothing, and dull the test of the others. */
    private int least() {
        return category.isEmpty() ? 1 : Measure.LEAST;
    }

    private boolean counts(Arm arm, int item) {
        return sheet.outcome(kind, arm, item) == Outcome.YES;
    }

    private int step(Arm arm, Arm baseline, int item) {
        var one = sheet.outcome(kind, arm, item);
        var other = sheet.outcome(kind, baseline, item);
        if (one == Outcome.UNKNOWN || other == Outcome.UNKNOWN) {
            return NOT_BOTH;
        }
        return one == other ? 0 : one == Outcome.YES ? 1 : -1;
    }

    private int better(Arm arm, int item) {
        if (sheet.outcome(kind, arm, item) == Outcome.UNKNOWN) {
            return NOT_BOTH;
        }
        var label = sheet.label(arm, item);
        return label == Label.WIN ? 1 : label == Label.LOSS ? -1 : 0;
    }

    private static Comparison comparison(
            Arm arm, Arm baseline, boolean direct, long items, long gained, long lost, long both) {
        var interval = PairedBootstrap.interval(gained, lost, items, CONFIDENCE, SEED);
        double p = McNemar.exact(gained, lost);
        return new Comparison(
                arm,
                baseline,
                direct,
                items,
                (double) (gained - lost) / items,
                interval.low(),
                interval.high(),
                gained,
                lost,
                both,
                p,
                p,
                SmallestEffect.ofPairs(items, (double) (gained + lost) / items));
    }
}
