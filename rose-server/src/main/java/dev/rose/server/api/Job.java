package dev.rose.server.api;

import dev.rose.AnswerOptions;
import dev.rose.StreamPrompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer that a request wants.
 *
 * @param index of it among those of the request
 * @param promptTokens as the user sees them
 * @param echo the prompt that the answer repeats; null where it does not
 */
record Job(
        int index,
        int promptTokens,
        List<StreamPrompt> streams,
        AnswerOptions options,
        @Nullable Echo echo) {
    Job {
        streams = List.copyOf(streams);
    }

    /**
     * A prompt that is repeated.
     *
     * @param first its first token, whose likelihood nobody can tell
     * @param scored whether the likelihood of its tokens is wanted
     * @param only whether nothing is to come after it
     */
    record Echo(String text, int first, boolean scored, boolean only) {}

    /** Whether anything is to be said of single tokens. */
    boolean reportsTokens() {
        return options.explain() || options.logprobs() >= 0;
    }
}
