package dev.rose.method;

import java.util.List;

/**
 * Why one token was taken. Probabilities are rounded by up to 10⁻⁵ of themselves.
 *
 * @param token the token taken
 * @param positive its probability under the positive stream alone
 * @param reverse its probability under the reverse streams, their mean weighted by α; NaN where
 *     none was read
 * @param rose its probability under {@code softmax(s)}
 * @param positiveRank its rank under the positive stream, 1 for the best
 * @param divergence how much the reverse streams disagree with the positive one: the mean, weighted
 *     by α, of their Jensen–Shannon divergences in bits, in [0, 1]; 0 where none was read
 * @param plainToken the token that plain greedy decoding would have taken here, with the same
 *     penalties and biases ({@link Sampling}), which none of the probabilities has in it
 * @param alpha the sum of the weights that this step had, after the {@link Strength}
 * @param positiveTop the positive stream's best tokens, up to {@link #TOP}
 * @param reverseStreams each reverse stream that was read, in the order of the request
 * @param roseTop the best tokens under {@code softmax(s)}, up to {@link #TOP}; those that a mask
 *     rules out are none of them
 */
public record StepExplanation(
        int token,
        double positive,
        double reverse,
        double rose,
        int positiveRank,
        double divergence,
        int plainToken,
        double alpha,
        List<Candidate> positiveTop,
        List<ReverseView> reverseStreams,
        List<Candidate> roseTop) {

    /** Tokens of each list of the best. */
    public static final int TOP = 5;

    public StepExplanation {
        positiveTop = List.copyOf(positiveTop);
        reverseStreams = List.copyOf(reverseStreams);
        roseTop = List.copyOf(roseTop);
    }

    /** A token and its probability. */
    public record Candidate(int token, double probability) {}

    /**
     * One reverse stream's view of the step.
     *
     * @param probability of the token that was taken
     * @param divergence from the positive stream, as of the whole
     * @param alpha its weight in this step, after the {@link Strength}
     * @param top its best tokens, up to {@link #TOP}
     */
    public record ReverseView(
            double probability, double divergence, float alpha, List<Candidate> top) {
        public ReverseView {
            top = List.copyOf(top);
        }
    }

    /** With another token of plain decoding. */
    public StepExplanation withPlainToken(int newPlainToken) {
        return new StepExplanation(
                token,
                positive,
                reverse,
                rose,
                positiveRank,
                divergence,
                newPlainToken,
                alpha,
                positiveTop,
                reverseStreams,
                roseTop);
    }

    /** Whether another token was taken than plain greedy decoding would have taken. */
    public boolean changed() {
        return token != plainToken;
    }
}
