package dev.rose.engine;

import dev.rose.engine.plan.RunAhead;
import dev.rose.engine.plan.Way;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the streams of an answer sit: a sequence for each, the positive one first, all of them of
 * one way. Belongs to the engine's thread.
 */
final class Seating {
    private final Way way;
    private final List<Lane.Seat> seats;
    private final int[] lengthsBefore;

    /**
     * @param seats leased, and given back by this
     */
    Seating(Way way, List<Lane.Seat> seats) {
        this.way = way;
        this.seats = new ArrayList<>(seats);
        this.lengthsBefore = new int[seats.size()];
    }

    /** Nowhere. */
    static Seating none() {
        return new Seating(Way.JOINT, List.of());
    }

    Way way() {
        return way;
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    int streams() {
        return seats.size();
    }

    Lane.Seat seat(int stream) {
        return seats.get(stream);
    }

    /** Rows that {@code rowsEach} rows a stream are in the fuller lane. */
    int rowsInFullestLane(int rowsEach) {
        return rowsEach * way.streamsInFullerLane(streams());
    }

    /** Rows a stream that can still ask for logits in a step that has {@code otherRows} already. */
    int outputsLeft(int otherRows) {
        int most = Integer.MAX_VALUE;
        int chunk = Integer.MAX_VALUE;
        for (var seat : seats) {
            var size = seat.lane().session().options();
            // Every sequence may need one for the end of its prompt.
            most = Math.min(most, size.outputs() - size.sequences());
            chunk = Math.min(chunk, seat.lane().session().chunk());
        }
        return Math.min(chunk, (most - otherRows) / rowsInFullestLane(1));
    }

    /** Rows that the positive stream can be ahead, for the others to check in one decode. */
    int mostCheckRows() {
        var session = seats.getFirst().lane().session();
        int outputs = session.options().outputs() / Math.max(1, streams() - 1);
        return Math.min(RunAhead.MOST_ROWS, Math.min(outputs, session.chunk()));
    }

    /**
     * Moves a stream to a lower free sequence of its lane, where there is one: sequences that
     * follow each other without a gap are decoded at once.
     *
     * @return whether it moved
     */
    boolean closeUp(int stream) {
        var seat = seats.get(stream);
        if (seat.lane().lowestFree() > seat.sequence()) {
            return false;
        }
        var lower = seat.lane().lease();
        if (!seat.copyTo(lower)) {
            lower.giveBack();
            return false;
        }
        seat.giveBack();
        seats.set(stream, lower);
        return true;
    }

    /** Remembers where a step begins. */
    void beginStep() {
        for (int stream = 0; stream < seats.size(); stream++) {
            lengthsBefore[stream] = seats.get(stream).length();
        }
    }

    /** Takes back what a failed step computed; false where the memory cannot. */
    boolean undoStep() {
        boolean undone = true;
        for (int stream = 0; stream < seats.size(); stream++) {
            if (seats.get(stream).length() > lengthsBefore[stream]) {
                undone &= seats.get(stream).cut(lengthsBefore[stream]);
            }
            undone &= seats.get(stream).length() == lengthsBefore[stream];
        }
        return undone;
    }

    /** Forgets the last {@code rows} rows of each stream. */
    void cut(int rows) {
        for (var seat : seats) {
            seat.cut(seat.length() - rows);
        }
    }

    /** Gives all seats but the positive stream's back. */
    void dropReverse() {
        var reverse = seats.subList(1, seats.size());
        reverse.forEach(Lane.Seat::giveBack);
        reverse.clear();
    }

    void giveBack() {
        seats.forEach(Lane.Seat::giveBack);
        seats.clear();
    }
}
