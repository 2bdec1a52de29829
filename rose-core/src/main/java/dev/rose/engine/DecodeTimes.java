package dev.rose.engine;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import java.util.OptionalDouble;

/** What decodes took, against what they would have taken for positive streams alone. */
final class DecodeTimes {
    private static final int DECODES_OF_A_PRICE = 16;

    private final CostCurve curve;
    private double ms;
    private double plainMs;
    private int rows;
    // Kept for some decodes of as many rows: looking it up in each costs a share of a step.
    private OptionalDouble price = OptionalDouble.empty();
    private int pricedDecodes;

    /**
     * @param curve prices decodes of positive streams
     */
    DecodeTimes(CostCurve curve) {
        this.curve = curve;
    }

    /**
     * Some decodes were made; they are left out where nobody knows what the others would have
     * taken.
     *
     * @param took in milliseconds, all of them together
     * @param decodes that the positive streams alone would have needed
     * @param plainRows in each of these
     */
    void add(double took, int decodes, int plainRows) {
        if (plainRows != rows || price.isEmpty() || ++pricedDecodes == DECODES_OF_A_PRICE) {
            rows = plainRows;
            pricedDecodes = 0;
            price = curve.knownMs(Way.JOINT, plainRows);
        }
        if (price.isPresent()) {
            ms += took;
            plainMs += decodes * price.getAsDouble();
        }
    }

    /** How many times as long it took, NaN where nothing is known. */
    double overhead() {
        return plainMs > 0 ? ms / plainMs : Double.NaN;
    }
}
