package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.StepExplanation;
import java.util.List;

/**
 * A finished answer.
 *
 * @param text all text, without the stop text
 * @param tokens the tokens taken, the one that ended the answer included
 * @param finishReason why it ended
 * @param promptTokens length of the positive stream's prompt
 * @param reversePromptTokens length of all reverse streams' prompts together
 * @param cachedTokens prompt tokens over all streams that came from a cache; the others were
 *     computed. Beginnings that are computed once and ahead of all answers, as system prompts are,
 *     count as cached
 * @param prefillMs work on the prompts and the first token, in milliseconds
 * @param decodeMs work on the other tokens, in milliseconds; the caller's time between two pulls is
 *     in neither
 * @param nearTieSteps steps, from 0, whose two best scores were closer than {@link #NEAR_TIE}, or
 *     whose mask decided as narrowly: the places where another shape of batch may take another
 *     token
 * @param steps one explanation a token, or none where the request asked for none
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
        List<StepExplanation> steps) {

    /** Two scores closer than this, in logits, are a near tie. */
    public static final float NEAR_TIE = ContrastiveScorer.NEAR_TIE;

    public GenerationResult {
        tokens = List.copyOf(tokens);
        nearTieSteps = List.copyOf(nearTieSteps);
        steps = List.copyOf(steps);
    }

    /** Prompt tokens over all streams that were computed for this answer. */
    public int computedTokens() {
        return promptTokens + reversePromptTokens - cachedTokens;
    }

    /** How many steps were near ties. */
    public int nearTies() {
        return nearTieSteps.size();
    }
}
