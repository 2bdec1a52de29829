package dev.rose.method;

/**
 * Why one token was taken.
 *
 * @param token the token taken
 * @param positive its probability under the positive stream alone
 * @param reverse its probability under the reverse streams' mean weighted by alpha; NaN without one
 * @param rose its probability under {@code softmax(s)}
 * @param positiveRank its rank under the positive stream, 1 for the best
 * @param divergence Jensen–Shannon divergence of the two distributions in bits, in [0, 1]; 0
 *     without a reverse stream
 * @param plainToken the token that plain greedy decoding would have taken here
 */
public record StepExplanation(
        int token,
        double positive,
        double reverse,
        double rose,
        int positiveRank,
        double divergence,
        int plainToken) {

    /** Whether ROSE took another token than plain greedy decoding would have. */
    public boolean changed() {
        return token != plainToken;
    }
}
