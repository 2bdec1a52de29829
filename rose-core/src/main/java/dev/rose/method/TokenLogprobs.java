package dev.rose.method;

import java.util.List;

/**
 * How likely one token was under {@code softmax(s)}, the method's own scores: without temperature,
 * filters, penalties and biases. In plain decoding that is the model's distribution.
 *
 * @param token the token that was taken
 * @param logprob natural logarithm of its probability; −∞ where the method rules it out, which only
 *     a token that was given and not chosen can meet
 * @param top the best tokens, best first, as many as were asked for; fewer where the mask leaves
 *     fewer
 */
public record TokenLogprobs(int token, double logprob, List<Candidate> top) {

    /** Best tokens that may be asked for. */
    public static final int MOST = 20;

    public TokenLogprobs {
        top = List.copyOf(top);
    }

    /** A token and the natural logarithm of its probability. */
    public record Candidate(int token, double logprob) {}

    /**
     * Refuses what cannot be a number of best tokens.
     *
     * @throws IllegalArgumentException where it is neither −1, for none at all, nor 0 to {@link
     *     #MOST}
     */
    public static void requireTop(int top) {
        if (top < -1 || top > MOST) {
            throw new IllegalArgumentException(
                    "logprobs must be 0 to %d, or -1 for none, not %d".formatted(MOST, top));
        }
    }
}
