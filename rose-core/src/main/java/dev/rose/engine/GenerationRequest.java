package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import java.util.function.Consumer;

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
 * @param logprobs how many of each step's best tokens are given with their log probabilities, 0 to
 *     {@link TokenLogprobs#MOST}; −1 for no log probabilities at all
 * @param given tokens that are taken first, whatever their scores are, none of which ends the
 *     answer; empty to choose from the first one on. Not copied
 */
public record GenerationRequest(
        int[] prompt,
        List<ReverseStream> reverse,
        Strength strength,
        float plausibility,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        boolean explain,
        int logprobs,
        int[] given) {
    private static final int[] NONE = {};

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
        TokenLogprobs.requireTop(logprobs);
        reverse = List.copyOf(reverse);
        stop = List.copyOf(stop);
    }

    /** All tokens chosen, and no log probabilities. */
    public GenerationRequest(
            int[] prompt,
            List<ReverseStream> reverse,
            Strength strength,
            float plausibility,
            Sampling sampling,
            int maxTokens,
            List<String> stop,
            boolean explain) {
        this(prompt, reverse, strength, plausibility, sampling, maxTokens, stop, explain, -1, NONE);
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

    /** Whether events name their tokens. */
    boolean reportsTokens() {
        return explain || logprobs >= 0;
    }

    public GenerationRequest withPrompt(int[] prompt) {
        return with(change -> change.prompt = prompt);
    }

    public GenerationRequest withStrength(Strength strength) {
        return with(change -> change.strength = strength);
    }

    public GenerationRequest withPlausibility(float plausibility) {
        return with(change -> change.plausibility = plausibility);
    }

    public GenerationRequest withSampling(Sampling sampling) {
        return with(change -> change.sampling = sampling);
    }

    public GenerationRequest withStop(List<String> stop) {
        return with(change -> change.stop = stop);
    }

    public GenerationRequest withExplain(boolean explain) {
        return with(change -> change.explain = explain);
    }

    public GenerationRequest withLogprobs(int logprobs) {
        return with(change -> change.logprobs = logprobs);
    }

    public GenerationRequest withGiven(int... given) {
        return with(change -> change.given = given);
    }

    private GenerationRequest with(Consumer<Change> by) {
        var change = new Change(this);
        by.accept(change);
        return change.applied();
    }

    /** A copy whose parts can be set one by one. */
    private static final class Change {
        private final GenerationRequest from;
        private int[] prompt;
        private Strength strength;
        private float plausibility;
        private Sampling sampling;
        private List<String> stop;
        private boolean explain;
        private int logprobs;
        private int[] given;

        Change(GenerationRequest from) {
            this.from = from;
            prompt = from.prompt;
            strength = from.strength;
            plausibility = from.plausibility;
            sampling = from.sampling;
            stop = from.stop;
            explain = from.explain;
            logprobs = from.logprobs;
            given = from.given;
        }

        GenerationRequest applied() {
            return new GenerationRequest(
                    prompt,
                    from.reverse,
                    strength,
                    plausibility,
                    sampling,
                    from.maxTokens,
                    stop,
                    explain,
                    logprobs,
                    given);
        }
    }
}
