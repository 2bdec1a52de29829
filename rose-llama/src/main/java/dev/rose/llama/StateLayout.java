package dev.rose.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * What llama.cpp's copy of a sequence is made of. It depends on how many sequences the context has,
 * for no reason but its form: a cache is written as the number of its parts, one for each sequence,
 * and for each part the number of its cells and these; all parts but the sequence's own are empty.
 * Written anew for another number of parts it fits another context.
 *
 * <pre>
 *   magic, sequence          int, int
 *   cache                    int parts; for each part int cells, and what they hold
 *   second cache or state    of layers with a window, or of recurrent ones
 * </pre>
 *
 * <p>Which of these there are is told from the size of an empty sequence's copy, and from that of
 * the copy of its last piece alone. What is not known to have one of these forms only fits contexts
 * with the same number of sequences.
 */
enum StateLayout {
    ONE_CACHE(true, false),
    TWO_CACHES(true, true),
    CACHE_AND_STATE(true, false),
    STATE(false, false),
    UNKNOWN(false, false);

    private static final long HEADER = 2 * Integer.BYTES;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final boolean firstIsCache;
    private final boolean lastIsCache;

    StateLayout(boolean firstIsCache, boolean lastIsCache) {
        this.firstIsCache = firstIsCache;
        this.lastIsCache = lastIsCache;
    }

    /**
     * Where a copy comes from.
     *
     * @param sequences of the context
     * @param sequence that was copied
     * @param last bytes of a copy of the last piece alone
     */
    record Origin(int sequences, int sequence, long last) {
        /** Whether a copy of so many bytes can come from there. */
        boolean isOf(long bytes) {
            return 0 <= sequence
                    && sequence < sequences
                    && sequences <= LlamaContextParams.MAX_SEQUENCES
                    && 0 <= last
                    && last <= bytes;
        }
    }

    /**
     * @param empty bytes of an empty sequence's copy
     * @param last bytes of a copy of its last piece alone
     * @param sequences of the context
     */
    static StateLayout of(MemoryKind kind, boolean window, long empty, long last, int sequences) {
        long cache = Integer.BYTES * (1L + sequences);
        return switch (kind) {
            case ATTENTION -> empty == HEADER + cache && last == empty ? ONE_CACHE : UNKNOWN;
            case SLIDING_WINDOW ->
                    empty == HEADER + 2 * cache && last == HEADER + cache ? TWO_CACHES : UNKNOWN;
            case RECURRENT -> STATE;
            // With a window there are three pieces.
            case HYBRID -> !window && empty - last == cache ? CACHE_AND_STATE : UNKNOWN;
        };
    }

    /** The copy in the form for a context of {@code sequences}; empty where none is known. */
    Optional<MemorySegment> fit(MemorySegment copy, Origin origin, int sequences, Arena arena) {
        if (this == STATE) {
            return Optional.of(copy);
        }
        long size = copy.byteSize();
        long split = this == ONE_CACHE ? size : size - (origin.last() - HEADER);
        if (this == UNKNOWN || split < HEADER || split > size) {
            return Optional.empty();
        }
        var first = copy.asSlice(HEADER, split - HEADER);
        var last = copy.asSlice(split);
        if ((firstIsCache && !isCacheOf(first, origin))
                || (lastIsCache && !isCacheOf(last, origin))) {
            return Optional.empty();
        }
        long growth = Integer.BYTES * ((long) sequences - origin.sequences());
        int caches = lastIsCache ? 2 : 1;
        var fitted = arena.allocate(size + caches * growth, 16);
        fitted.copyFrom(copy.asSlice(0, HEADER));
        writeCache(first, origin, sequences, fitted.asSlice(HEADER));
        var rest = fitted.asSlice(split + growth);
        if (lastIsCache) {
            writeCache(last, origin, sequences, rest);
        } else {
            rest.copyFrom(last);
        }
        return Optional.of(fitted);
    }

    /** Whether all parts but one are empty, as they must be. */
    private static boolean isCacheOf(MemorySegment cache, Origin origin) {
        int parts = origin.sequences();
        if (cache.byteSize() < Integer.BYTES * (1L + parts) || cache.get(INT, 0) != parts) {
            return false;
        }
        for (int before = 1; before <= origin.sequence(); before++) {
            if (cache.getAtIndex(INT, before) != 0) {
                return false;
            }
        }
        for (int after = 1; after < parts - origin.sequence(); after++) {
            if (cache.get(INT, cache.byteSize() - (long) Integer.BYTES * after) != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@code target} is zero. */
    private static void writeCache(
            MemorySegment cache, Origin origin, int parts, MemorySegment target) {
        long before = Integer.BYTES * (1L + origin.sequence());
        long after = Integer.BYTES * (origin.sequences() - 1L - origin.sequence());
        target.set(INT, 0, parts);
        MemorySegment.copy(cache, before, target, Integer.BYTES, cache.byteSize() - before - after);
    }
}
