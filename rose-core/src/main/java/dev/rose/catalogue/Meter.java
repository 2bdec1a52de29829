package dev.rose.catalogue;

import java.time.Duration;
import java.util.ArrayDeque;

/** Counts the bytes of one phase and tells a listener of them, not too often. */
final class Meter {
    private static final long TELL_NANOS = 100_000_000L;
    private static final long WINDOW_NANOS = 5_000_000_000L;

    private record Sample(long nanos, long bytes) {}

    private final PullListener listener;
    private final PullEvent.Phase phase;
    private final String file;
    private final long total;
    private final ArrayDeque<Sample> window = new ArrayDeque<>();
    private long bytes;

    Meter(PullListener listener, PullEvent.Phase phase, String file, long bytes, long total) {
        this.listener = listener;
        this.phase = phase;
        this.file = file;
        this.bytes = bytes;
        this.total = total;
        tell(System.nanoTime());
    }

    void add(long more) {
        bytes += more;
        long now = System.nanoTime();
        if (now - window.getLast().nanos >= TELL_NANOS || bytes == total) {
            tell(now);
        }
    }

    /** Starts again, at a number of bytes that is not the work of this meter. */
    void reset(long at) {
        bytes = at;
        window.clear();
        tell(System.nanoTime());
    }

    private void tell(long now) {
        window.addLast(new Sample(now, bytes));
        while (window.size() > 2 && now - window.getFirst().nanos > WINDOW_NANOS) {
            window.removeFirst();
        }
        var first = window.getFirst();
        long nanos = now - first.nanos;
        long speed = nanos < TELL_NANOS ? 0 : (long) ((bytes - first.bytes) * 1e9 / nanos);
        var left = speed == 0 ? Duration.ZERO : Duration.ofSeconds((total - bytes) / speed);
        listener.on(new PullEvent.Progress(phase, file, bytes, total, speed, left));
    }
}
