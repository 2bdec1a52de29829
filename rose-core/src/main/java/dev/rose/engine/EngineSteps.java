package dev.rose.engine;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Planner;
import dev.rose.engine.plan.Way;
import dev.rose.engine.prefix.PrefixStore;
import dev.rose.error.RoseException;
import dev.rose.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a step is made: who goes which way, which guesses are checked, what a failure ends. */
final class EngineSteps implements AutoCloseable {
    /** Answers that two contexts side by side have room for. */
    private static final int SPLIT_SLOTS = 4;

    /** Prompt rows that a step computes beside running answers, so that these are not held up. */
    private static final int PREFILL_BESIDE_OTHERS = 64;

    /** Rounds of measuring, a second or more apart: a machine can be busy for so long. */
    private static final int MEASUREMENTS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(EngineSteps.class);

    private final int slots;
    private final int reverseStreams;
    private final Lanes lanes;
    private final Planner planner;
    private final Memories memories;
    private final EngineCounters counters = new EngineCounters();
    private final Arrangement arrangement;
    private final CostMeasurement measurement;
    private @Nullable Decoded decoded;

    /** What a step decoded that has a shape: in the fuller context where there are two. */
    private record Decoded(Way way, int rows) {}

    EngineSteps(LanguageModel model, EngineOptions options, CostCurve curve) {
        this.slots = options.slots();
        this.reverseStreams = options.reverseStreams();
        this.lanes = new Lanes(model, options, Math.min(SPLIT_SLOTS, options.slots()));
        this.planner = new Planner(curve, options.ways());
        this.measurement = new CostMeasurement(lanes, curve);
        this.memories =
                new Memories(
                        options,
                        planner,
                        counters,
                        DraftModel.open(model, options, options.threadsOrCores()));
        this.arrangement = new Arrangement(lanes, planner, counters, memories::canGuess);
    }

    EngineStats stats(int running, int waiting) {
        return counters.snapshot(
                running, waiting, memories.prefixes(), lanes.cells(), lanes.usedCells());
    }

    /** Computes or loads the caches of prefixes, and keeps them. */
    void pin(List<int[]> prefixes, Optional<PrefixStore> store) {
        memories.pin(prefixes, lanes, store);
    }

    /** {@link #pin} in a context of its own. */
    void pinApart(List<int[]> prefixes, Optional<PrefixStore> store) {
        memories.pinApart(prefixes, lanes, store);
    }

    /** Opens the contexts that the first answer will need. */
    void openContexts() {
        arrangement.openFirst();
    }

    Map<String, Memories.Scope> releaseMemories() {
        return memories.release();
    }

    void adoptMemories(Map<String, Memories.Scope> released) {
        memories.adopt(released);
    }

    /** Times decodes; only while nothing runs. */
    CostCurve measure() {
        for (int round = 0; round < MEASUREMENTS; round++) {
            for (var way : Way.values()) {
                if (canMeasure(way)) {
                    measurement.measure(way);
                }
            }
        }
        return planner.curve();
    }

    /** Times one shape of decode; where it cannot be, nothing is known of it afterwards either. */
    CostCurve measure(Way way, int rows) {
        boolean seats = slots * (1 + reverseStreams) > 1 || (way == Way.JOINT && rows == 1);
        if (seats && canMeasure(way)) {
            try {
                measurement.measure(way, rows);
            } catch (RoseException e) {
                LOG.info("what {} rows cost is not known: {}", rows, e.getMessage());
            }
        }
        return planner.curve();
    }

    private boolean canMeasure(Way way) {
        return planner.allows(way) && (way != Way.SPLIT || lanes.canSplit(1, 1));
    }

    CostCurve curve() {
        return planner.curve();
    }

    /** What the planner knows and would choose. */
    List<String> plan() {
        var report = new ArrayList<>(memories.report(1 + Math.max(1, reverseStreams)));
        if (lanes.cannotForget()) {
            report.add("no guesses and no running ahead: this model's memory cannot forget tokens");
        }
        return report;
    }

    /** The shapes of steps since they were last asked for. */
    List<StepShape> takeShapes() {
        var shapes = counters.shapes();
        counters.forgetShapes();
        return shapes;
    }

    /** No step is expected soon. */
    void sleep() {
        lanes.sleep();
    }

    void countFailed() {
        counters.failed++;
    }

    /**
     * Gives an answer its seats, with what is cached of its prompts in them. One that has ended
     * with what it began with gets none.
     *
     * @param others that run
     */
    RunningAnswer seat(
            EngineRequest request,
            Answer answer,
            AnswerChannel channel,
            List<RunningAnswer> others) {
        var running = new RunningAnswer(request, answer, channel, planner.curve());
        answer.begun().ifPresent(channel::send);
        if (answer.ended()) {
            running.needNoPrompt();
            return running;
        }
        if (request.deterministic()) {
            running.sit(lanes.lease(Way.JOINT, running.streams()));
            return running;
        }
        if (others.isEmpty()) {
            arrangement.begin(running);
        } else {
            var together = together(others);
            together.add(running);
            arrangement.join(running, together);
        }
        try {
            memories.recall(running);
        } catch (RuntimeException e) {
            running.seating().giveBack();
            throw e;
        }
        return running;
    }

    /** One step for each of {@code ready}, which are some of {@code all} that run. */
    void step(List<RunningAnswer> ready, List<RunningAnswer> all) {
        long begin = System.nanoTime();
        long decodedBefore = counters.decodeNanos;
        decoded = null;
        var group = together(all);
        arrangement.choose(group);
        if (ready.size() < all.size()) {
            group = together(ready);
        } else {
            group.removeIf(RunningAnswer::hasFailed);
        }
        arrangement.closeUp(all);
        if (!group.isEmpty()) {
            stepTogether(group);
        }
        var shape = decoded;
        if (shape != null) {
            double ms = (System.nanoTime() - begin) / 1e6;
            double inModel = (counters.decodeNanos - decodedBefore) / 1e6;
            counters.countShape(shape.way(), shape.rows(), ms, ms - inModel);
        }
        for (var answer : ready) {
            if (answer.request().deterministic()) {
                stepTogether(List.of(answer));
            }
        }
        counters.stepNanos += System.nanoTime() - begin;
    }

    /**
     * Lets go of an answer that has ended, and remembers what may serve others.
     *
     * @param counted runs when the answer is counted, before its reader has the result
     */
    void letGo(RunningAnswer answer, Runnable counted) {
        if (!answer.hasFailed()) {
            memories.remember(answer);
        }
        drop(answer, counted);
    }

    /** Lets go of an answer after which there are no others. */
    void drop(RunningAnswer answer, Runnable counted) {
        if (answer.hasFailed()) {
            counters.failed++;
        } else {
            counters.finished++;
        }
        counted.run();
        answer.sendResult();
        memories.letGo(answer);
        answer.seating().giveBack();
    }

    private static List<RunningAnswer> together(List<RunningAnswer> answers) {
        var together = new ArrayList<RunningAnswer>();
        for (var answer : answers) {
            if (!answer.request().deterministic() && !answer.hasFailed()) {
                together.add(answer);
            }
        }
        return together;
    }

    private void stepTogether(List<RunningAnswer> group) {
        group.forEach(answer -> answer.seating().beginStep());
        try {
            if (group.size() == 1
                    && arrangement.runsAhead(group.getFirst())
                    && !memories.knowsBetterThanRunningAhead(group.getFirst())) {
                runAhead(group.getFirst());
            } else {
                fill(group);
                decodeTogether(group);
                group.forEach(this::take);
            }
        } catch (RuntimeException e) {
            lanes.endSteps();
            stepApart(group, e);
        } finally {
            lanes.endSteps();
        }
        group.forEach(this::dropReverse);
    }

    /** From the token on that no longer depends on them, reverse streams cost nothing. */
    private void dropReverse(RunningAnswer answer) {
        if (answer.canDropReverse() && !answer.answer().ended() && !answer.hasFailed()) {
            memories.rememberReverse(answer);
            answer.dropReverse();
            arrangement.chooseAnew();
        }
    }

    /** After a failed decode: each answer alone, so that it ends only those that it belongs to. */
    private void stepApart(List<RunningAnswer> group, RuntimeException cause) {
        for (var answer : group) {
            if (!answer.seating().undoStep() || group.size() == 1) {
                answer.fail(cause);
            }
        }
        if (group.size() > 1) {
            for (var answer : group) {
                if (!answer.hasFailed()) {
                    stepTogether(List.of(answer));
                }
            }
        }
    }

    private void fill(List<RunningAnswer> group) {
        int lane = 0;
        boolean someDecode = false;
        for (var answer : group) {
            if (!answer.isPrefilling()) {
                lane += answer.seating().rowsInFullestLane(1);
                someDecode = true;
            }
        }
        int prefill = someDecode ? PREFILL_BESIDE_OTHERS : EngineOptions.BATCH_SIZE;
        for (var answer : group) {
            if (answer.isPrefilling()) {
                prefill -= answer.addPrefillRows(prefill);
            } else {
                int others = lane - answer.seating().rowsInFullestLane(1);
                var guess = memories.guess(answer, others);
                answer.addDecodeRows(guess);
                lane = others + answer.seating().rowsInFullestLane(1 + guess.tokens().length);
            }
        }
    }

    /** The positive stream decodes on its own, then the reverse streams check what it found. */
    private void runAhead(RunningAnswer answer) {
        int most = Math.min(answer.seating().mostCheckRows(), answer.answer().tokensLeftAlike());
        answer.beginAhead();
        double ms = 0;
        do {
            answer.addAheadRow();
            ms += decode(List.of(answer));
        } while (answer.takeAheadRow(most) && !answer.channel().isCancelled());
        answer.addCheckRows();
        ms += decode(List.of(answer));
        int taken = answer.takeCheckRows();
        answer.decodeTimes().add(ms, taken, 1);
        lanes.endSteps();
        decoded = new Decoded(Way.JOINT, -answer.aheadRows());
        planner.runAhead().observe(answer.aheadRows(), taken);
        counters.tokens += taken;
        counters.draftTokens += answer.aheadRows() - 1;
        counters.draftTokensAccepted += taken - 1;
        memories.learnUnchecked(answer, taken);
    }

    /** Makes the decode of answers that decode in lockstep, and counts its time for each. */
    private void decodeTogether(List<RunningAnswer> group) {
        double ms = decode(group);
        if (allDecode(group)) {
            int positiveRows = 0;
            for (var answer : group) {
                positiveRows += answer.rows();
            }
            for (var answer : group) {
                answer.decodeTimes().add(ms, 1, positiveRows);
            }
        }
    }

    private static boolean allDecode(List<RunningAnswer> group) {
        for (var answer : group) {
            if (answer.isPrefilling()) {
                return false;
            }
        }
        return true;
    }

    /** Decodes the batches, and gives the milliseconds that it took. */
    private double decode(List<RunningAnswer> group) {
        var groupWay = group.getFirst().seating().way();
        boolean onlyLogits = allDecode(group);
        int rows = lanes.rows(groupWay);
        long begin = System.nanoTime();
        lanes.decode(groupWay);
        long nanos = System.nanoTime() - begin;
        counters.decodeNanos += nanos;
        counters.countStep(groupWay);
        counters.rows += lanes.allRows(groupWay);
        if (onlyLogits && !group.getFirst().request().deterministic()) {
            if (arrangement.isSettled()) {
                planner.curve().observe(groupWay, rows, nanos / 1e6);
            }
            decoded = new Decoded(groupWay, rows);
        }
        return nanos / 1e6;
    }

    private void take(RunningAnswer answer) {
        try {
            if (answer.isPrefilling()) {
                counters.prefillTokens += answer.rows();
                if (answer.takePrefillRows()) {
                    answer.takeFirst();
                    counters.tokens++;
                    memories.begin(answer);
                }
            } else {
                int taken = answer.takeDecodeRows();
                counters.tokens += taken;
                memories.learn(answer, taken);
            }
        } catch (RuntimeException e) {
            answer.fail(e);
        }
    }

    @Override
    public void close() {
        memories.close();
        lanes.close();
    }
}
