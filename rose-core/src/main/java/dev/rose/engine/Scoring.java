package dev.rose.engine;

import java.util.List;

/**
 * The scores of the first token after a prompt.
 *
 * @param best the token with the best score of the whole vocabulary: what greedy decoding takes
 * @param candidates in the order of the request
 */
public record Scoring(int best, List<Candidate> candidates) {
    public Scoring {
        candidates = List.copyOf(candidates);
    }

    /**
     * A token that was asked for.
     *
     * @param score {@code logits_pos − Σ αᵢ · logits_revᵢ} (arXiv 2402.11889, section 3); −∞ where
     *     it is no finite number
     * @param probability of the token over the whole vocabulary: the softmax of all scores
     */
    public record Candidate(int token, float score, double probability) {}

    /** Index of the candidate with the best score; of equal ones the first. */
    public int bestCandidate() {
        int best = 0;
        for (int i = 1; i < candidates.size(); i++) {
            if (candidates.get(i).score() > candidates.get(best).score()) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Probability of all candidates together, if none is there twice. Where it is small the model
     * wanted to say something else, and the best candidate may be noise.
     */
    public double mass() {
        return candidates.stream().mapToDouble(Candidate::probability).sum();
    }
}
