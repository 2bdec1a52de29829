package dev.rose.server.access;

import dev.rose.server.error.ApiException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets in as many requests at a time as there are slots; a bounded number of others waits. */
public final class Admission {
    private final Semaphore slots;
    private final int queue;
    private final AtomicInteger waiting = new AtomicInteger();

    public Admission(int slots, int queue) {
        this.slots = new Semaphore(slots, true);
        this.queue = queue;
    }

    /** A slot, until it is closed. */
    public final class Pass implements AutoCloseable {
        @Override
        public void close() {
            slots.release();
        }
    }

    /** Waits for a slot. */
    public Pass enter(Caller caller) throws InterruptedException {
        if (!slots.tryAcquire()) {
            if (waiting.incrementAndGet() > queue) {
                waiting.decrementAndGet();
                throw ApiException.tooMany(
                        "queue_full", "%s: too many requests wait".formatted(caller.name()));
            }
            try {
                slots.acquire();
            } finally {
                waiting.decrementAndGet();
            }
        }
        return new Pass();
    }
}
