package dev.rose;

import java.util.Locale;

/** Which streams decide. */
public enum Mode {
    /** Positive minus reverse: the method. */
    ROSE,
    /** The positive stream alone. */
    PLAIN,
    /** The first reverse prompt alone: what ROSE steers away from. */
    REVERSE;

    /** As the command line and reports spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
