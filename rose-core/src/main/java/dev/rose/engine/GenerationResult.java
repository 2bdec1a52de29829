package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.StepExplanation;
import dev.rose.method.TokenLogprobs;
import java.util.List;

/**
 * A finished answer.
 *
 * @param text all text, without the stop text
 * @param tokens the tokens taken, the one that ended the answer included
 * @param finishReason why it ended
 * @param promptTokens length of the positive stream's prompt
 * @param reversePromptTokens length of all reverse streams' prompts together
 * @param cachedTokens prompt tokens over all streams that came from a cache or were not needed; the
 *     others were computed. Beginnings that are computed once and ahead of all answers, as system
 *     prompts are, count as cached
 * @param prefillMs work on the prompts, on a beginning and on the first token after it, in
 *     milliseconds
 * @param decodeMs work on the other tokens, in milliseconds; the caller's time between two pulls is
 *     in neither
 * @param nearTieSteps steps, from 0, whose two best scores were closer than {@link #NEAR_TIE}, or
 *     whose mask decided as narrowly: the places where another shape of batch may take another
 *     token
 * @param changedSteps steps, from 0, whose token plain greedy decoding would not have taken in its
 *     place, with the same penalties and biases
 * @param overhead how many times as long the answer's decodes took as the same steps would have
 *     taken for the positive stream alone: time of all decodes without prompts against the engine's
 *     cost curve, those left out that it does not know. NaN where it knows none, and for decoders
 *     that have no engine
 * @param steps one explanation a token, or none where the request asked for none
 * @param logprobs the log probabilities of each token, or none where the request asked for none
 * @param companions how the request's companions begin, in its order
 */
public record GenerationResult(
        String text,
        List<Integer> tokens,
        FinishReason finishReason,
        int promptTokens,
        int reversePromptTokens,
        int cachedTokens,
        double prefillMs,
        double decodeMs,
        List<Integer> nearTieSteps,
        List<Integer> changedSteps,
        double overhead,
        List<StepExplanation> steps,
        List<TokenLogprobs> logprobs,
        List<Beginning> companions) {

    /** Two scores closer than this, in logits, are a near tie. */
    public static final float NEAR_TIE = ContrastiveScorer.NEAR_TIE;

    public GenerationResult {
        tokens = List.copyOf(tokens);
        nearTieSteps = List.copyOf(nearTieSteps);
        changedSteps = List.copyOf(changedSteps);
        steps = List.copyOf(steps);
        logprobs = List.copyOf(logprobs);
        companions = List.copyOf(companions);
    }

    /** Prompt tokens over all streams that were computed for this answer. */
    public int computedTokens() {
        return promptTokens + reversePromptTokens - cachedTokens;
    }

    /** How many tokens plain greedy decoding would not have taken. */
    public int changedTokens() {
        return changedSteps.size();
    }

    /** How many steps were near ties. */
    public int nearTies() {
        return nearTieSteps.size();
    }
}
