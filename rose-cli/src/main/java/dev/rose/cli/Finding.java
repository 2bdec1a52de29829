package dev.rose.cli;

import java.util.Locale;

/**
 * What {@code doctor} found about one thing.
 *
 * @param check the thing, one word
 * @param seen on one line
 * @param advice what to do; empty where all is well
 */
record Finding(String check, Status status, String seen, String advice) {

    /** How it stands. */
    enum Status {
        /** Nothing to do. */
        OK,
        /** Rose runs, but not as well as it could, or not without something more. */
        WARN,
        /** Rose cannot answer. */
        FAIL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String seen) {
        return new Finding(check, Status.OK, seen, "");
    }

    static Finding warn(String check, String seen, String advice) {
        return new Finding(check, Status.WARN, seen, advice);
    }

    static Finding fail(String check, String seen, String advice) {
        return new Finding(check, Status.FAIL, seen, advice);
    }
}
