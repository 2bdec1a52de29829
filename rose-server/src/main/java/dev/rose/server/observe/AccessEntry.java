package dev.rose.server.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request, for the access log.
 *
 * @param time when it came
 * @param id see {@link RequestId}
 * @param caller name of the caller; null where the request was refused before that was known
 * @param method of HTTP
 * @param path without the query
 * @param status of the answer
 * @param took until the last byte was written
 * @param model that answered; null where none did
 * @param answers what the request's answers came to; empty where none did
 * @param error code of the error; null where there was none
 * @param prompt what was asked, logged only where the operator wants it
 */
public record AccessEntry(
        Instant time,
        String id,
        @Nullable String caller,
        String method,
        String path,
        int status,
        Duration took,
        @Nullable String model,
        List<AnswerFigures> answers,
        @Nullable String error,
        @Nullable String prompt) {
    public AccessEntry {
        answers = List.copyOf(answers);
    }
}
