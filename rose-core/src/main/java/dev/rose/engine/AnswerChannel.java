package dev.rose.engine;

import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The way of an answer's events from the engine's thread to the caller's. Bounded: an answer whose
 * reader is slow is left out of steps until there is room, and holds up nobody else.
 */
final class AnswerChannel implements Generation {
    private static final int CAPACITY = 256;

    /** Events of one step at most: those of a whole check, and the end. */
    static final int ROOM_FOR_STEP = 40;

    private sealed interface Item {
        record Event(GenerationEvent event) implements Item {}

        record Failure(RuntimeException cause) implements Item {}
    }

    private final ArrayBlockingQueue<Item> items = new ArrayBlockingQueue<>(CAPACITY);
    private final Runnable wakeEngine;
    private boolean ended;
    private volatile boolean cancelled;
    private volatile boolean closed;
    private volatile boolean stalled;
    private volatile boolean onlyResult;

    AnswerChannel(Runnable wakeEngine) {
        this.wakeEngine = wakeEngine;
    }

    // The engine's side.

    /** Whether a step's events fit; where not, the reader wakes the engine when they do. */
    boolean hasRoom() {
        if (items.remainingCapacity() >= ROOM_FOR_STEP) {
            return true;
        }
        stalled = true;
        return items.remainingCapacity() >= ROOM_FOR_STEP;
    }

    void send(GenerationEvent event) {
        // Each event wakes its reader, who takes a core from the next decode.
        if (!(onlyResult && event instanceof GenerationEvent.Text)) {
            put(new Item.Event(event));
        }
    }

    void fail(RuntimeException cause) {
        put(new Item.Failure(cause));
    }

    private void put(Item item) {
        if (!closed && !items.offer(item)) {
            throw new IllegalStateException("no room for an event that was waited for");
        }
    }

    /** Whether the caller wants no more. */
    boolean isCancelled() {
        return cancelled;
    }

    /** Whether the caller does not even want to know how it ended. */
    boolean isClosed() {
        return closed;
    }

    // The caller's side.

    @Override
    public boolean hasNext() {
        return !closed && !ended;
    }

    @Override
    public GenerationEvent next() {
        if (closed) {
            throw new IllegalStateException("the generation is closed");
        }
        if (ended) {
            throw new NoSuchElementException("the answer has ended");
        }
        return switch (take()) {
            case Item.Event(GenerationEvent.Finished finished) -> {
                ended = true;
                yield finished;
            }
            case Item.Event(var event) -> event;
            case Item.Failure(var cause) -> {
                ended = true;
                throw cause;
            }
        };
    }

    @Override
    public GenerationResult result() {
        onlyResult = true;
        return Generation.super.result();
    }

    private Item take() {
        try {
            var item = items.take();
            if (stalled && items.remainingCapacity() >= ROOM_FOR_STEP) {
                stalled = false;
                wakeEngine.run();
            }
            return item;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IllegalStateException("interrupted while waiting for the answer", e);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        wakeEngine.run();
    }

    @Override
    public void close() {
        closed = true;
        cancelled = true;
        items.clear();
        wakeEngine.run();
    }
}
