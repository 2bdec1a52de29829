package dev.rose.eval.sweep;

import java.util.ArrayList;
import java.util.List;

/** Finds room for the labels of points, so that none lies on another. All sizes are pixels. */
final class PointLabels {
    /** Of a sign of the chart's font, at most. */
    private static final double SIGN = 7;

    private static final double LINE = 14;

    /** Baselines to try, from a point: close ones first, above before below. */
    private static final double[] RISES = {-9, 20, -23, 34, -37, 48};

    private final List<Box> taken = new ArrayList<>();

    private record Box(double left, double right, double baseline) {
        boolean meets(Box other) {
            return left < other.right
                    && other.left < right
                    && Math.abs(baseline - other.baseline) < LINE;
        }
    }

    /**
     * Takes the nearest room that is left.
     *
     * @param x where the label begins
     * @param y of its point
     * @return the label's baseline
     */
    double place(String label, double x, double y) {
        for (double rise : RISES) {
            var box = new Box(x, x + SIGN * label.length(), y + rise);
            if (taken.stream().noneMatch(box::meets)) {
                taken.add(box);
                return box.baseline();
            }
        }
        // So many points in one place: better on another label than far from its point.
        return y + RISES[0];
    }
}
