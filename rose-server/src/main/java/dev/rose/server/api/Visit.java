package dev.rose.server.api;

import dev.rose.server.access.Caller;
import dev.rose.server.observe.AccessEntry;
import dev.rose.server.observe.AnswerFigures;
import dev.rose.server.observe.RequestId;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a request so far, for its answer, the access log and the metrics. */
final class Visit {
    private static final String ATTRIBUTE = "rose.visit";

    private final Instant time = Instant.now();
    private final long started = System.nanoTime();
    private final String id;
    private final List<AnswerFigures> answers = new ArrayList<>();
    private @Nullable Caller caller;
    private @Nullable String model;
    private @Nullable String error;
    private @Nullable String prompt;

    private Visit(String id) {
        this.id = id;
    }

    /** Begins one, and tells the client its id. */
    static Visit begin(Context context) {
        var visit = new Visit(RequestId.of(context.header(RequestId.HEADER)));
        context.attribute(ATTRIBUTE, visit);
        context.header(RequestId.HEADER, visit.id);
        return visit;
    }

    /** That of a request. */
    static Visit of(Context context) {
        Visit visit = context.attribute(ATTRIBUTE);
        return visit == null ? begin(context) : visit;
    }

    String id() {
        return id;
    }

    Caller caller() {
        return caller == null ? Caller.anonymous() : caller;
    }

    void isOf(Caller caller) {
        this.caller = caller;
    }

    void isAnsweredBy(String model) {
        this.model = model;
    }

    void asks(String prompt) {
        this.prompt = prompt;
    }

    void fails(String code) {
        this.error = code;
    }

    synchronized void answered(AnswerFigures figures) {
        answers.add(figures);
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** For the access log. */
    synchronized AccessEntry entry(Context context) {
        return new AccessEntry(
                time,
                id,
                caller == null ? null : caller.name(),
                context.req().getMethod(),
                context.path(),
                context.statusCode(),
                took(),
                model,
                answers,
                error,
                prompt);
    }
}
