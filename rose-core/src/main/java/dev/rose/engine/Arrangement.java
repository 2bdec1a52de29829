package dev.rose.engine;

import dev.rose.engine.plan.Exploration;
import dev.rose.engine.plan.Planner;
import dev.rose.engine.plan.Way;
import dev.rose.error.RoseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which way running answers go together, and how they are moved to it. */
final class Arrangement {
    private static final Logger LOG = LoggerFactory.getLogger(Arrangement.class);

    /**
     * Steps after a change of way that teach nothing of costs: the system needs some milliseconds
     * to give two threads that begin to run a core each.
     */
    private static final int SETTLING_STEPS = 10;

    /** Steps between two choices for the same answers, as costs are learned. */
    private static final int STEPS_BETWEEN_CHOICES = 8;

    private final Lanes lanes;
    private final Planner planner;
    private final EngineCounters counters;
    private final Predicate<RunningAnswer> canGuess;
    private final Exploration exploration = new Exploration();
    // Ways whose contexts could not be opened; tried again when nothing runs.
    private final Set<Way> shut = EnumSet.noneOf(Way.class);
    private Way way = Way.JOINT;
    private int unsettled;
    private Load chosenFor = Load.NONE;
    private boolean choseToRunAhead;
    private int stepsUntilChoice;

    /**
     * What a choice depends on, apart from what was learned of costs.
     *
     * @param streams that last: a way is not worth going for some that are about to be dropped
     * @param seats of all streams
     */
    private record Load(int answers, int streams, int seats, boolean canRunAhead) {
        static final Load NONE = new Load(0, 0, 0, false);
    }

    /**
     * @param canGuess whether an answer's memory can take back wrong guesses
     */
    Arrangement(
            Lanes lanes,
            Planner planner,
            EngineCounters counters,
            Predicate<RunningAnswer> canGuess) {
        this.lanes = lanes;
        this.planner = planner;
        this.counters = counters;
        this.canGuess = canGuess;
    }

    /** The first of answers gets seats while no other runs. */
    void begin(RunningAnswer first) {
        shut.clear();
        chosenFor = Load.NONE;
        if (way == Way.JOINT) {
            way = planner.preferred();
        }
        join(first, List.of(first));
    }

    /** Opens the contexts that the first answer is likely to need. */
    void openFirst() {
        opened(planner.preferred(), lanes.canSplit(1, 1));
    }

    /** Gives an answer seats beside others, and moves these where that is cheaper now. */
    void join(RunningAnswer answer, List<RunningAnswer> withOthers) {
        chooseAnew();
        choose(withOthers);
        answer.sit(lanes.lease(way, answer.streams()));
        if (withOthers.size() == 1) {
            // Whether it can run ahead shows by its seats.
            chooseAnew();
        }
    }

    /** What running answers need has changed. */
    void chooseAnew() {
        stepsUntilChoice = 0;
    }

    /** Whether what the next decode costs is typical; the first ones after a change are not. */
    boolean isSettled() {
        if (unsettled > 0) {
            unsettled--;
            return false;
        }
        return true;
    }

    /** Chooses the way of {@code answers}, and moves those that sit elsewhere. */
    void choose(List<RunningAnswer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        if (answers.size() != chosenFor.answers() || --stepsUntilChoice <= 0) {
            var load = load(answers);
            choose(load);
            chosenFor = load;
            stepsUntilChoice = STEPS_BETWEEN_CHOICES;
        }
        for (var answer : answers) {
            if (!answer.seating().isEmpty() && answer.seating().way() != way) {
                move(answer);
            }
        }
    }

    private Load load(List<RunningAnswer> answers) {
        int streams = 0;
        int seats = 0;
        for (var answer : answers) {
            streams += answer.lastingStreams();
            seats += answer.streams();
        }
        var first = answers.getFirst();
        return new Load(
                answers.size(),
                streams,
                seats,
                answers.size() == 1 && !first.seating().isEmpty() && canGuess.test(first));
    }

    private void choose(Load load) {
        int reverse = load.streams() - load.answers();
        boolean canSplit = lanes.canSplit(load.answers(), load.seats() - load.answers());
        var before = way;
        boolean runsAhead = load.canRunAhead() && planner.shouldRunAhead(load.streams(), canSplit);
        var cheapest = runsAhead ? Way.JOINT : planner.way(way, load.answers(), reverse, canSplit);
        var wanted =
                exploration.instead(
                        cheapest,
                        load.equals(chosenFor) && runsAhead == choseToRunAhead,
                        planner.canTry(reverse, canSplit),
                        planner.isWorthTrying(load.answers(), reverse));
        choseToRunAhead = runsAhead;
        way = opened(wanted, canSplit);
        if (way != before) {
            unsettled = SETTLING_STEPS;
            planner.curve().beginAnew(way);
            if (LOG.isDebugEnabled()) {
                LOG.debug("{}: {}", way, planner.reason(load.answers(), reverse));
            }
        }
    }

    /** Whether an answer that runs alone should run ahead of its reverse streams. */
    boolean runsAhead(RunningAnswer answer) {
        return answer.seating().way() == Way.JOINT
                && !answer.isPrefilling()
                && canGuess.test(answer)
                && answer.answer().tokensLeftAlike() > 1
                && planner.shouldRunAhead(
                        answer.streams(), lanes.canSplit(1, answer.streams() - 1));
    }

    /** Fills the gaps that ended answers left, a stream in each step. */
    void closeUp(List<RunningAnswer> answers) {
        RunningAnswer last = null;
        int lastStream = 0;
        for (var answer : answers) {
            for (int stream = 0; stream < answer.seating().streams(); stream++) {
                var seat = answer.seating().seat(stream);
                if (seat.length() > 0
                        && seat.lane().lowestFree() < seat.sequence()
                        && (last == null
                                || seat.sequence() > last.seating().seat(lastStream).sequence())) {
                    last = answer;
                    lastStream = stream;
                }
            }
        }
        if (last != null && last.seating().closeUp(lastStream)) {
            counters.moves++;
        }
    }

    /** The way that is wanted, or the other one where there is no memory for its contexts. */
    private Way opened(Way wanted, boolean canSplit) {
        var other = wanted == Way.SPLIT ? Way.JOINT : Way.SPLIT;
        boolean hasOther = other == Way.JOINT || canSplit;
        if (hasOther && shut.contains(wanted)) {
            return other;
        }
        try {
            lanes.open(wanted);
            return wanted;
        } catch (RoseException e) {
            if (!hasOther) {
                throw e;
            }
            LOG.warn("no context for streams {}: {}", wanted.title(), e.getMessage());
            shut.add(wanted);
            return other;
        }
    }

    private void move(RunningAnswer answer) {
        var from = answer.seating();
        var to = lanes.lease(way, answer.streams());
        try {
            for (int stream = 0; stream < to.streams(); stream++) {
                if (!from.seat(stream).copyTo(to.seat(stream))) {
                    to.seat(stream).prefill(answer.held(stream));
                }
            }
        } catch (RuntimeException e) {
            lanes.endSteps();
            to.giveBack();
            answer.fail(e);
            // Others may be moved to them before this answer is let go.
            from.giveBack();
            return;
        }
        from.giveBack();
        answer.sit(to);
        counters.moves++;
    }
}
