package dev.rose.server.api;

import dev.rose.error.RoseException;
import dev.rose.server.error.ApiException;
import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** What clients are told of failures: the one place that gives each a status. */
final class Failures {
    /** What nginx logs for a client that left; nobody is there to read it. */
    static final int CLIENT_GONE = 499;

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Replies with a failure. */
    static void reply(Context context, Exception failure) {
        var error = of(failure, context);
        Visit.of(context).fails(error.code());
        context.status(error.status());
        if (error.retryAfter() > 0) {
            context.header("Retry-After", Integer.toString(error.retryAfter()));
        }
        if (error.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        Replies.json(context, json(error));
    }

    /** As a client is told of it. What is no fault of the client's is logged. */
    static ApiException of(Exception failure, Context context) {
        return switch (failure) {
            case ApiException error -> error;
            case RoseException error -> of(error, context);
            case EndedEarly early -> of(early.ending());
            case IllegalArgumentException error -> {
                // What a request says was checked before (Answering#settle): this may be a fault of
                // ours, whatever it looks like.
                log(failure, context);
                yield ApiException.invalid(
                        null, "invalid_value", String.valueOf(error.getMessage()));
            }
            default -> failed(failure, context);
        };
    }

    private static ApiException of(RoseException failure, Context context) {
        var message = failure.getMessage();
        return switch (failure.kind()) {
            case INVALID_REQUEST -> ApiException.invalid(null, "invalid_value", message);
            case CONTEXT_EXCEEDED ->
                    ApiException.invalid("messages", "context_length_exceeded", message);
            case NOT_FOUND -> ApiException.notFound("model", "model_not_found", message);
            case BUSY -> ApiException.tooMany("busy", message, 1);
            case CANCELLED -> of(Ending.DRAIN);
            case DOWNLOAD_FAILED, OFFLINE -> {
                log(failure, context);
                yield ApiException.unavailable("model_unavailable", message);
            }
            case INVALID_MODEL, UNSUPPORTED_BUILD, STORAGE, OUT_OF_MEMORY, ENGINE_FAILED ->
                    failed(failure, context);
        };
    }

    private static ApiException of(@Nullable Ending ending) {
        return switch (ending) {
            case TIMEOUT ->
                    ApiException.unavailable(
                            "timeout",
                            "the request waited for as long as one may; ask again later");
            case DRAIN ->
                    ApiException.unavailable("stopping", "the server is stopping; ask another one");
            case CLIENT_GONE, FAILURE ->
                    ApiException.unavailable("ended", "the request was ended early");
            case null -> ApiException.unavailable("ended", "the request was ended early");
        };
    }

    private static ApiException failed(Exception failure, Context context) {
        log(failure, context);
        return ApiException.failed(
                "internal_error",
                "the server failed; its log has the reason under the id " + Visit.of(context).id());
    }

    private static void log(Exception failure, Context context) {
        LOG.error("request {} failed", Visit.of(context).id(), failure);
    }

    /** A request that was ended before it had an answer. */
    static void endedEarly(Context context, EndedEarly early, @Nullable SseWriter events)
            throws IOException {
        var ending = early.ending();
        if (ending == Ending.CLIENT_GONE) {
            clientGone(context);
            return;
        }
        Visit.of(context).fails(ending == null ? "ended" : ending.label());
        if (events != null && events.isOpen()) {
            events.send(json(of(ending)));
        } else {
            reply(context, early);
        }
    }

    /** A request whose client left before its answer was out. */
    static void clientGone(Context context) {
        Visit.of(context).fails(Ending.CLIENT_GONE.label());
        if (!context.res().isCommitted()) {
            context.status(CLIENT_GONE);
        }
    }

    /** OpenAI's shape of an error. */
    static ObjectNode json(ApiException error) {
        var json = Json.object();
        var inner = json.putObject("error");
        inner.put("message", error.getMessage());
        inner.put("type", error.type());
        inner.put("param", error.param());
        inner.put("code", error.code());
        return json;
    }
}
