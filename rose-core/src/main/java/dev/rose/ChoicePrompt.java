package dev.rose;

import java.util.List;

/**
 * Prompts whose next token is one of some: how multiple choice is answered.
 *
 * @param streams as {@link Rose#streams} made them; their weights are the contrast's
 * @param candidates tokens that are compared, at least one; {@link Rose#tokensBehind} finds those
 *     of letters. Not copied
 * @param scope as in {@link AnswerOptions}
 */
public record ChoicePrompt(List<StreamPrompt> streams, int[] candidates, String scope) {
    public ChoicePrompt {
        streams = List.copyOf(streams);
    }
}
