package dev.rose.model;

import java.nio.file.Path;

/**
 * A KV cache with numbered sequences, and the forward passes over it. Not thread-safe: one thread
 * at a time uses it, except that {@link #close} may come from any.
 *
 * <p>A sequence is a list of tokens at positions 0, 1, 2, …; {@link #length} tells how many it
 * holds. A row of a batch must continue its sequence without a gap.
 */
public interface ModelSession extends AutoCloseable {

    SessionOptions options();

    /**
     * Rows of one sequence that a decode should have at most, from 1 to {@link
     * SessionOptions#batchSize}. Up to so many, a row's logits do not depend on how many others are
     * decoded with it, as far as the model can promise that; so a prompt is decoded in chunks.
     */
    int chunk();

    /** Number of tokens in {@code sequence}. */
    int length(int sequence);

    /**
     * One forward pass over the rows of {@code batch}. The step's logits are borrowed: they can be
     * read until the step is closed or the next decode begins, and throw {@link
     * IllegalStateException} after.
     *
     * @throws IllegalArgumentException for a batch that is empty, has more rows than {@link
     *     SessionOptions#batchSize} or more with logits than {@link SessionOptions#outputs}, names
     *     a sequence out of range, or leaves a gap in positions
     * @throws dev.rose.error.RoseException with kind {@code CONTEXT_EXCEEDED} where a sequence
     *     would not fit, {@code ENGINE_FAILED} where the pass fails; the sequences are as before,
     *     or empty where this kind of memory cannot be cut
     */
    DecodeStep decode(DecodeBatch batch);

    /**
     * Makes {@code to} equal to the first {@code length} tokens of {@code from}.
     *
     * @return false, with {@code to} empty, where this kind of memory cannot be copied in part
     */
    boolean copySequence(int from, int to, int length);

    /**
     * Shortens {@code sequence} to its first {@code length} tokens.
     *
     * @return false, and nothing is changed, where this kind of memory cannot be cut there
     */
    boolean cutSequence(int sequence, int length);

    /**
     * Whether {@link #cutSequence} works at any length of any sequence. Recurrent memory has one
     * state for all of its tokens and cannot forget the last ones; memory with a sliding window can
     * only as far as {@link #canCutDecoded} says.
     */
    boolean canCut();

    /**
     * Whether {@link #cutSequence} works at any length that a sequence has had since it was empty
     * or came from {@link #setState} or {@link #loadSequence}: so tokens that were guessed can be
     * decoded and cut again. What came from a state may not be cut to less than it was.
     */
    default boolean canCutDecoded() {
        return canCut();
    }

    /** Empties {@code sequence}. */
    void clearSequence(int sequence);

    /** A copy of {@code sequence}'s cache; the caller closes it. */
    SequenceState copyState(int sequence);

    /**
     * Makes {@code sequence} what was copied, in this session or another of the same model.
     *
     * @throws dev.rose.error.RoseException with kind {@code CONTEXT_EXCEEDED} where it does not
     *     fit: the session's contexts are shorter, or it has another number of sequences and this
     *     kind of memory needs the same; the sequence is empty then
     */
    void setState(int sequence, SequenceState state);

    /**
     * Writes the cache of {@code sequence} to {@code file}, whole or not at all.
     *
     * @param tokens what the sequence holds, {@link #length} of them; kept with it
     * @throws dev.rose.error.RoseException with kind {@code STORAGE} where it cannot be written
     */
    void saveSequence(int sequence, Path file, int[] tokens);

    /**
     * Fills {@code sequence} from {@code file}.
     *
     * @return the tokens that were saved with it
     * @throws dev.rose.error.RoseException with kind {@code STORAGE} where the file is missing,
     *     damaged or of another model; the sequence is empty then
     */
    int[] loadSequence(int sequence, Path file);

    /** Frees the cache; waits for a decode that runs in another thread. Idempotent. */
    @Override
    void close();
}
