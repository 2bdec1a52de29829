package dev.rose.method;

import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.List;

/** Reads log probabilities off a step's scores. Holds scratch of the vocabulary's size. */
public final class LogprobReader {
    private final ContrastiveScorer scorer;
    private final int top;
    private final Distribution scored;

    /**
     * @param scorer that scores the steps
     * @param top best tokens of each step, 0 to {@link TokenLogprobs#MOST}
     */
    public LogprobReader(int vocabSize, ContrastiveScorer scorer, int top) {
        this.scorer = scorer;
        this.top = top;
        this.scored = new Distribution(vocabSize, Math.max(1, top));
    }

    /**
     * Reads one step, of which the scorer has the weights.
     *
     * @param token the token that was taken
     * @param positive the positive stream's logits, shape {@code [vocabSize]}
     * @param reverse the reverse streams' logits, in the order of the weights
     */
    public TokenLogprobs read(int token, Logits positive, List<Logits> reverse) {
        scorer.scoreAsItIs(positive, reverse, scored.scores());
        boolean ruledOut = !Float.isFinite(scored.scores()[token]);
        scored.weigh();
        var candidates = new ArrayList<TokenLogprobs.Candidate>(top);
        for (int best : scored.best()) {
            if (candidates.size() < top) {
                candidates.add(new TokenLogprobs.Candidate(best, scored.logProbability(best)));
            }
        }
        return new TokenLogprobs(
                token,
                ruledOut ? Double.NEGATIVE_INFINITY : scored.logProbability(token),
                candidates);
    }
}
