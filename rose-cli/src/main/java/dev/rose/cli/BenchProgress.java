package dev.rose.cli;

import dev.rose.cli.bench.BenchListener;
import java.time.Duration;

/** Tells of a benchmark: a bar that moves for people, a line for each tenth for logs. */
final class BenchProgress implements BenchListener {
    private static final int BAR_CELLS = 20;

    private final ProgressLine out;
    private int tenths = -1;

    BenchProgress(Host host) {
        this.out = new ProgressLine(host);
    }

    @Override
    public void on(String what, double part, Duration left) {
        var time = left.isZero() ? "" : ", about %s left".formatted(ProgressLine.time(left));
        if (out.canChange()) {
            out.show(
                    "%s %3d%% %s%s"
                            .formatted(
                                    ProgressLine.bar(part, BAR_CELLS),
                                    (int) (part * 100),
                                    what,
                                    time));
        } else if ((int) (part * 10) > tenths) {
            tenths = (int) (part * 10);
            out.line("%d%%: %s%s".formatted((int) (part * 100), what, time));
        }
    }

    /** What was shown is of no more interest. */
    void end() {
        out.clear();
    }
}
