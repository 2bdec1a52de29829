package dev.rose.method;

import dev.rose.model.Logits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The score of ROSE over the vocabulary (arXiv 2402.11889, section 3): {@code s = logits_pos − Σ αᵢ
 * · logits_revᵢ}, on raw logits. Plain decoding is the case without reverse streams.
 *
 * <pre>{@code
 * var scorer = new ContrastiveScorer(0.5f);
 * int token = scorer.argMax(positive, List.of(reverse));
 * }</pre>
 *
 * <p>Beyond the paper, a {@link Strength} can scale the weights from token to token ({@link
 * #weigh}), and a plausibility mask β can rule out what the positive stream finds absurd: a token
 * whose probability there is below β times the best one's, {@code logit < max + ln β}, has no score
 * (the adaptive plausibility constraint of contrastive decoding, arXiv 2210.15097, section 3.2).
 *
 * <p>A score that is not finite counts as −∞ (see {@link TopTwo}). A stream of weight 0 leaves the
 * scores alone, whatever it holds. Rows are read in place and never changed.
 *
 * <p>Not thread-safe: it holds the weights of the step and small blocks of scratch, and six rows
 * where the strength is adaptive. One for each answer is cheap.
 */
public final class ContrastiveScorer {

    /** Scores that are closer than this, in logits, are a near tie. */
    public static final float NEAR_TIE = 0.05f;

    // The row goes through in blocks: a bulk copy out of the borrowed segment, then loops over
    // plain arrays. Those vectorise whatever kind of segment the rows are, stay in the first-level
    // cache, and are several times faster than segment reads while the JVM is still interpreting,
    // which is all that an answer of few tokens ever sees.
    static final int BLOCK = 1024;

    private final Strength strength;
    private final @Nullable PlausibilityMask mask;
    private final float[] alphas;
    private final float[] stepAlphas;
    private boolean readsReverse = true;
    private @Nullable Disagreement disagreement;
    private final float[] block = new float[BLOCK];
    private final float[] reverseBlock = new float[BLOCK];
    private final PlaceMaxima maxima = new PlaceMaxima(BLOCK);

    /**
     * What a step's scores come to.
     *
     * @param top the two best of those that are not masked
     * @param nearTie whether the best would be another one, or might, if logits differed by {@link
     *     #NEAR_TIE}: the second is as near, or the mask's edge is
     */
    public record Choice(TopTwo top, boolean nearTie) {}

    /**
     * A scorer of {@code alphas.length} reverse streams, of constant strength and without a mask.
     *
     * @param alphas the weight of each reverse stream, finite and at least 0; not kept
     */
    public ContrastiveScorer(float... alphas) {
        this(new Strength.Constant(), 0, alphas);
    }

    private ContrastiveScorer(Strength strength, float plausibility, float[] alphas) {
        for (float alpha : alphas) {
            if (!(alpha >= 0) || !Float.isFinite(alpha)) {
                throw new IllegalArgumentException(
                        "alpha must be finite and at least 0, not " + alpha);
            }
        }
        requirePlausibility(plausibility);
        this.strength = strength;
        this.mask = plausibility > 0 ? new PlausibilityMask(plausibility) : null;
        this.alphas = alphas.clone();
        this.stepAlphas = alphas.clone();
    }

    /**
     * A scorer of {@code alphas.length} reverse streams.
     *
     * @param strength scales the weights; {@link #weigh} is called before each step
     * @param plausibility β of the mask, in [0, 1); 0 for none
     * @param alphas the weight of each reverse stream, finite and at least 0; not kept
     */
    public static ContrastiveScorer of(Strength strength, float plausibility, float... alphas) {
        return new ContrastiveScorer(strength, plausibility, alphas);
    }

    /**
     * Refuses what cannot be a plausibility.
     *
     * @throws IllegalArgumentException where it is not in [0, 1)
     */
    public static void requirePlausibility(float plausibility) {
        if (!(plausibility >= 0 && plausibility < 1)) {
            throw new IllegalArgumentException(
                    "plausibility must be at least 0 and below 1, not " + plausibility);
        }
    }

    /** How many reverse rows each call takes; none where the strength reads them no more. */
    public int reverseStreams() {
        return readsReverse ? alphas.length : 0;
    }

    boolean masks() {
        return mask != null;
    }

    /** The weights before the strength scales them. */
    float[] alphas() {
        return alphas.clone();
    }

    /** The weights of the step: α by the strength's factor, in the order of the streams. */
    public float[] stepAlphas() {
        return stepAlphas.clone();
    }

    /**
     * Sets the weights for a step, of which the calls that follow take the rows.
     *
     * @param step the answer's token that is to be chosen, from 0
     * @param positive shape {@code [vocabSize]}
     * @param reverse the reverse streams' rows; none where {@link Strength#readsReverse} says no
     */
    public void weigh(int step, Logits positive, List<Logits> reverse) {
        readsReverse = strength.readsReverse(step);
        check(positive, reverse);
        switch (strength) {
            case Strength.Constant() -> {}
            case Strength.FirstTokens(_) -> scale(readsReverse ? 1 : 0);
            case Strength.Decaying(int halfLife) ->
                    scale(StrictMath.pow(2, -step / (double) halfLife));
            case Strength.Adaptive() -> scaleByDisagreement(positive, reverse);
        }
    }

    private void scale(double factor) {
        for (int stream = 0; stream < alphas.length; stream++) {
            stepAlphas[stream] = (float) (alphas[stream] * factor);
        }
    }

    private void scaleByDisagreement(Logits positive, List<Logits> reverse) {
        var measure = disagreement;
        if (measure == null) {
            measure = new Disagreement(positive.vocabSize());
            disagreement = measure;
        }
        measure.begin(positive);
        for (int stream = 0; stream < alphas.length; stream++) {
            if (alphas[stream] != 0) {
                double factor = measure.of(reverse.get(stream));
                stepAlphas[stream] = (float) (alphas[stream] * factor);
            }
        }
    }

    /**
     * Writes the scores.
     *
     * @param positive shape {@code [vocabSize]}
     * @param reverse {@link #reverseStreams} rows of the same shape, in the order of the weights
     * @param out shape {@code [vocabSize]}; finite numbers and −∞ after the call
     */
    public void score(Logits positive, List<Logits> reverse, float[] out) {
        scoreAsItIs(positive, reverse, out);
        for (int i = 0; i < out.length; i++) {
            if (!(Math.abs(out[i]) <= Float.MAX_VALUE)) {
                out[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** {@link #score}, but for scores that are not finite, which stay what they are. */
    void scoreAsItIs(Logits positive, List<Logits> reverse, float[] out) {
        check(positive, reverse);
        if (out.length != positive.vocabSize()) {
            throw new IllegalArgumentException(
                    "out has %d places for %d scores".formatted(out.length, positive.vocabSize()));
        }
        if (mask != null) {
            mask.score(positive, (token, logit) -> score(token, logit, reverse), out);
            return;
        }
        for (int from = 0; from < out.length; from += BLOCK) {
            int length = Math.min(BLOCK, out.length - from);
            read(positive, from, length, block);
            finishBlock(reverse, null, from, length);
            System.arraycopy(block, 0, out, from, length);
        }
    }

    /** The token of the best score; of equal ones the lowest id. See {@link #topTwo}. */
    public int argMax(Logits positive, List<Logits> reverse) {
        return topTwo(positive, reverse).best();
    }

    /** The two best tokens of {@link #choose}. */
    public TopTwo topTwo(Logits positive, List<Logits> reverse) {
        return choose(positive, reverse).top();
    }

    /**
     * The two best tokens, without writing the scores anywhere.
     *
     * @param positive shape {@code [vocabSize]}
     * @param reverse {@link #reverseStreams} rows of the same shape, in the order of the weights
     * @throws dev.rose.error.RoseException with kind {@code ENGINE_FAILED} where no score is finite
     */
    public Choice choose(Logits positive, List<Logits> reverse) {
        return choose(positive, reverse, null, null);
    }

    /**
     * {@link #choose(Logits, List)}, where {@code plain} sees the positive row on the way, unless a
     * mask asks for another one: reading it costs more than looking at what was read.
     *
     * @param plain of scores that are not changed
     */
    public Choice choose(Logits positive, List<Logits> reverse, PlainChoice plain) {
        return choose(positive, reverse, null, plain);
    }

    /**
     * {@link #choose(Logits, List)} of scores that are changed. The mask is of the positive stream
     * and does not change with them.
     */
    public Choice choose(Logits positive, List<Logits> reverse, ScoreChanges changes) {
        return choose(positive, reverse, changes, null);
    }

    private Choice choose(
            Logits positive,
            List<Logits> reverse,
            @Nullable ScoreChanges changes,
            @Nullable PlainChoice plain) {
        check(positive, reverse);
        if (mask != null) {
            return mask.choose(positive, (token, logit) -> score(token, logit, reverse, changes));
        }
        var top = topTwo(positive, reverse, changes, plain);
        return new Choice(top, top.margin() < NEAR_TIE);
    }

    private TopTwo topTwo(
            Logits positive,
            List<Logits> reverse,
            @Nullable ScoreChanges changes,
            @Nullable PlainChoice plain) {
        maxima.begin();
        if (plain != null) {
            plain.begin(positive);
        }
        int vocabSize = positive.vocabSize();
        for (int from = 0; from < vocabSize; from += BLOCK) {
            int length = Math.min(BLOCK, vocabSize - from);
            read(positive, from, length, block);
            if (plain != null) {
                plain.see(block, length);
            }
            finishBlock(reverse, changes, from, length);
            maxima.see(block, length);
        }
        return maxima.hideNone()
                ? topTwoAt(maxima.ofTwoGreatest(), positive, reverse, changes)
                : topTwoOfAll(positive, reverse, changes);
    }

    private TopTwo topTwoAt(
            int[] places, Logits positive, List<Logits> reverse, @Nullable ScoreChanges changes) {
        var scan = new TopTwo.Scan();
        int vocabSize = positive.vocabSize();
        for (int from = 0; from < vocabSize; from += BLOCK) {
            for (int place : places) {
                int token = from + place;
                if (token < vocabSize) {
                    scan.accept(score(token, positive.get(token), reverse, changes), token);
                }
            }
        }
        return scan.result();
    }

    private TopTwo topTwoOfAll(
            Logits positive, List<Logits> reverse, @Nullable ScoreChanges changes) {
        var scan = new TopTwo.Scan();
        int vocabSize = positive.vocabSize();
        for (int from = 0; from < vocabSize; from += BLOCK) {
            int length = Math.min(BLOCK, vocabSize - from);
            read(positive, from, length, block);
            finishBlock(reverse, changes, from, length);
            scan.accept(block, length, from);
        }
        return scan.result();
    }

    /** Whether this step's scores are the positive logits: no weight, no mask. */
    public boolean isPlain() {
        for (float alpha : stepAlphas) {
            if (alpha != 0) {
                return false;
            }
        }
        return mask == null;
    }

    /** The same operations as for whole blocks, so that a mask changes no score. */
    private float score(int token, float logit, List<Logits> reverse) {
        float score = logit;
        for (int stream = 0; stream < stepAlphas.length; stream++) {
            if (stepAlphas[stream] != 0) {
                score -= stepAlphas[stream] * reverse.get(stream).get(token);
            }
        }
        return score;
    }

    private float score(
            int token, float logit, List<Logits> reverse, @Nullable ScoreChanges changes) {
        float score = score(token, logit, reverse);
        return changes == null ? score : score + changes.of(token);
    }

    /** Makes scores of the positive logits in the block. */
    private void finishBlock(
            List<Logits> reverse, @Nullable ScoreChanges changes, int from, int length) {
        for (int stream = 0; stream < stepAlphas.length; stream++) {
            if (stepAlphas[stream] != 0) {
                read(reverse.get(stream), from, length, reverseBlock);
                subtract(block, stepAlphas[stream], reverseBlock, length);
            }
        }
        if (changes != null) {
            changes.addTo(block, from, length);
        }
    }

    static void read(Logits row, int from, int length, float[] target) {
        MemorySegment.copy(
                row.values(), ValueLayout.JAVA_FLOAT, (long) from * Float.BYTES, target, 0, length);
    }

    private static void subtract(float[] scores, float alpha, float[] reverse, int length) {
        for (int i = 0; i < length; i++) {
            scores[i] -= alpha * reverse[i];
        }
    }

    private void check(Logits positive, List<Logits> reverse) {
        if (reverse.size() != reverseStreams()) {
            throw new IllegalArgumentException(
                    "%d reverse rows for %d weights".formatted(reverse.size(), reverseStreams()));
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
