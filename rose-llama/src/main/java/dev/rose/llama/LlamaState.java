package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The cache of one sequence in memory of its own. Thread-safe; frees once. */
public final class LlamaState implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment data;
    private final StateLayout.Origin origin;
    private final int length;
    private boolean closed;

    LlamaState(Arena arena, MemorySegment data, StateLayout.Origin origin, int length) {
        this.arena = arena;
        this.data = data;
        this.origin = origin;
        this.length = length;
    }

    /** Tokens that it holds. */
    public int length() {
        return length;
    }

    /** Memory that it takes, in bytes. */
    public long byteSize() {
        return data.byteSize();
    }

    MemorySegment data() {
        return data;
    }

    StateLayout.Origin origin() {
        return origin;
    }

    /** Frees the memory. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
