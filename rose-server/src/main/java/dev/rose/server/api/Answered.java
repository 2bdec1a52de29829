package dev.rose.server.api;

import dev.rose.engine.GenerationResult;
import org.jspecify.annotations.Nullable;

/**
 * An answer that has ended.
 *
 * @param ended why it was ended from outside; null where it was not
 */
record Answered(Job job, GenerationResult result, @Nullable String ended) {

    /** As OpenAI spells it. An answer that was cut off is one that was not long enough. */
    String finishReason() {
        return switch (result.finishReason()) {
            case STOP -> "stop";
            case LENGTH, CANCELLED -> "length";
        };
    }

    int completionTokens() {
        return result.tokens().size();
    }
}
