package dev.rose.engine;

import dev.rose.engine.plan.Way;
import dev.rose.model.LanguageModel;
import dev.rose.model.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of an engine: two side by side, one for positive and one for reverse streams, and
 * one for everything together. Each is opened when it is first needed.
 */
final class Lanes implements AutoCloseable {
    private final LanguageModel model;
    private final EngineOptions options;
    private final int threads;
    private final int splitSlots;
    private @Nullable Lane positive;
    private @Nullable Lane reverse;
    private @Nullable Lane joint;
    private @Nullable Partner partner;

    Lanes(LanguageModel model, EngineOptions options, int splitSlots) {
        this.model = model;
        this.options = options;
        this.splitSlots = splitSlots;
        this.threads = options.threadsOrCores();
    }

    /** Whether {@code answers} with {@code reverse} reverse streams in all fit side by side. */
    boolean canSplit(int answers, int reverse) {
        return threads >= 2
                && answers <= splitSlots
                && reverse <= splitSlots * Math.max(1, options.reverseStreams());
    }

    /** Seats for an answer's streams, the positive one first. */
    Seating lease(Way way, int streams) {
        var seats = new ArrayList<Lane.Seat>();
        try {
            for (int stream = 0; stream < streams; stream++) {
                seats.add(lane(way, stream == 0).lease());
            }
        } catch (RuntimeException e) {
            // The second context of two may be the one that cannot be opened.
            seats.forEach(Lane.Seat::giveBack);
            throw e;
        }
        return new Seating(way, seats);
    }

    /**
     * Opens the contexts of a way.
     *
     * @throws dev.rose.error.RoseException where there is no memory for them
     */
    void open(Way way) {
        switch (way) {
            case JOINT -> joint();
            case SPLIT -> {
                positive();
                reverse();
            }
        }
    }

    /** The lane of a positive or a reverse stream. */
    Lane lane(Way way, boolean isPositive) {
        return switch (way) {
            case JOINT -> joint();
            case SPLIT -> isPositive ? positive() : reverse();
        };
    }

    /** Decodes the batches of a way's lanes, side by side where there are two. */
    void decode(Way way) {
        switch (way) {
            case JOINT -> {
                // A partner that waits for work would take a core from the decode.
                sleep();
                joint().decode();
            }
            case SPLIT -> {
                var other = reverse();
                if (other.batch().size() == 0) {
                    positive().decode();
                } else if (positive().batch().size() == 0) {
                    other.decode();
                } else {
                    partner().run(positive()::decode, other::decode);
                }
            }
        }
    }

    /** Rows of the step, in the fuller context where there are two. */
    int rows(Way way) {
        return switch (way) {
            case JOINT -> joint().batch().size();
            case SPLIT -> Math.max(positive().batch().size(), reverse().batch().size());
        };
    }

    /** Rows of the step in all its contexts. */
    int allRows(Way way) {
        return switch (way) {
            case JOINT -> joint().batch().size();
            case SPLIT -> positive().batch().size() + reverse().batch().size();
        };
    }

    void endSteps() {
        for (var lane : open()) {
            lane.endStep();
        }
    }

    /** No step is expected soon. */
    void sleep() {
        if (partner != null) {
            partner.sleep();
        }
    }

    /** Whether a memory is known to be unable to take back what it read. */
    boolean cannotForget() {
        return open().stream().anyMatch(lane -> !lane.session().canCutDecoded());
    }

    /** KV cells of the contexts that are open. */
    long cells() {
        return open().stream().mapToLong(Lane::cells).sum();
    }

    /** Those that hold a token. */
    long usedCells() {
        return open().stream().mapToLong(Lane::usedCells).sum();
    }

    private List<Lane> open() {
        var lanes = new ArrayList<Lane>(3);
        if (positive != null) {
            lanes.add(positive);
        }
        if (reverse != null) {
            lanes.add(reverse);
        }
        if (joint != null) {
            lanes.add(joint);
        }
        return lanes;
    }

    private Lane positive() {
        var lane = positive;
        if (lane == null) {
            lane = openLane(splitSlots, threads - threads / 2);
            positive = lane;
        }
        return lane;
    }

    private Lane reverse() {
        var lane = reverse;
        if (lane == null) {
            lane = openLane(splitSlots * Math.max(1, options.reverseStreams()), threads / 2);
            reverse = lane;
        }
        return lane;
    }

    private Lane joint() {
        var lane = joint;
        if (lane == null) {
            lane = openLane(options.slots() * (1 + options.reverseStreams()), threads);
            joint = lane;
        }
        return lane;
    }

    /** A lane for one sequence of so many tokens, with no part in steps; the caller closes it. */
    Lane apart(int length) {
        return openLane(length, 1, threads);
    }

    private Lane openLane(int sequences, int laneThreads) {
        return openLane(options.contextLength(), sequences, laneThreads);
    }

    private Lane openLane(int length, int sequences, int laneThreads) {
        return new Lane(
                model.openSession(
                        new SessionOptions(
                                length,
                                sequences,
                                EngineOptions.BATCH_SIZE,
                                Math.max(1, laneThreads))));
    }

    private Partner partner() {
        var other = partner;
        if (other == null) {
            other = new Partner("rose-engine-partner");
            partner = other;
        }
        return other;
    }

    @Override
    public void close() {
        if (partner != null) {
            partner.close();
        }
        open().forEach(Lane::close);
        positive = null;
        reverse = null;
        joint = null;
    }
}
