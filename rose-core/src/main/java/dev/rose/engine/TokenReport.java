package dev.rose.engine;

import dev.rose.method.StepExplanation;
import dev.rose.method.TokenLogprobs;
import org.jspecify.annotations.Nullable;

/**
 * One token of an answer, and what there is to say of it.
 *
 * @param bytes that the token stands for; may end inside a character; not copied
 * @param step why it was taken; null where that was not asked for
 * @param logprobs how likely it was; null where that was not asked for
 */
public record TokenReport(
        int token,
        byte[] bytes,
        @Nullable StepExplanation step,
        @Nullable TokenLogprobs logprobs) {}
