package dev.rose.engine;

import java.util.List;

/**
 * Finds the first stop text in text that comes in pieces, and holds back what may yet become one.
 * The first is the one that is complete first, of those the longest; so the pieces' borders never
 * matter.
 */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /** Whether a stop text was found; nothing more comes out then. */
    boolean found() {
        return found;
    }

    /** The text that can no longer become part of a stop text. */
    String append(String piece) {
        if (stops.isEmpty()) {
            return piece;
        }
        for (int i = 0; i < piece.length() && !found; i++) {
            held.append(piece.charAt(i));
            int stop = completeStop();
            if (stop > 0) {
                found = true;
                held.setLength(held.length() - stop);
            }
        }
        return release(found ? held.length() : held.length() - begunStop());
    }

    /** What was held back, at the end. */
    String end() {
        return release(held.length());
    }

    private String release(int length) {
        var text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Length of the longest stop text that what is held ends with, or 0. */
    private int completeStop() {
        int longest = 0;
        for (var stop : stops) {
            if (endsWith(stop, stop.length())) {
                longest = Math.max(longest, stop.length());
            }
        }
        return longest;
    }

    /** Length of the longest beginning of a stop text that what is held ends with, or 0. */
    private int begunStop() {
        int longest = 0;
        for (var stop : stops) {
            for (int length = stop.length() - 1; length > longest; length--) {
                if (endsWith(stop, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private boolean endsWith(String stop, int length) {
        int from = held.length() - length;
        for (int i = 0; i < length; i++) {
            if (from < 0 || held.charAt(from + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
