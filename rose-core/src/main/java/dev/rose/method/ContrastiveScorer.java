package dev.rose.method;

import dev.rose.model.Logits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The score of ROSE over the vocabulary (arXiv 2402.11889, section 3): {@code s = logits_pos − Σ αᵢ
 * · logits_revᵢ}, on raw logits, without a mask. Plain decoding is the case without reverse
 * streams.
 *
 * <pre>{@code
 * var scorer = new ContrastiveScorer(0.5f);
 * int token = scorer.argMax(positive, List.of(reverse));
 * }</pre>
 *
 * <p>A score that is not finite counts as −∞ (see {@link TopTwo}). A stream of weight 0 leaves the
 * scores alone, whatever it holds. Rows are read in place and never changed.
 *
 * <p>Not thread-safe: it holds two small blocks of scratch. One for each answer is cheap.
 */
public final class ContrastiveScorer {

    // The row goes through in blocks: a bulk copy out of the borrowed segment, then loops over
    // plain arrays. Those vectorise whatever kind of segment the rows are, stay in the first-level
    // cache, and are several times faster than segment reads while the JVM is still interpreting,
    // which is all that an answer of few tokens ever sees.
    private static final int BLOCK = 1024;

    private final float[] alphas;
    private final float[] block = new float[BLOCK];
    private final float[] reverseBlock = new float[BLOCK];

    /**
     * A scorer of {@code alphas.length} reverse streams.
     *
     * @param alphas the weight of each reverse stream, finite and at least 0; not kept
     */
    public ContrastiveScorer(float... alphas) {
        for (float alpha : alphas) {
            if (!(alpha >= 0) || !Float.isFinite(alpha)) {
                throw new IllegalArgumentException(
                        "alpha must be finite and at least 0, not " + alpha);
            }
        }
        this.alphas = alphas.clone();
    }

    /** How many reverse rows each call takes. */
    public int reverseStreams() {
        return alphas.length;
    }

    /**
     * Writes the scores.
     *
     * @param positive shape {@code [vocabSize]}
     * @param reverse {@link #reverseStreams} rows of the same shape, in the order of the weights
     * @param out shape {@code [vocabSize]}; finite numbers and −∞ after the call
     */
    public void score(Logits positive, List<Logits> reverse, float[] out) {
        check(positive, reverse);
        if (out.length != positive.vocabSize()) {
            throw new IllegalArgumentException(
                    "out has %d places for %d scores".formatted(out.length, positive.vocabSize()));
        }
        for (int from = 0; from < out.length; from += BLOCK) {
            int length = Math.min(BLOCK, out.length - from);
            scoreBlock(positive, reverse, from, length);
            for (int i = 0; i < length; i++) {
                float score = block[i];
                out[from + i] =
                        Math.abs(score) <= Float.MAX_VALUE ? score : Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** The token of the best score; of equal ones the lowest id. See {@link #topTwo}. */
    public int argMax(Logits positive, List<Logits> reverse) {
        return topTwo(positive, reverse).best();
    }

    /**
     * The two best tokens, without writing the scores anywhere.
     *
     * @param positive shape {@code [vocabSize]}
     * @param reverse {@link #reverseStreams} rows of the same shape, in the order of the weights
     * @throws dev.rose.error.RoseException with kind {@code ENGINE_FAILED} where no score is finite
     */
    public TopTwo topTwo(Logits positive, List<Logits> reverse) {
        check(positive, reverse);
        var scan = new TopTwo.Scan();
        int vocabSize = positive.vocabSize();
        for (int from = 0; from < vocabSize; from += BLOCK) {
            int length = Math.min(BLOCK, vocabSize - from);
            scoreBlock(positive, reverse, from, length);
            scan.accept(block, length, from);
        }
        return scan.result();
    }

    private void scoreBlock(Logits positive, List<Logits> reverse, int from, int length) {
        read(positive, from, length, block);
        for (int stream = 0; stream < alphas.length; stream++) {
            if (alphas[stream] != 0) {
                read(reverse.get(stream), from, length, reverseBlock);
                subtract(block, alphas[stream], reverseBlock, length);
            }
        }
    }

    private static void read(Logits row, int from, int length, float[] target) {
        MemorySegment.copy(
                row.values(), ValueLayout.JAVA_FLOAT, (long) from * Float.BYTES, target, 0, length);
    }

    private static void subtract(float[] scores, float alpha, float[] reverse, int length) {
        for (int i = 0; i < length; i++) {
            scores[i] -= alpha * reverse[i];
        }
    }

    private void check(Logits positive, List<Logits> reverse) {
        if (reverse.size() != alphas.length) {
            throw new IllegalArgumentException(
                    "%d reverse rows for %d weights".formatted(reverse.size(), alphas.length));
        }
        for (var row : reverse) {
            if (row.vocabSize() != positive.vocabSize()) {
                throw new IllegalArgumentException(
                        "a reverse row has %d logits, the positive one %d"
                                .formatted(row.vocabSize(), positive.vocabSize()));
            }
        }
    }
}
