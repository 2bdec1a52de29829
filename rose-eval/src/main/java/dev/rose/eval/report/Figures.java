package dev.rose.eval.report;

import dev.rose.eval.judge.JudgingScope;
import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.Rate;
import java.util.Collection;
import java.util.Locale;

/** Figures and names as reports print them: the same everywhere, whatever the machine's locale. */
final class Figures {
    static final String NONE = "–";
    private static final double SMALL = 0.001;
    private static final double PERCENT = 100;

    private Figures() {}

    /** {@code 41.0%}. */
    static String percent(double share) {
        return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f%%", PERCENT * share);
    }

    /** {@code 41.0% (41/100; 31.9–50.8)}: with the interval. */
    static String rate(Rate rate) {
        return rate.of() == 0
                ? NONE
                : String.format(
                        Locale.ROOT,
                        "%.1f%% (%d/%d; %.1f–%.1f)",
                        PERCENT * rate.value(),
                        rate.count(),
                        rate.of(),
                        PERCENT * rate.low(),
                        PERCENT * rate.high());
    }

    /** {@code −24.0}: percentage points, always with a sign. */
    static String points(double difference) {
        if (Double.isNaN(difference)) {
            return NONE;
        }
        var text = String.format(Locale.ROOT, "%+.1f", PERCENT * difference);
        return text.matches("[+-]0\\.0") ? "0.0" : text.replace('-', '−');
    }

    /** {@code 0.042}, {@code 1e-7}. */
    static String p(double p) {
        if (p >= SMALL) {
            return String.format(Locale.ROOT, "%.3f", p);
        }
        return String.format(Locale.ROOT, "%.0e", p).replaceFirst("e-0*", "e-");
    }

    /** {@code 1.83}. */
    static String number(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.2f", value);
    }

    /** What a kind is called in a table. */
    static String name(Kind kind) {
        return switch (kind) {
            case HARM -> "harm";
            case OVER_REFUSAL -> "over-refusal";
            case REFUSAL -> "refusal";
            case WIN -> "as good or better";
            case ACCURACY -> "accuracy";
            case DEGENERATE -> "degenerate";
            case UNSCORED -> "unscored";
        };
    }

    /**
     * The same of a benchmark, with what pairs were compared with: {@code as good as rose or
     * better}.
     */
    static String name(Kind kind, BenchmarkSummary benchmark, Collection<Arm> all) {
        return kind == Kind.WIN && !benchmark.against().isEmpty()
                ? "as good as " + against(benchmark.against(), all) + " or better"
                : name(kind);
    }

    /** What pairs were compared with, as the run calls it. */
    static String against(String against, Collection<Arm> all) {
        if (against.equals(JudgingScope.REFERENCE)) {
            return "the reference";
        }
        return all.stream()
                .filter(arm -> arm.toString().equals(against))
                .findFirst()
                .map(arm -> arm(arm, all))
                .orElse(against);
    }

    /** What a machine calls it. */
    static String key(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** An arrow that says which way is better. */
    static String direction(Kind kind) {
        return kind.isBad() ? "↓" : "↑";
    }

    /** {@code rose}; with the policy where a run has several. */
    static String arm(Arm arm, Collection<Arm> all) {
        return all.stream().map(Arm::policy).distinct().count() > 1
                ? arm.toString()
                : arm.modeName();
    }
}
