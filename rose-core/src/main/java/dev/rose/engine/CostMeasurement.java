package dev.rose.engine;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import dev.rose.model.ModelSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Times decodes of this model on this machine, in the engine's own contexts while nothing runs: 1
 * to 64 rows, all with logits, together and side by side, behind a prompt of usual length.
 */
final class CostMeasurement {
    private static final int[] ROWS = {1, 2, 4, 8, 16, 32, 64};
    private static final int PROMPT = 160;
    private static final int SHORT_PROMPT = 48;
    private static final int MOST_REPEATS = 15;
    private static final int FEWEST_REPEATS = 4;
    private static final long NANOS_A_POINT = 200_000_000;

    private final Lanes lanes;
    private final CostCurve curve;
    private final Map<Way, Map<Integer, Double>> best = new EnumMap<>(Way.class);

    /** The points of a curve, by their rows. */
    static IntStream points() {
        return IntStream.of(ROWS);
    }

    CostMeasurement(Lanes lanes, CostCurve curve) {
        this.lanes = lanes;
        this.curve = curve;
    }

    /**
     * Measures one way; points that do not fit the contexts are left out. Of several times the best
     * counts: others on the machine can only make a decode slower.
     */
    void measure(Way way) {
        measure(way, ROWS, PROMPT);
    }

    /**
     * Measures one point, behind a short prompt: {@link #measure(Way)} in pieces, between which
     * answers may run.
     */
    void measure(Way way, int rows) {
        measure(way, new int[] {rows}, SHORT_PROMPT);
    }

    private void measure(Way way, int[] points, int prompt) {
        boolean oneRow = way == Way.JOINT && points.length == 1 && points[0] == 1;
        var seating = lanes.lease(way, oneRow ? 1 : 2);
        var seats = oneRow ? List.of(seating.seat(0)) : List.of(seating.seat(0), seating.seat(1));
        try {
            for (var seat : seats) {
                prefill(seat, prompt);
            }
            // The system needs some milliseconds to give each thread a core.
            time(way, seats, 1);
            for (int rows : points) {
                int each = way == Way.SPLIT ? rows : Math.max(1, rows / 2);
                var used = way == Way.JOINT && rows == 1 ? seats.subList(0, 1) : seats;
                if (fits(seats, each * (way == Way.SPLIT ? 1 : used.size()), each)) {
                    curve.set(way, rows, best(way, rows, time(way, used, each)));
                }
            }
        } finally {
            lanes.endSteps();
            seating.giveBack();
        }
    }

    private double best(Way way, int rows, double ms) {
        return best.computeIfAbsent(way, w -> new HashMap<>()).merge(rows, ms, Math::min);
    }

    private double time(Way way, List<Lane.Seat> seats, int rowsEach) {
        var times = new ArrayList<Double>();
        long total = 0;
        for (int i = 0; i < MOST_REPEATS && (i < FEWEST_REPEATS || total < NANOS_A_POINT); i++) {
            var lengths = seats.stream().mapToInt(Lane.Seat::length).toArray();
            for (int s = 0; s < seats.size(); s++) {
                add(seats.get(s), lengths[s], rowsEach);
            }
            long begin = System.nanoTime();
            lanes.decode(way);
            long nanos = System.nanoTime() - begin;
            lanes.endSteps();
            for (int s = 0; s < seats.size(); s++) {
                if (!seats.get(s).cut(lengths[s])) {
                    return nanos / 1e6;
                }
            }
            total += nanos;
            if (i > 0) {
                // The first of a shape also pays for the change of shape.
                times.add(nanos / 1e6);
            }
        }
        var sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        // Others on the machine can only make a decode slower.
        return sorted[sorted.length / 4];
    }

    private static boolean fits(List<Lane.Seat> seats, int outputs, int rowsEach) {
        for (var seat : seats) {
            ModelSession session = seat.lane().session();
            if (outputs > session.options().outputs()
                    || seat.length() + rowsEach > session.options().contextLength()) {
                return false;
            }
        }
        return true;
    }

    private void prefill(Lane.Seat seat, int most) {
        var session = seat.lane().session();
        int length = Math.min(most, session.options().contextLength() / 2);
        for (int i = 0; i < length; i++) {
            seat.lane().batch().add(i % 7, i, seat.sequence(), false);
        }
        seat.lane().decode();
        seat.lane().endStep();
    }

    /** Any tokens do: the time of a row does not depend on what it is. */
    private static void add(Lane.Seat seat, int position, int rows) {
        for (int i = 0; i < rows; i++) {
            seat.lane().batch().add(i % 7, position + i, seat.sequence(), true);
        }
    }
}
