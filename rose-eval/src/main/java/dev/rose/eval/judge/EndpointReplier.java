package dev.rose.eval.judge;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks an {@link Endpoint}, greedily. What may pass is tried again: 408, 429, 5xx, time-outs,
 * connections that fail, bodies that are not what they should be.
 */
final class EndpointReplier implements Replier {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointReplier.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Tokens of a reply; a short reason and a verdict take a tenth of them. */
    private static final int MOST_TOKENS = 1024;

    private static final int SHOWN = 200;

    /** What a request is refused with for what is in it: too long, caught in a filter. */
    private static final Set<Integer> OF_THE_REQUEST = Set.of(400, 413, 414, 422, 451);

    /** What a body names where its 403 is for what is in the request, and not for who sends it. */
    private static final Pattern FILTERED =
            Pattern.compile(
                    "moderation|flagged|policy|policies|content[ _-]?filter",
                    Pattern.CASE_INSENSITIVE);

    private final Endpoint endpoint;
    private final JudgementCache cache;
    private final Pause pause;
    private final HttpClient client;

    /** How a thread waits. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** What one request came to. */
    private sealed interface Outcome {
        record Said(String text) implements Outcome {}

        /** Asking this again does not help. */
        record Refused(String why) implements Outcome {}

        /** Asking again does not help, whatever is asked. */
        record Broken(String why) implements Outcome {}

        /**
         * @param asked what the endpoint asked for; null for nothing
         */
        record TryAgain(String why, @Nullable Duration asked) implements Outcome {}
    }

    /**
     * @param cache closed with this
     */
    EndpointReplier(Endpoint endpoint, JudgementCache cache, Pause pause) {
        this.endpoint = endpoint;
        this.cache = cache;
        this.pause = pause;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(endpoint.timeout())
                        .build();
    }

    @Override
    public Reply ask(Rubric rubric, String prompt) throws InterruptedException {
        var key = JudgementCache.key(endpoint.name(), rubric, prompt);
        var known = cache.get(key);
        if (known.isPresent()) {
            return new Reply.Text(known.get());
        }
        var request = request(rubric, prompt);
        for (int failures = 1; ; failures++) {
            switch (send(request)) {
                case Outcome.Said(var text) -> {
                    cache.put(key, endpoint.name(), text);
                    return new Reply.Text(text);
                }
                case Outcome.Refused(var why) -> {
                    return new Reply.Refused(why);
                }
                case Outcome.Broken(var why) -> {
                    return new Reply.Failed(why);
                }
                case Outcome.TryAgain(var why, var asked) -> {
                    var time = asked == null ? endpoint.pauseAfter(failures) : asked;
                    if (failures >= endpoint.attempts()) {
                        return new Reply.Failed("%s, after %d attempts".formatted(why, failures));
                    }
                    if (time.compareTo(endpoint.longestPause()) > 0) {
                        return new Reply.Failed(
                                "%s, and it asks to wait %d s".formatted(why, time.toSeconds()));
                    }
                    LOG.info("{}: {}; again in {} ms", endpoint.name(), why, time.toMillis());
                    pause.of(time);
                }
            }
        }
    }

    private HttpRequest request(Rubric rubric, String prompt) {
        var body = JSON.createObjectNode();
        body.put("model", endpoint.model());
        body.put("temperature", 0);
        body.put("max_tokens", MOST_TOKENS);
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", rubric.system());
        messages.addObject().put("role", "user").put("content", prompt);
        var request =
                HttpRequest.newBuilder(endpoint.completions())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (endpoint.key() != null) {
            request.header("Authorization", "Bearer " + endpoint.key());
        }
        return request.build();
    }

    private Outcome send(HttpRequest request) throws InterruptedException {
        // The client's own time-out ends with the head of the answer; a body can drip for ever.
        var coming = client.sendAsync(request, BodyHandlers.ofString());
        try {
            return outcome(coming.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Outcome.TryAgain(
                    "no answer within %d ms".formatted(endpoint.timeout().toMillis()), null);
        } catch (ExecutionException | CancellationException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            return new Outcome.TryAgain(
                    cause instanceof IOException
                            ? "the connection failed (%s)".formatted(reason(cause))
                            : reason(cause),
                    null);
        } finally {
            coming.cancel(true);
        }
    }

    private Outcome outcome(HttpResponse<String> response) {
        int status = response.statusCode();
        return switch (status) {
            case 200 -> said(response.body());
            case 401 ->
                    throw new RoseException(
                            Kind.INVALID_REQUEST,
                            "%s refuses the key (status %d); name the variable that holds it with --api-key-env"
                                    .formatted(endpoint.name(), status));
            case 404 ->
                    throw new RoseException(
                            Kind.INVALID_REQUEST,
                            "%s is not there (status 404: %s); check address and model"
                                    .formatted(endpoint.name(), problem(response.body())));
            case 408, 409, 425, 429 -> tryAgain(response);
            default -> {
                if (status >= 500) {
                    yield tryAgain(response);
                }
                var why = "status %d: %s".formatted(status, problem(response.body()));
                yield OF_THE_REQUEST.contains(status)
                                || (status == 403 && isFiltered(response.body()))
                        ? new Outcome.Refused(why)
                        : new Outcome.Broken(why);
            }
        };
    }

    /** A page of HTML has a privacy policy whatever it refuses: only what is JSON says why. */
    private static boolean isFiltered(String body) {
        try {
            return FILTERED.matcher(JSON.readTree(body).toString()).find();
        } catch (JacksonException e) {
            return false;
        }
    }

    private Outcome tryAgain(HttpResponse<String> response) {
        return new Outcome.TryAgain(
                "status %d: %s".formatted(response.statusCode(), problem(response.body())),
                RetryAfter.of(response.headers().firstValue("Retry-After").orElse("")));
    }

    private static Outcome said(String body) {
        try {
            var content =
                    JSON.readTree(body).path("choices").path(0).path("message").path("content");
            if (content.isString() && !content.asString().isBlank()) {
                return new Outcome.Said(content.asString());
            }
            return new Outcome.TryAgain(
                    "the answer has no text in choices[0].message.content", null);
        } catch (JacksonException e) {
            return new Outcome.TryAgain("the answer is no JSON", null);
        }
    }

    /** What the endpoint says is wrong, without the key that some quote. */
    private String problem(String body) {
        JsonNode message;
        try {
            message = JSON.readTree(body).path("error").path("message");
        } catch (JacksonException e) {
            return "no reason given";
        }
        return message.isString() ? hidden(message.asString()) : "no reason given";
    }

    private String hidden(String text) {
        var key = endpoint.key();
        var line = (key == null ? text : text.replace(key, "…")).strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private String reason(Throwable cause) {
        var message = cause.getMessage();
        return hidden(message == null ? cause.getClass().getSimpleName() : message);
    }

    @Override
    public void close() {
        client.shutdownNow();
        cache.close();
    }
}
