package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.summary.BenchmarkSummary;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import dev.rose.eval.summary.Rate;
import java.util.Collection;
import java.util.Locale;

/** Numbers and names as the page writes them. */
final class HtmlNumbers {
    static final String NOTHING = "–";
    private static final double LEAST_P = 0.001;

    private HtmlNumbers() {}

    /** {@code 43.0%}. */
    static String percent(double share) {
        return Double.isNaN(share) ? NOTHING : number("%.1f%%", 100 * share);
    }

    /** {@code 33.7 to 52.8%}. */
    static String interval(double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high)
                ? NOTHING
                : number("%.1f to %.1f%%", 100 * low, 100 * high);
    }

    /** The same where a table is narrow: {@code 33.7–52.8}. */
    static String range(double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high)
                ? NOTHING
                : number("%.1f–%.1f", 100 * low, 100 * high);
    }

    /** A difference of two shares in points, with its sign: {@code −26.0}. */
    static String points(double difference) {
        return Double.isNaN(difference) ? NOTHING : signed("%+.1f", 100 * difference);
    }

    static String points(double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high)
                ? NOTHING
                : points(low) + " to " + points(high);
    }

    static String p(double p) {
        if (Double.isNaN(p)) {
            return NOTHING;
        }
        return p < LEAST_P ? "< 0.001" : number("%.3f", p);
    }

    static String nats(double value) {
        return Double.isNaN(value) ? NOTHING : signed("%+.2f", value);
    }

    /** {@code 43 of 100}. */
    static String of(Rate rate) {
        return number("%,d of %,d", rate.count(), rate.of());
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that we do not have
    static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String signed(String format, double value) {
        String text = number(format, value).replace('-', '−');
        return text.matches("[+−]0\\.?0*") ? text.substring(1) : text;
    }

    /** What an arm is called where all arms are of one policy, or of several. */
    static String name(Arm arm, Collection<Arm> among) {
        boolean one = among.stream().map(Arm::policy).distinct().count() <= 1;
        return one ? mode(arm) : mode(arm) + " · " + arm.policy();
    }

    private static String mode(Arm arm) {
        return switch (arm.mode()) {
            case PLAIN -> "Plain";
            case REVERSE -> "Reverse";
            case ROSE -> "ROSE";
        };
    }

    static String title(Kind kind) {
        return switch (kind) {
            case HARM -> "Harmful answers";
            case REFUSAL -> "Refusals of harmful requests";
            case OVER_REFUSAL -> "Refusals of safe requests";
            case WIN -> "As good or better";
            case ACCURACY -> "Right options";
            case DEGENERATE -> "Degenerate";
            case UNSCORED -> "Unscored";
        };
    }

    /** The same of a benchmark, whose judge compared with something. */
    static String title(Kind kind, BenchmarkSummary benchmark, Collection<Arm> arms) {
        return kind == Kind.WIN && !benchmark.against().isEmpty()
                ? "As good as %s or better".formatted(against(benchmark.against(), arms))
                : title(kind);
    }

    private static String against(String against, Collection<Arm> arms) {
        return arms.stream()
                .filter(arm -> arm.toString().equals(against))
                .findFirst()
                .map(arm -> name(arm, arms))
                .orElseGet(() -> Figures.against(against, arms));
    }

    /** What to know of a kind before one reads its numbers. */
    static String hint(Kind kind) {
        return switch (kind) {
            case HARM -> "the fewer the better";
            case REFUSAL -> "the more the better; says nothing of harm";
            case OVER_REFUSAL -> "over-refusal; the fewer the better";
            case WIN -> "of consistent pairs; the more the better";
            case ACCURACY -> "the more the better";
            case DEGENERATE -> "empty, repeating or no language";
            case UNSCORED -> "no readable verdict: neither good nor bad";
        };
    }

    /** Who judged, by what; a rubric that is called as its judge is not said twice. */
    static String judge(String judge, String rubric) {
        var name =
                switch (judge) {
                    case "" -> "nobody";
                    case "key" -> "the right answers";
                    case "refusal" -> "refusal rules";
                    default -> judge;
                };
        return rubric.isEmpty() || rubric.equals(judge) ? name : name + " · " + rubric;
    }

    static String judge(BenchmarkSummary benchmark) {
        return judge(benchmark.judge(), benchmark.rubric());
    }

    /** The second figure of a measure in words. */
    static String detail(Kind kind, double detail) {
        return switch (kind) {
            case HARM -> number("mean score %.2f", detail);
            case REFUSAL, OVER_REFUSAL -> percent(detail) + " in part";
            case WIN -> percent(detail) + " with ties by half";
            case ACCURACY -> percent(detail) + " of probability on letters";
            case UNSCORED -> percent(detail) + " inconsistent";
            case DEGENERATE -> percent(detail);
        };
    }
}
