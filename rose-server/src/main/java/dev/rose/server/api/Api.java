package dev.rose.server.api;

import dev.rose.server.access.Admission;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.Cors;
import dev.rose.server.access.SecurityHeaders;
import dev.rose.server.error.ApiException;
import dev.rose.server.models.ModelPool;
import dev.rose.server.observe.AccessLog;
import dev.rose.server.observe.Metrics;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Everything under a path: the routes, who may use them, and what goes wrong with them. */
public final class Api {
    private final Parts parts;
    private final Answerer answerer;
    private final TextEndpoints texts;
    private final LiveStats stats;
    private final PageFiles page = new PageFiles();
    private final Routes routes = new Routes();
    private final long started = Instant.now().getEpochSecond();

    /**
     * What the routes work with.
     *
     * @param metricsHere whether {@code /metrics} is one of them
     */
    public record Parts(
            Answering answering,
            Bounds bounds,
            ModelPool models,
            Admission admission,
            OpenRequests open,
            ApiKeys keys,
            Cors cors,
            Metrics metrics,
            AccessLog log,
            boolean metricsHere) {}

    public Api(Parts parts) {
        this.parts = parts;
        this.answerer =
                new Answerer(
                        parts.models(),
                        parts.admission(),
                        parts.open(),
                        parts.metrics(),
                        parts.bounds());
        this.texts = new TextEndpoints(parts.models(), parts.answering());
        this.stats = new LiveStats(parts.models(), parts.admission());
        routes.post("/v1/chat/completions", this::chat);
        routes.post("/v1/completions", this::complete);
        routes.get("/v1/models", this::listModels);
        routes.get("/v1/models/<model>", this::describeModel);
        routes.get(
                "/v1/policies",
                context -> Replies.json(context, PolicyList.json(parts.answering())));
        routes.get("/v1/rose/stats", context -> Replies.json(context, stats.json()));
        routes.post("/tokenize", context -> Replies.json(context, texts.tokenize(text(context))));
        routes.post(
                "/detokenize", context -> Replies.json(context, texts.detokenize(text(context))));
        routes.post(
                "/apply-template",
                context ->
                        Replies.json(
                                context,
                                texts.applyTemplate(text(context), Visit.of(context).caller())));
        routes.getForAll("/health", this::health);
        routes.getForAll("/ready", this::ready);
        routes.getForAll(
                "/openapi.json",
                context ->
                        Replies.json(
                                context,
                                OpenApi.document(parts.models().models(), parts.metricsHere())));
        if (parts.metricsHere()) {
            routes.get("/metrics", this::metrics);
        }
    }

    Routes routes() {
        return routes;
    }

    /** Puts the routes and what is around them into a server. */
    public void registerIn(JavalinConfig config) {
        config.routes.before(this::enter);
        routes.registerIn(config.routes, this::requireKey);
        Routes.get(config.routes, "/", context -> page.send(context, ""));
        Routes.get(config.routes, "/<file>", this::sendFile);
        config.routes.exception(
                HttpResponseException.class,
                (failure, context) -> Failures.reply(context, known(failure, context)));
        config.routes.exception(
                Exception.class, (failure, context) -> Failures.reply(context, failure));
        config.requestLogger.http((context, _) -> leave(context));
    }

    private void enter(Context context) {
        SecurityHeaders.onAll(context);
        Visit.begin(context);
        parts.cors().before(context);
    }

    private void requireKey(Context context) {
        Visit.of(context).isOf(parts.keys().require(context.header("Authorization")));
    }

    private void leave(Context context) {
        var visit = Visit.of(context);
        parts.log().write(visit.entry(context));
        parts.metrics().request(routes.pattern(context.path()), context.statusCode(), visit.took());
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

    private byte[] body(Context context) {
        return RequestBody.read(context, parts.bounds().body());
    }

    /** The body of a request that takes no slot: only the caller's rate bounds those. */
    private byte[] text(Context context) {
        parts.admission().count(Visit.of(context).caller());
        return body(context);
    }

    private void chat(Context context) throws IOException {
        var caller = Visit.of(context).caller();
        answerer.answer(context, ChatEndpoint.read(body(context), parts.answering(), caller));
    }

    private void complete(Context context) throws IOException {
        var caller = Visit.of(context).caller();
        answerer.answer(context, CompletionEndpoint.read(body(context), parts.answering(), caller));
    }

    private void listModels(Context context) {
        var json = Json.object();
        json.put("object", "list");
        var data = json.putArray("data");
        parts.models().models().forEach(name -> data.add(model(name)));
        Replies.json(context, json);
    }

    private void describeModel(Context context) {
        var name = context.pathParam("model");
        if (!parts.models().models().contains(name)) {
            throw ApiException.notFound(
                    "model",
                    "model_not_found",
                    "there is no such model here; there is "
                            + String.join(", ", parts.models().models()));
        }
        Replies.json(context, model(name));
    }

    private ObjectNode model(String name) {
        var json = Json.object();
        json.put("id", name);
        json.put("object", "model");
        json.put("created", started);
        json.put("owned_by", "rose");
        return json;
    }

    private void health(Context context) {
        if (parts.models().isLoading()) {
            throw ApiException.unavailable("model_loading", "the model is being loaded", 1);
        }
        Replies.json(context, Json.object().put("status", "ok"));
    }

    private void ready(Context context) {
        if (parts.open().isDraining()) {
            throw ApiException.unavailable("stopping", "the server is stopping");
        }
        health(context);
    }

    private void metrics(Context context) {
        context.contentType(Metrics.CONTENT_TYPE);
        context.result(parts.metrics().scrape());
    }

    private void sendFile(Context context) {
        if (!page.send(context, context.pathParam("file"))) {
            throw routes.missing(context);
        }
    }
}
