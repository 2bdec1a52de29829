package dev.rose.engine;

import java.util.List;

/**
 * A request for the scores of the first token after a prompt; nothing is generated. This is how
 * multiple choice is answered: {@code candidates} are the option letters (arXiv 2402.11889, section
 * 4.1).
 *
 * @param prompt tokens of the positive stream's prompt, at least one
 * @param reverse the reverse streams; without any the scores are the logits
 * @param candidates tokens whose scores are wanted, at least one
 * @param scope as in {@link EngineRequest}
 */
public record ScoringRequest(
        int[] prompt, List<ReverseStream> reverse, int[] candidates, String scope) {
    public ScoringRequest {
        if (candidates.length == 0) {
            throw new IllegalArgumentException("candidates must not be empty");
        }
        prompt = prompt.clone();
        candidates = candidates.clone();
        reverse = List.copyOf(reverse);
    }

    /** In the scope of everyone. */
    public static ScoringRequest of(int[] prompt, List<ReverseStream> reverse, int... candidates) {
        return new ScoringRequest(prompt, reverse, candidates, "");
    }
}
