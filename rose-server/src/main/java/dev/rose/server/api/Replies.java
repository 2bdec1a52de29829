package dev.rose.server.api;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

/** Replies that are whole when they are sent. */
final class Replies {
    private Replies() {}

    static void json(Context context, JsonNode json) {
        context.contentType("application/json");
        context.header("Cache-Control", "no-store");
        context.result(Json.bytes(json));
    }
}
