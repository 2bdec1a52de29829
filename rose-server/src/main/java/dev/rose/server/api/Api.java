package dev.rose.server.api;

import dev.rose.server.access.Admission;
import dev.rose.server.error.ApiException;
import dev.rose.server.models.ModelPool;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;

/** Everything under a path: the routes, and what goes wrong with them. */
public final class Api {
    private final Answering answering;
    private final ModelPool models;
    private final Answerer answerer;
    private final OpenRequests open;
    private final Bounds bounds;
    private final Routes routes = new Routes();

    public Api(
            Answering answering,
            ModelPool models,
            Admission admission,
            OpenRequests open,
            Bounds bounds) {
        this.answering = answering;
        this.models = models;
        this.open = open;
        this.bounds = bounds;
        this.answerer = new Answerer(models, admission, open, bounds);
        routes.post("/v1/chat/completions", this::chat);
        routes.post("/v1/completions", this::complete);
        routes.get("/v1/models", this::listModels);
        routes.get("/v1/models/<model>", this::describeModel);
        routes.get("/health", this::health);
        routes.get("/ready", this::health);
    }

    /** Puts the routes and the replies to failures into a server. */
    public void registerIn(RoutesConfig config) {
        routes.registerIn(config);
        config.exception(
                HttpResponseException.class,
                (failure, context) -> Failures.reply(context, known(failure, context)));
        config.exception(Exception.class, (failure, context) -> Failures.reply(context, failure));
    }

    private ApiException known(HttpResponseException failure, Context context) {
        return switch (failure.getStatus()) {
            case 404, 405 -> routes.missing(context);
            case 413 -> ApiException.tooLarge("the body is longer than one may be");
            default ->
                    ApiException.invalid(
                            null, "invalid_request", String.valueOf(failure.getMessage()));
        };
    }

    private void chat(Context context) throws java.io.IOException {
        var body = RequestBody.read(context, bounds.body());
        answerer.answer(context, ChatEndpoint.read(body, answering));
    }

    private void complete(Context context) throws java.io.IOException {
        var body = RequestBody.read(context, bounds.body());
        answerer.answer(context, CompletionEndpoint.read(body, answering));
    }

    private void listModels(Context context) {
        var json = Json.object();
        json.put("object", "list");
        var data = json.putArray("data");
        models.models().forEach(name -> data.add(model(name)));
        Replies.json(context, json);
    }

    private void describeModel(Context context) {
        var name = context.pathParam("model");
        if (!models.models().contains(name)) {
            throw ApiException.notFound(
                    "model",
                    "model_not_found",
                    "there is no such model here; there is " + String.join(", ", models.models()));
        }
        Replies.json(context, model(name));
    }

    private tools.jackson.databind.node.ObjectNode model(String name) {
        var json = Json.object();
        json.put("id", name);
        json.put("object", "model");
        json.put("created", started);
        json.put("owned_by", "rose");
        return json;
    }

    private final long started = java.time.Instant.now().getEpochSecond();

    private void health(Context context) {
        if (models.isLoading()) {
            throw ApiException.unavailable("model_loading", "the model is being loaded");
        }
        if (open.isDraining()) {
            throw ApiException.unavailable("stopping", "the server is stopping");
        }
        Replies.json(context, Json.object().put("status", "ok"));
    }
}
