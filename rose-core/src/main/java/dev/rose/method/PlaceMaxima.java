package dev.rose.method;

import java.util.Arrays;

/**
 * The greatest value at each place of a block, over the blocks of a row. HotSpot makes vector code
 * of that and not of a search for the greatest, which goes on in the few places that are left.
 */
final class PlaceMaxima {
    private final float[] maxima;
    private final int[] found;

    PlaceMaxima(int places) {
        maxima = new float[places];
        found = new int[places];
    }

    /** Begins a row. */
    void begin() {
        Arrays.fill(maxima, Float.NEGATIVE_INFINITY);
    }

    /** Sees the next {@code length} values of the row. */
    void see(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            maxima[i] = Math.max(maxima[i], values[i]);
        }
    }

    /** The greatest at a place: NaN where one was, −∞ where there was none. */
    float at(int place) {
        return maxima[place];
    }

    /** Whether no NaN was seen and no +∞, which would hide lesser values. */
    boolean hideNone() {
        for (float maximum : maxima) {
            if (!(maximum <= Float.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The places, from the lowest on, where the two greatest values of the row are, and all that
     * equal one of them; others may be there too.
     */
    int[] ofTwoGreatest() {
        float greatest = Float.NEGATIVE_INFINITY;
        float second = Float.NEGATIVE_INFINITY;
        for (float maximum : maxima) {
            if (maximum > second) {
                second = Math.min(maximum, greatest);
                greatest = Math.max(maximum, greatest);
            }
        }
        int count = 0;
        for (int place = 0; place < maxima.length; place++) {
            if (maxima[place] >= second) {
                found[count++] = place;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
