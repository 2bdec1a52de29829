package dev.rose.method;

import dev.rose.method.StepExplanation.Candidate;
import dev.rose.method.StepExplanation.ReverseView;
import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes why a token was taken; what the figures mean stands at {@link StepExplanation}. Goes
 * some ten times over each row, so it runs only where someone asked.
 *
 * <p>Holds scratch of the vocabulary's size; not thread-safe.
 */
public final class StepExplainer {
    private final ContrastiveScorer scorer;
    private final double[] shares;
    private final Distribution positive;

    /**
     * Of the reverse streams, one after another, and of the scores at last: it is a lot of memory.
     */
    private final Distribution other;

    private final Divergence divergence;

    /**
     * An explainer for rows of {@code vocabSize} logits.
     *
     * @param scorer that scores the steps; where all its weights are 0 the reverse streams count
     *     alike in what is said of them together
     */
    public StepExplainer(int vocabSize, ContrastiveScorer scorer) {
        this.scorer = scorer;
        shares = shares(scorer.alphas());
        positive = new Distribution(vocabSize, StepExplanation.TOP);
        other = new Distribution(vocabSize, StepExplanation.TOP);
        divergence = new Divergence(vocabSize);
    }

    private static double[] shares(float[] alphas) {
        double sum = 0;
        for (float alpha : alphas) {
            sum += alpha;
        }
        var shares = new double[alphas.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = sum > 0 ? alphas[i] / sum : 1.0 / shares.length;
        }
        return shares;
    }

    /**
     * Explains one step, of which the scorer has the weights.
     *
     * @param token the token that was taken
     * @param positiveRow the positive stream's logits, shape {@code [vocabSize]}
     * @param reverseRows the reverse streams' logits, in the order of the weights
     */
    public StepExplanation explain(int token, Logits positiveRow, List<Logits> reverseRows) {
        positive.take(positiveRow);
        var alphas = scorer.stepAlphas();
        var views = new ArrayList<ReverseView>();
        double alpha = 0;
        double probability = 0;
        double disagreement = 0;
        for (int stream = 0; stream < reverseRows.size(); stream++) {
            var view = view(token, reverseRows.get(stream), alphas[stream]);
            views.add(view);
            alpha += view.alpha();
            probability += shares[stream] * view.probability();
            disagreement += shares[stream] * view.divergence();
        }
        var scored = scored(positiveRow, reverseRows);
        return new StepExplanation(
                token,
                positive.probability(token),
                views.isEmpty() ? Double.NaN : probability,
                scored.probability(token),
                positive.rank(token),
                disagreement,
                positive.best()[0],
                alpha,
                top(positive),
                views,
                top(scored));
    }

    private ReverseView view(int token, Logits row, float alpha) {
        other.take(row);
        return new ReverseView(
                other.probability(token), divergence.bits(positive, other), alpha, top(other));
    }

    /** The distribution of the scores: the positive stream's where nothing is done to it. */
    private Distribution scored(Logits positiveRow, List<Logits> reverseRows) {
        if (reverseRows.isEmpty() && !scorer.masks()) {
            return positive;
        }
        scorer.scoreAsItIs(positiveRow, reverseRows, other.scores());
        other.weigh();
        return other;
    }

    private static List<Candidate> top(Distribution distribution) {
        return Arrays.stream(distribution.best())
                .mapToObj(token -> new Candidate(token, distribution.probability(token)))
                .toList();
    }
}
