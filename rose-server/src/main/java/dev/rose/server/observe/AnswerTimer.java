package dev.rose.server.observe;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The times of one answer's tokens as its client sees them. For one thread. */
public final class AnswerTimer {
    private final LongSupplier nanos;
    private final Timer toFirst;
    private final Timer perToken;
    private final long started;
    private long first;
    private boolean begun;

    AnswerTimer(LongSupplier nanos, Timer toFirst, Timer perToken) {
        this.nanos = nanos;
        this.toFirst = toFirst;
        this.perToken = perToken;
        this.started = nanos.getAsLong();
    }

    /** Says that there is text; only the first time counts. */
    public void token() {
        if (!begun) {
            begun = true;
            first = nanos.getAsLong();
            toFirst.record(Duration.ofNanos(first - started));
        }
    }

    /** Says that the answer has ended with so many tokens; one number an answer comes of it. */
    void ended(int tokens) {
        if (begun && tokens > 1) {
            perToken.record(Duration.ofNanos((nanos.getAsLong() - first) / (tokens - 1)));
        }
    }
}
