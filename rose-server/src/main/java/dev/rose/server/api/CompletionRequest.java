package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request for texts to be gone on with.
 *
 * @param model null for the server's first
 * @param prompts not empty
 * @param echo whether each answer begins with its prompt
 */
record CompletionRequest(
        @Nullable String model, List<Prompt> prompts, boolean echo, Decoding decoding) {
    /** Prompts of a request; each is an answer of its own. */
    static final int MOST_PROMPTS = 256;

    private static final int MOST_ID = 999_999_999;

    /** What is to be gone on with. */
    sealed interface Prompt {
        record Text(String text) implements Prompt {}

        record Tokens(List<Integer> ids) implements Prompt {}
    }

    CompletionRequest {
        prompts = List.copyOf(prompts);
    }

    /**
     * Reads and checks a body.
     *
     * @throws ApiException 400 with the field that is at fault
     */
    static CompletionRequest read(byte[] body) {
        var fields = new Fields(Json.object(body));
        fields.refuse(List.of("suffix"));
        var echo = fields.isSet("echo");
        var logprobs = fields.integer("logprobs", 0, Decoding.MOST_LOGPROBS);
        var request =
                new CompletionRequest(
                        fields.text("model"),
                        prompts(fields.required("prompt")),
                        echo,
                        Decoding.read(
                                fields,
                                fields.integer("max_tokens", echo ? 0 : 1, Integer.MAX_VALUE),
                                logprobs == null ? -1 : Math.toIntExact(logprobs)));
        var best = fields.integer("best_of", 1, Decoding.MOST_CHOICES);
        if (best != null && best != request.decoding().choices()) {
            throw ApiException.invalid(
                    "best_of",
                    "unsupported_parameter",
                    "'best_of' other than 'n' is not supported; every answer is given");
        }
        fields.nothingElse();
        return request;
    }

    private static List<Prompt> prompts(JsonNode node) {
        if (node.isString()) {
            return List.of(text(node, "prompt"));
        }
        var list = Fields.list(node, "prompt");
        if (list.isEmpty()) {
            throw ApiException.invalid("prompt", "invalid_value", "'prompt' is empty; write text");
        }
        if (list.get(0).isNumber()) {
            return List.of(tokens(list, "prompt"));
        }
        if (list.size() > MOST_PROMPTS) {
            throw ApiException.invalid(
                    "prompt",
                    "invalid_value",
                    "'prompt' may have %d texts, not %d".formatted(MOST_PROMPTS, list.size()));
        }
        var prompts = new ArrayList<Prompt>();
        for (int i = 0; i < list.size(); i++) {
            var path = "prompt[%d]".formatted(i);
            var one = list.get(i);
            prompts.add(one.isArray() ? tokens(one, path) : text(one, path));
        }
        return prompts;
    }

    private static Prompt text(JsonNode node, String path) {
        var text = Fields.text(node, path);
        if (text.isEmpty()) {
            throw ApiException.invalid(
                    path, "invalid_value", "'%s' is empty; write text".formatted(path));
        }
        return new Prompt.Text(text);
    }

    private static Prompt tokens(JsonNode node, String path) {
        return new Prompt.Tokens(ids(node, path));
    }

    /** A list of tokens, not empty. */
    static List<Integer> ids(JsonNode node, String path) {
        var list = Fields.list(node, path);
        var ids = new ArrayList<Integer>(list.size());
        for (int i = 0; i < list.size(); i++) {
            ids.add((int) Fields.integer(list.get(i), "%s[%d]".formatted(path, i), 0, MOST_ID));
        }
        if (ids.isEmpty()) {
            throw ApiException.invalid(
                    path, "invalid_value", "'%s' is empty; give tokens".formatted(path));
        }
        return ids;
    }
}
