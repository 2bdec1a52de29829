package dev.rose.cli;

import java.time.Duration;

/** Tells how many of many items are done: a bar for people, a line for each tenth for logs. */
final class ItemProgress {
    private static final int BAR_CELLS = 20;

    private final ProgressLine out;
    private final String what;
    private final long start = System.nanoTime();
    private int first = -1;
    private int tenths;

    /**
     * @param what the items are, in the plural
     */
    ItemProgress(Host host, String what) {
        this.out = new ProgressLine(host);
        this.what = what;
    }

    /**
     * @param done of {@code total}, from 1; those that were there before too
     */
    void at(int done, int total) {
        if (first < 0) {
            first = done - 1;
        }
        var text = "%d of %d %s%s".formatted(done, total, what, left(done, total));
        if (out.canChange()) {
            out.show(ProgressLine.bar((double) done / total, BAR_CELLS) + " " + text);
        } else if (done * 10L / total > tenths) {
            tenths = (int) (done * 10L / total);
            out.line(text);
        }
    }

    private String left(int done, int total) {
        if (done == total || done == first) {
            return "";
        }
        long each = (System.nanoTime() - start) / (done - first);
        return ", about %s left"
                .formatted(ProgressLine.time(Duration.ofNanos(each * (total - done))));
    }

    /** What was shown is of no more interest. */
    void end() {
        out.clear();
    }
}
