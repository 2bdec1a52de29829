package dev.rose.engine.plan;

import dev.rose.engine.draft.Acceptance;
import dev.rose.engine.draft.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Picks the cheapest exact way for the next step from the cost curve, the answers that run, and how
 * often guesses were right. Not thread-safe.
 */
public final class Planner {
    /** Lengths of a check, in rows a stream: the first is no guess at all. */
    private static final int[] LENGTHS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32};

    /**
     * A longer check must be better by this factor, since a change of shape costs something too.
     */
    private static final double WORTHWHILE = 1.02;

    /** The other way is tried now and then where it is not worse than by this factor. */
    private static final double WORTH_TRYING = 1.5;

    /** What a draft model's guess is assumed to cost, in rows of the model itself. */
    private static final double ASSUMED_DRAFT_COST = 0.25;

    /** The other way must be better by this factor before caches are moved to it. */
    private static final double WORTH_MOVING = 1.05;

    private final CostCurve curve;
    private final Set<Way> ways;
    private final RunAhead runAhead = new RunAhead();

    public Planner(CostCurve curve, Set<Way> ways) {
        this.curve = curve;
        this.ways = Set.copyOf(ways);
    }

    public CostCurve curve() {
        return curve;
    }

    /**
     * The way for running answers.
     *
     * @param current the way that they go now, which is left only for a better one
     * @param positive positive streams in all
     * @param reverse reverse streams in all
     * @param canSplit whether so many fit the two contexts
     */
    public Way way(Way current, int positive, int reverse, boolean canSplit) {
        if (!canSplit || !ways.contains(Way.SPLIT)) {
            return Way.JOINT;
        }
        if (!ways.contains(Way.JOINT)) {
            return Way.SPLIT;
        }
        if (reverse == 0) {
            return Way.JOINT;
        }
        double split = curve.ms(Way.SPLIT, Math.max(positive, reverse));
        double joint = curve.ms(Way.JOINT, positive + reverse);
        return switch (current) {
            case SPLIT -> joint * WORTH_MOVING < split ? Way.JOINT : Way.SPLIT;
            case JOINT -> split * WORTH_MOVING < joint ? Way.SPLIT : Way.JOINT;
        };
    }

    /** Whether both ways are possible; parameters as of {@link #way}. */
    public boolean canTry(int reverse, boolean canSplit) {
        return canSplit && reverse > 0 && ways.size() > 1;
    }

    /**
     * Whether neither way seems so much worse that a few steps of it would be felt; parameters as
     * of {@link #way}.
     */
    public boolean isWorthTrying(int positive, int reverse) {
        double split = curve.ms(Way.SPLIT, Math.max(positive, reverse));
        double joint = curve.ms(Way.JOINT, positive + reverse);
        return Math.max(split, joint) < Math.min(split, joint) * WORTH_TRYING;
    }

    public boolean allows(Way way) {
        return ways.contains(way);
    }

    /** The way to begin with where nothing runs: what a single answer goes best. */
    public Way preferred() {
        return ways.contains(Way.SPLIT) ? Way.SPLIT : Way.JOINT;
    }

    /** Why a way was chosen, for people. */
    public String reason(int positive, int reverse) {
        return "%d positive and %d reverse streams: %.2f ms side by side, %.2f ms in one decode"
                .formatted(
                        positive,
                        reverse,
                        curve.ms(Way.SPLIT, Math.max(positive, reverse)),
                        curve.ms(Way.JOINT, positive + reverse));
    }

    /**
     * What a single answer is expected to cost in each way, and which guesses would be checked; in
     * whole sentences, for people.
     *
     * @param streams of the answer, its positive one included
     */
    public List<String> report(int streams, Acceptance acceptance) {
        var report = new ArrayList<String>();
        for (var way : Way.values()) {
            var points = new StringJoiner(", ");
            curve.points(way).forEach((rows, ms) -> points.add("%d: %.1f".formatted(rows, ms)));
            report.add(
                    "%s, rows to ms: %s"
                            .formatted(
                                    way.title(),
                                    points.length() == 0 ? "nothing measured yet" : points));
        }
        report.add(
                "one answer of %d streams: %.1f ms a token %s, %.1f %s, %.1f running ahead"
                        .formatted(
                                streams,
                                costOfRowEach(Way.SPLIT, streams),
                                Way.SPLIT.title(),
                                costOfRowEach(Way.JOINT, streams),
                                Way.JOINT.title(),
                                runAhead.msPerToken(curve, streams)));
        var checked = new StringJoiner(", ");
        for (int match : new int[] {2, 4, 8, 16, 32}) {
            var step = new Step(preferred(), streams, 0, 0);
            checked.add("%d: %d".formatted(match, checkLength(step, 31, match, acceptance) - 1));
        }
        report.add("guesses checked by length of match: " + checked);
        return report;
    }

    /**
     * Whether a single answer's positive stream should run ahead and the others catch up: several
     * rows at a time cost less each, on a machine where one row does not fill the cores already.
     *
     * @param streams of the answer
     * @param canSplit whether it could go side by side
     */
    public boolean shouldRunAhead(int streams, boolean canSplit) {
        if (streams < 2 || !ways.contains(Way.JOINT)) {
            return false;
        }
        double lockstep = costOfRowEach(Way.JOINT, streams);
        if (canSplit && ways.contains(Way.SPLIT)) {
            lockstep = Math.min(lockstep, costOfRowEach(Way.SPLIT, streams));
        }
        return runAhead.msPerToken(curve, streams) * WORTHWHILE < lockstep;
    }

    /** Whether checking {@code guess} is expected to give tokens for less than running ahead. */
    public boolean isBetterThanRunningAhead(Step step, Draft guess, Acceptance acceptance) {
        int rows = 1 + guess.tokens().length;
        double msPerToken = step.ms(curve, rows) / acceptance.expectedTokens(guess.match(), rows);
        return !guess.isEmpty() && msPerToken < runAhead.msPerToken(curve, step.streams());
    }

    /** Milliseconds of a step with one row for each stream of an answer. */
    private double costOfRowEach(Way way, int streams) {
        return curve.ms(way, way.streamsInFullerLane(streams));
    }

    /** What is known of running ahead. */
    public RunAhead runAhead() {
        return runAhead;
    }

    /**
     * The step that a check would be part of.
     *
     * @param way of it
     * @param streams of the answer
     * @param otherRows rows that the step has anyway, in the fuller context where there are two
     * @param guessMs what making each guess costs, in milliseconds; 0 where they are only looked
     *     up; NaN where it is not known yet
     */
    public record Step(Way way, int streams, int otherRows, double guessMs) {

        /** The same step with guesses that cost something. */
        public Step withGuessMs(double newGuessMs) {
            return new Step(way, streams, otherRows, newGuessMs);
        }

        /**
         * What the step costs with {@code rowsEach} rows for each stream of the answer. Where
         * others have one row each, the further rows are a pass of their own: only as many rows of
         * all sequences are decoded at once as each of them has.
         */
        private double ms(CostCurve curve, int rowsEach) {
            int inLane = way.streamsInFullerLane(streams);
            if (otherRows == 0 || rowsEach == 1) {
                return curve.ms(way, otherRows + rowsEach * inLane);
            }
            return curve.ms(way, otherRows + inLane) + curve.ms(way, (rowsEach - 1) * inLane);
        }
    }

    /**
     * Rows a stream for one answer's next check: 1 plus the guesses worth checking.
     *
     * @param guesses how many there may be
     * @param match of the first guess
     */
    public int checkLength(Step step, int guesses, int match, Acceptance acceptance) {
        if (guesses < 1) {
            return 1;
        }
        double guessMs =
                Double.isNaN(step.guessMs())
                        ? curve.ms(Way.JOINT, 1) * ASSUMED_DRAFT_COST
                        : step.guessMs();
        int best = 1;
        double bestRate = 0;
        for (int length : LENGTHS) {
            if (length > guesses + 1) {
                break;
            }
            double cost = step.ms(curve, length) + (length - 1) * guessMs;
            double rate = (step.otherRows() + acceptance.expectedTokens(match, length)) / cost;
            if (rate > bestRate * WORTHWHILE) {
                bestRate = rate;
                best = length;
            }
        }
        return best;
    }
}
