package dev.rose.cli.bench;

import java.util.Arrays;

/** Numbers that were measured, of which the middle counts, since machines stall. */
final class Sample {
    private double[] numbers = new double[256];
    private int count;

    void add(double number) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = number;
    }

    int count() {
        return count;
    }

    /** NaN where there are none. */
    double median() {
        return quantile(0.5);
    }

    /** The middle half of the numbers, as a share of the median; NaN where there are too few. */
    double spread() {
        return count < 2 ? Double.NaN : (quantile(0.75) - quantile(0.25)) / median();
    }

    private double quantile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        var sorted = Arrays.copyOf(numbers, count);
        Arrays.sort(sorted);
        double at = share * (count - 1);
        int below = (int) at;
        int above = Math.min(count - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
