package dev.rose.server.api;

import dev.rose.AnswerOptions;
import dev.rose.StreamPrompt;
import java.util.List;

/**
 * One answer that a request wants.
 *
 * @param index of it among those of the request
 * @param prompt as the user wrote it, where the answer repeats it; else empty
 * @param promptTokens as the user sees them
 */
record Job(
        int index,
        String prompt,
        int promptTokens,
        List<StreamPrompt> streams,
        AnswerOptions options) {
    Job {
        streams = List.copyOf(streams);
    }
}
