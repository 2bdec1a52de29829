package dev.rose.engine;

import dev.rose.engine.plan.Way;
import java.util.Map;

/**
 * What an engine has done since it was opened: raw counts, from which rates are made.
 *
 * <p>Acceptance rate is {@code draftTokensAccepted / draftTokens}; the share of a step that is not
 * decoding is {@code 1 − decodeNanos / stepNanos}.
 *
 * @param steps by way, deterministic and plain ones included
 * @param rows rows decoded, over all streams
 * @param tokens tokens of answers
 * @param prefillTokens tokens of prompts, and of what answers are known to begin with, that were
 *     computed, over all streams
 * @param cachedTokens such tokens that came from the prefix cache, over all streams
 * @param draftTokens guesses that were checked
 * @param draftTokensAccepted guesses that were right
 * @param moves answers whose caches were moved to the other way
 * @param stepNanos time of all steps
 * @param decodeNanos time of their decodes in the model
 * @param finished answers that ended, cancelled ones included
 * @param failed answers that an error ended
 * @param running answers that have seats now
 * @param waiting requests that wait for seats now
 * @param prefixes states in the prefix cache now
 * @param cells KV cells of the contexts that are open now, over all their sequences
 * @param usedCells those of them that hold a token of a running answer
 */
public record EngineStats(
        Map<Way, Long> steps,
        long rows,
        long tokens,
        long prefillTokens,
        long cachedTokens,
        long draftTokens,
        long draftTokensAccepted,
        long moves,
        long stepNanos,
        long decodeNanos,
        long finished,
        long failed,
        int running,
        int waiting,
        int prefixes,
        long cells,
        long usedCells) {
    public EngineStats {
        steps = Map.copyOf(steps);
    }

    /** Of an engine that has done nothing. */
    public static EngineStats none() {
        return new EngineCounters().snapshot(0, 0, 0, 0, 0);
    }
}
