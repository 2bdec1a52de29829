package dev.rose.engine;

import java.util.OptionalDouble;

/** What decodes took, against what they would have taken for positive streams alone. */
final class DecodeTimes {
    private double ms;
    private double plainMs;

    /**
     * Some decodes were made.
     *
     * @param took in milliseconds, all of them together
     * @param decodes that the positive streams alone would have needed
     * @param plain what each of these would have taken; none where that is not known
     */
    void add(double took, int decodes, OptionalDouble plain) {
        if (plain.isPresent()) {
            ms += took;
            plainMs += decodes * plain.getAsDouble();
        }
    }

    /** How many times as long it took, NaN where nothing is known. */
    double overhead() {
        return plainMs > 0 ? ms / plainMs : Double.NaN;
    }
}
