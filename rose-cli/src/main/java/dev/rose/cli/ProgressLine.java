package dev.rose.cli;

import java.time.Duration;

/**
 * Standard error while something takes long: whole lines, and on a terminal one line that changes
 * until the next whole one. Not thread-safe.
 */
final class ProgressLine {
    private static final String LINE_START = "\r\u001b[K";

    private final Host host;
    private boolean shown;

    ProgressLine(Host host) {
        this.host = host;
    }

    /** Whether a person watches, so that a line may change. */
    boolean canChange() {
        return host.terminal().err();
    }

    /** Shows a text in place of the last one. */
    void show(String text) {
        host.err().print(LINE_START + text);
        host.err().flush();
        shown = true;
    }

    void clear() {
        if (shown) {
            host.err().print(LINE_START);
            host.err().flush();
            shown = false;
        }
    }

    /** Ends the line that changes and writes one that stays. */
    void line(String text) {
        clear();
        host.err().println("rose: " + text);
        host.err().flush();
    }

    /**
     * @param part from 0 to 1
     */
    static String bar(double part, int cells) {
        var filled = (int) (part * cells);
        return "[" + "=".repeat(filled) + " ".repeat(cells - filled) + "]";
    }

    /** {@code 1:05 min}, {@code 5 s}. */
    static String time(Duration time) {
        return time.toMinutes() > 0
                ? "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart())
                : time.toSeconds() + " s";
    }
}
