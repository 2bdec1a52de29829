package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import java.util.List;

/**
 * What to decode: {@code s = logits_pos − Σ αᵢ · logits_revᵢ}, step by step. Plain decoding is the
 * case without reverse streams.
 *
 * @param prompt tokens of the positive stream; not empty, not copied
 * @param reverse the reverse streams, possibly none
 * @param strength scales the weights from token to token
 * @param plausibility β, in [0, 1): tokens whose positive probability is below β times the best
 *     one's are never taken; 0 for no such mask
 * @param sampling how the token is taken from the scores
 * @param maxTokens tokens to make at most, at least 1
 * @param stop texts that end the answer and are not part of it; none empty
 * @param explain whether each step is explained
 */
public record GenerationRequest(
        int[] prompt,
        List<ReverseStream> reverse,
        Strength strength,
        float plausibility,
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
        ContrastiveScorer.requirePlausibility(plausibility);
        reverse = List.copyOf(reverse);
        stop = List.copyOf(stop);
    }

    /** Greedy decoding of constant strength, without a mask or stop texts. */
    public static GenerationRequest greedy(
            int[] prompt, List<ReverseStream> reverse, int maxTokens) {
        return new GenerationRequest(
                prompt,
                reverse,
                new Strength.Constant(),
                0,
                Sampling.greedy(),
                maxTokens,
                List.of(),
                false);
    }

    public GenerationRequest withStrength(Strength newStrength) {
        return new GenerationRequest(
                prompt, reverse, newStrength, plausibility, sampling, maxTokens, stop, explain);
    }

    public GenerationRequest withPlausibility(float newPlausibility) {
        return new GenerationRequest(
                prompt, reverse, strength, newPlausibility, sampling, maxTokens, stop, explain);
    }

    public GenerationRequest withSampling(Sampling newSampling) {
        return new GenerationRequest(
                prompt, reverse, strength, plausibility, newSampling, maxTokens, stop, explain);
    }

    public GenerationRequest withStop(List<String> newStop) {
        return new GenerationRequest(
                prompt, reverse, strength, plausibility, sampling, maxTokens, newStop, explain);
    }

    public GenerationRequest withExplain(boolean newExplain) {
        return new GenerationRequest(
                prompt, reverse, strength, plausibility, sampling, maxTokens, stop, newExplain);
    }
}
