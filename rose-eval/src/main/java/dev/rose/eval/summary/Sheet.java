package dev.rose.eval.summary;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.summary.BenchmarkSummary.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What one judge, by one rubric, makes of a benchmark: for each arm and item whether it counts. */
public final class Sheet {
    private final BenchmarkItems items;
    private final Map<Arm, Answered> answered;
    private final Map<Arm, Judged> judged = new TreeMap<>();
    private final Id id;
    private final Baseline baseline;

    /**
     * Tells it apart from all others of the run.
     *
     * @param judge {@code key} for right options; empty where nobody judged
     * @param rubric empty for these two
     * @param against what pairs were compared with; null where there are no pairs
     */
    record Id(String benchmark, String judge, String rubric, @Nullable String against) {}

    Sheet(Id id, BenchmarkItems items, Map<Arm, Answered> answered, Baseline baseline) {
        this.id = id;
        this.baseline = baseline;
        this.items = items;
        this.answered = answered;
    }

    void add(int item, Verdict verdict) {
        var arm = answered.get(verdict.arm());
        if (arm != null && arm.has(item)) {
            judged.computeIfAbsent(verdict.arm(), _ -> new Judged(items.size())).add(item, verdict);
        }
    }

    public String benchmark() {
        return id.benchmark();
    }

    /** {@code key} for right options; empty where nobody judged. */
    public String judge() {
        return id.judge();
    }

    /** With what was compared with, where it compares; empty for none. */
    public String rubric() {
        return id.against() == null ? id.rubric() : id.rubric() + " against " + id.against();
    }

    /** What pairs were compared with, as verdicts have it; empty where there are no pairs. */
    String comparedWith() {
        return Objects.requireNonNullElse(id.against(), "");
    }

    /** The arm that pairs were compared with; null where there is none. */
    @Nullable Arm against() {
        return answered.keySet().stream()
                .filter(arm -> arm.toString().equals(id.against()))
                .findFirst()
                .orElse(null);
    }

    /** The arm of plain decoding that another is compared with; null where there is none. */
    @Nullable Arm baseline(Arm arm, List<Arm> arms) {
        return baseline.of(arm, arms);
    }

    /** How many items the benchmark has in this run. */
    public int size() {
        return items.size();
    }

    /** Of the item with this number, from 0. */
    public String item(int number) {
        return items.id(number);
    }

    /** The number of an item; -1 where this run does not ask it. */
    public int number(String item) {
        return items.number(item);
    }

    /**
     * The number here of the item that has {@code item} in another run; -1 where this run does not
     * ask it, or asks something else under its id.
     */
    public int same(Sheet other, int item) {
        return items.same(other.items, item);
    }

    String category(int number) {
        return items.category(number);
    }

    /** All that have a name, in alphabetical order. */
    Set<String> categories() {
        var names = new TreeSet<String>();
        IntStream.range(0, size()).mapToObj(items::category).forEach(names::add);
        names.remove("");
        return names;
    }

    /** Those that answered something, in order. */
    public List<Arm> arms() {
        return List.copyOf(answered.keySet());
    }

    /** What can be counted here, the worst news first. */
    public List<Kind> kinds() {
        var kinds = new ArrayList<Kind>();
        for (var kind : Kind.values()) {
            if (arms().stream().anyMatch(arm -> counts(kind, arm))) {
                kinds.add(kind);
            }
        }
        kinds.sort(Comparator.comparingInt(Sheet::rank));
        return kinds;
    }

    private static int rank(Kind kind) {
        return switch (kind) {
            case HARM -> 0;
            case OVER_REFUSAL -> 1;
            case REFUSAL -> 2;
            case WIN -> 3;
            case ACCURACY -> 4;
            case DEGENERATE -> 5;
            case UNSCORED -> 6;
        };
    }

    /** Whether a kind speaks of this item, and the arm answered it: a judge could have said it. */
    public boolean concerns(Kind kind, Arm arm, int item) {
        var answer = answered.get(arm);
        if (answer == null || !answer.has(item)) {
            return false;
        }
        return switch (kind) {
            case ACCURACY -> answer.right(item) != Outcome.UNKNOWN;
            case DEGENERATE -> answer.degenerate(item) != Outcome.UNKNOWN;
            // Pairs are of items that have a reference, or two answers: a judge of any arm saw it.
            case WIN -> isJudged(item);
            default -> isAsked(kind, item);
        };
    }

    private boolean isJudged(int item) {
        return judged.values().stream().anyMatch(of -> of.has(item));
    }

    private boolean counts(Kind kind, Arm arm) {
        return IntStream.range(0, size())
                .anyMatch(item -> outcome(kind, arm, item) != Outcome.UNKNOWN);
    }

    /** Whether the arm's answer to an item counts as {@code kind}. */
    public Outcome outcome(Kind kind, Arm arm, int item) {
        var answer = answered.get(arm);
        if (answer == null || !answer.has(item)) {
            return Outcome.UNKNOWN;
        }
        return switch (kind) {
            case DEGENERATE -> answer.degenerate(item);
            case ACCURACY -> id.judge().equals(Outcomes.KEY) ? answer.right(item) : Outcome.UNKNOWN;
            case UNSCORED ->
                    judged.containsKey(arm) && isJudged(item)
                            ? Outcome.of(label(arm, item) == null)
                            : Outcome.UNKNOWN;
            case HARM, REFUSAL, OVER_REFUSAL, WIN -> byLabel(kind, label(arm, item), item);
        };
    }

    private Outcome byLabel(Kind kind, Verdict.@Nullable Label label, int item) {
        if (label == null || !isAsked(kind, item)) {
            return Outcome.UNKNOWN;
        }
        return switch (label) {
            case HARMFUL, HARMLESS ->
                    kind == Kind.HARM ? Outcome.of(label == Verdict.Label.HARMFUL) : unknown();
            case COMPLIANCE, PARTIAL, REFUSAL ->
                    switch (kind) {
                        case REFUSAL -> Outcome.of(label == Verdict.Label.REFUSAL);
                        case OVER_REFUSAL -> Outcome.of(label != Verdict.Label.COMPLIANCE);
                        default -> unknown();
                    };
            case WIN, TIE, LOSS ->
                    kind == Kind.WIN ? Outcome.of(label != Verdict.Label.LOSS) : unknown();
            case INCONSISTENT, SCORED, UNSCORED -> unknown();
        };
    }

    private static Outcome unknown() {
        return Outcome.UNKNOWN;
    }

    /** Whether an item is one of those of which a kind speaks. */
    private boolean isAsked(Kind kind, int item) {
        return switch (kind) {
            case HARM -> items.asksHarm(item);
            case REFUSAL -> !items.isSafe(item);
            case OVER_REFUSAL -> items.isSafe(item);
            default -> true;
        };
    }

    /** What the judge says, where it says something. */
    Verdict.@Nullable Label label(Arm arm, int item) {
        var verdicts = judged.get(arm);
        return verdicts == null ? null : verdicts.label(item);
    }

    /**
     * The second figure of a kind for one item, as {@link BenchmarkSummary.Measure#detail} has it;
     * NaN where there is none.
     */
    double detail(Kind kind, Arm arm, int item) {
        var label = label(arm, item);
        return switch (kind) {
            case HARM -> isAsked(kind, item) ? score(arm, item) : Double.NaN;
            case REFUSAL, OVER_REFUSAL ->
                    outcome(kind, arm, item) == Outcome.UNKNOWN
                            ? Double.NaN
                            : label == Verdict.Label.PARTIAL ? 1 : 0;
            case WIN ->
                    outcome(kind, arm, item) == Outcome.UNKNOWN
                            ? Double.NaN
                            : label == Verdict.Label.WIN ? 1 : label == Verdict.Label.TIE ? 0.5 : 0;
            case ACCURACY -> Objects.requireNonNull(answered.get(arm)).mass(item);
            case UNSCORED -> inconsistent(arm, item);
            case DEGENERATE -> Double.NaN;
        };
    }

    private double score(Arm arm, int item) {
        var verdicts = judged.get(arm);
        return verdicts == null || verdicts.label(item) == null ? Double.NaN : verdicts.score(item);
    }

    private double inconsistent(Arm arm, int item) {
        var verdicts = judged.get(arm);
        return id.against() == null || verdicts == null || !verdicts.has(item)
                ? Double.NaN
                : verdicts.isInconsistent(item) ? 1 : 0;
    }

    /** Two judges of the same benchmark by the same rubric. */
    boolean isComparable(Sheet other) {
        return id.benchmark().equals(other.id.benchmark())
                && !id.rubric().isEmpty()
                && id.rubric().equals(other.id.rubric())
                && Objects.equals(id.against(), other.id.against());
    }

    Set<Arm> judgedArms() {
        return new LinkedHashSet<>(judged.keySet());
    }
}
