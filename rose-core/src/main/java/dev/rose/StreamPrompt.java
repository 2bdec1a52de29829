package dev.rose;

import dev.rose.prompt.RenderedPrompt;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What one stream reads.
 *
 * @param name {@code positive}, or the reverse prompt's name
 * @param alpha weight of the stream in the score: 1 for the one that is added, else the α with
 *     which it is taken away
 * @param prompt as text
 * @param tokens as the model reads it; not copied
 * @param textTokens how many of the tokens, at the end, are the text of {@link Rose#completion}; 0
 *     in a prompt of a conversation
 * @param beginnings finds which of the tokens, from the first on, do not depend on the question
 */
public record StreamPrompt(
        String name,
        float alpha,
        RenderedPrompt prompt,
        int[] tokens,
        int textTokens,
        Supplier<int[]> beginnings) {

    /** Without its last {@code count} tokens. */
    StreamPrompt withoutLast(int count) {
        return new StreamPrompt(
                name,
                alpha,
                prompt,
                Arrays.copyOf(tokens, tokens.length - count),
                textTokens - count,
                beginnings);
    }

    /** The tokens, from the first on, that would be there whatever the question; possibly none. */
    int[] beginning() {
        return beginnings.get();
    }
}
