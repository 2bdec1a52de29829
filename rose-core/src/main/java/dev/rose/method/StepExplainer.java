package dev.rose.method;

import dev.rose.model.Logits;
import java.util.Arrays;
import java.util.List;

/**
 * Computes why a token was taken; the formulas stand at {@link StepExplanation}. Costs a few
 * exponentials for each token of the vocabulary, so it runs only where someone asked.
 *
 * <p>Holds scratch of the vocabulary's size; not thread-safe.
 */
public final class StepExplainer {
    private final ContrastiveScorer scorer;
    private final double[] shares;
    private final float[] row;
    private final double[] positive;
    private final double[] reverse;
    private final double[] rose;

    /**
     * An explainer for rows of {@code vocabSize} logits.
     *
     * @param alphas the weight of each reverse stream, finite and at least 0; where all are 0 the
     *     reverse streams count alike
     */
    public StepExplainer(int vocabSize, float... alphas) {
        scorer = new ContrastiveScorer(alphas);
        shares = shares(alphas);
        row = new float[vocabSize];
        positive = new double[vocabSize];
        reverse = new double[vocabSize];
        rose = new double[vocabSize];
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
     * Explains one step.
     *
     * @param token the token that was taken
     * @param positiveRow the positive stream's logits, shape {@code [vocabSize]}
     * @param reverseRows the reverse streams' logits, in the order of the weights
     */
    public StepExplanation explain(int token, Logits positiveRow, List<Logits> reverseRows) {
        scorer.score(positiveRow, reverseRows, row);
        Softmax.of(row, rose);
        mixReverse(reverseRows);
        positiveRow.copyTo(row);
        Softmax.of(row, positive);
        boolean alone = reverseRows.isEmpty();
        return new StepExplanation(
                token,
                positive[token],
                alone ? Double.NaN : reverse[token],
                rose[token],
                rank(row, token),
                alone ? 0 : divergence(positive, reverse),
                TopTwo.of(row).best());
    }

    private void mixReverse(List<Logits> rows) {
        Arrays.fill(reverse, 0);
        for (int stream = 0; stream < shares.length; stream++) {
            rows.get(stream).copyTo(row);
            Softmax.of(row, positive);
            for (int i = 0; i < reverse.length; i++) {
                reverse[i] += shares[stream] * positive[i];
            }
        }
    }

    private static int rank(float[] logits, int token) {
        int rank = 1;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > logits[token] || (logits[i] == logits[token] && i < token)) {
                rank++;
            }
        }
        return rank;
    }

    /** Jensen–Shannon divergence in bits. */
    private static double divergence(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double middle = (p[i] + q[i]) / 2;
            sum += term(p[i], middle) + term(q[i], middle);
        }
        // Rounding must not leave the range.
        return Math.clamp(sum / 2 / Math.log(2), 0, 1);
    }

    private static double term(double p, double middle) {
        return p > 0 ? p * Math.log(p / middle) : 0;
    }
}
