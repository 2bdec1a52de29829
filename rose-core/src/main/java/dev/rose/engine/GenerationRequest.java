package dev.rose.engine;

import dev.rose.method.Sampling;
import java.util.List;

/**
 * What to decode: {@code s = logits_pos − Σ αᵢ · logits_revᵢ}, step by step. Plain decoding is the
 * case without reverse streams.
 *
 * @param prompt tokens of the positive stream; not empty, not copied
 * @param reverse the reverse streams, possibly none
 * @param sampling how the token is taken from the scores
 * @param maxTokens tokens to make at most, at least 1
 * @param stop texts that end the answer and are not part of it; none empty
 * @param explain whether each step is explained
 */
public record GenerationRequest(
        int[] prompt,
        List<ReverseStream> reverse,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        boolean explain) {
    public GenerationRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt is empty");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
        }
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop text is empty");
        }
        reverse = List.copyOf(reverse);
        stop = List.copyOf(stop);
    }

    /** Greedy decoding without stop texts. */
    public static GenerationRequest greedy(
            int[] prompt, List<ReverseStream> reverse, int maxTokens) {
        return new GenerationRequest(
                prompt, reverse, Sampling.greedy(), maxTokens, List.of(), false);
    }
}
