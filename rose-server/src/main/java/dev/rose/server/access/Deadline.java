package dev.rose.server.access;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When one answer must end. For one thread that answers, and any that ask. */
public final class Deadline {
    private final LongSupplier nanos;
    private final long idleNanos;
    private final long end;
    private volatile long progress;

    private Deadline(TimeLimits limits, LongSupplier nanos) {
        this.nanos = nanos;
        idleNanos = limits.idle().toNanos();
        progress = nanos.getAsLong();
        end = progress + limits.request().toNanos();
    }

    /** Starts now. */
    public static Deadline of(TimeLimits limits) {
        return of(limits, System::nanoTime);
    }

    static Deadline of(TimeLimits limits, LongSupplier nanos) {
        return new Deadline(limits, nanos);
    }

    /** Says that something reached the client: the idle time begins anew. */
    public void progressed() {
        progress = nanos.getAsLong();
    }

    /** Whether the answer must end now. */
    public boolean over() {
        return left().isZero();
    }

    /** The time until the answer must end, if nothing is written; zero once it is over. */
    public Duration left() {
        var now = nanos.getAsLong();
        var left = Math.min(end - now, progress + idleNanos - now);
        return Duration.ofNanos(Math.max(0, left));
    }
}
