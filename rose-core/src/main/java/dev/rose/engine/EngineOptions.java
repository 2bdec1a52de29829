package dev.rose.engine;

import dev.rose.engine.plan.Way;
import dev.rose.model.LanguageModel;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The size of an engine and what it may do.
 *
 * @param contextLength tokens that each stream can hold
 * @param slots answers that run at a time; more wait
 * @param queue requests that may wait; one more is refused
 * @param reverseStreams reverse streams that a request may have
 * @param threads of decoding, over all streams; 0 means as many as there are cores
 * @param ways the arrangements that the planner chooses from; not empty
 * @param drafts whether tokens are guessed ahead and checked
 * @param prefixCacheBytes memory for the caches of prompts that were seen, in bytes; 0 keeps none
 * @param draftModel a smaller model of the same vocabulary that guesses tokens where the planner
 *     finds that it pays; stays the caller's and must stay open; null for none
 */
public record EngineOptions(
        int contextLength,
        int slots,
        int queue,
        int reverseStreams,
        int threads,
        Set<Way> ways,
        boolean drafts,
        long prefixCacheBytes,
        @Nullable LanguageModel draftModel) {
    /** Rows of one decode. */
    static final int BATCH_SIZE = 512;

    public EngineOptions {
        require(contextLength >= 1, "contextLength", contextLength);
        require(slots >= 1, "slots", slots);
        require(queue >= 0, "queue", queue);
        require(reverseStreams >= 0, "reverseStreams", reverseStreams);
        require(threads >= 0, "threads", threads);
        require(!ways.isEmpty(), "ways", ways);
        require(prefixCacheBytes >= 0, "prefixCacheBytes", prefixCacheBytes);
        ways = Set.copyOf(ways);
    }

    /** One reverse stream, 4 slots, 64 waiting, every way, drafts, 256 MiB of prefixes. */
    public static EngineOptions of(int contextLength) {
        return new EngineOptions(
                contextLength, 4, 64, 1, 0, EnumSet.allOf(Way.class), true, 256L << 20, null);
    }

    public EngineOptions withSlots(int slots) {
        return with(change -> change.slots = slots);
    }

    public EngineOptions withQueue(int queue) {
        return with(change -> change.queue = queue);
    }

    public EngineOptions withReverseStreams(int reverseStreams) {
        return with(change -> change.reverseStreams = reverseStreams);
    }

    public EngineOptions withThreads(int threads) {
        return with(change -> change.threads = threads);
    }

    public EngineOptions withWays(Set<Way> ways) {
        return with(change -> change.ways = ways);
    }

    public EngineOptions withDrafts(boolean drafts) {
        return with(change -> change.drafts = drafts);
    }

    public EngineOptions withPrefixCacheBytes(long prefixCacheBytes) {
        return with(change -> change.prefixCacheBytes = prefixCacheBytes);
    }

    public EngineOptions withDraftModel(@Nullable LanguageModel draftModel) {
        return with(change -> change.draftModel = draftModel);
    }

    /** Threads of decoding: as many as there are cores where nothing else was said. */
    int threadsOrCores() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    private static void require(boolean valid, String name, Object seen) {
        if (!valid) {
            throw new IllegalArgumentException(name + " out of range: " + seen);
        }
    }

    private EngineOptions with(Consumer<Change> by) {
        var change = new Change(this);
        by.accept(change);
        return change.applied();
    }

    /** A copy whose parts can be set one by one. */
    private static final class Change {
        private int contextLength;
        private int slots;
        private int queue;
        private int reverseStreams;
        private int threads;
        private Set<Way> ways;
        private boolean drafts;
        private long prefixCacheBytes;
        private @Nullable LanguageModel draftModel;

        Change(EngineOptions from) {
            contextLength = from.contextLength;
            slots = from.slots;
            queue = from.queue;
            reverseStreams = from.reverseStreams;
            threads = from.threads;
            ways = from.ways;
            drafts = from.drafts;
            prefixCacheBytes = from.prefixCacheBytes;
            draftModel = from.draftModel;
        }

        EngineOptions applied() {
            return new EngineOptions(
                    contextLength,
                    slots,
                    queue,
                    reverseStreams,
                    threads,
                    ways,
                    drafts,
                    prefixCacheBytes,
                    draftModel);
        }
    }
}
