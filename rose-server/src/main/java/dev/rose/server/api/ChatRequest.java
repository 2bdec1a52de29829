package dev.rose.server.api;

import dev.rose.prompt.ChatMessage;
import dev.rose.server.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request for a chat's next answer.
 *
 * @param model null for the server's first
 * @param messages not empty, a user's at the end
 */
record ChatRequest(@Nullable String model, List<ChatMessage> messages, Decoding decoding) {
    /** Fields of OpenAI's that this server refuses by name. */
    static final List<String> REFUSED =
            List.of(
                    "audio",
                    "function_call",
                    "functions",
                    "parallel_tool_calls",
                    "prediction",
                    "prompt_cache_retention",
                    "reasoning_effort",
                    "tools",
                    "verbosity",
                    "web_search_options");

    private static final List<String> ROLES =
            List.of("system", "developer", "user", "assistant", "tool", "function");

    ChatRequest {
        messages = List.copyOf(messages);
    }

    /**
     * Reads and checks a body.
     *
     * @throws ApiException 400 with the field that is at fault
     */
    static ChatRequest read(byte[] body) {
        var fields = new Fields(Json.object(body));
        fields.refuse(REFUSED);
        OnlyValue.check(fields);
        var request =
                new ChatRequest(
                        fields.text("model"),
                        messages(fields.required("messages")),
                        Decoding.read(fields, maxTokens(fields), logprobs(fields)));
        fields.nothingElse();
        return request;
    }

    /** The messages of a field of that name, checked for who speaks when. */
    static List<ChatMessage> messages(JsonNode node) {
        var list = Fields.list(node, "messages");
        var messages = new ArrayList<ChatMessage>();
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(Fields.of(list.get(i), "messages[%d]".formatted(i))));
        }
        if (messages.isEmpty()) {
            throw ApiException.invalid(
                    "messages", "invalid_value", "'messages' is empty; write a message of a user");
        }
        if (messages.getLast().role() != ChatMessage.Role.USER) {
            throw ApiException.invalid(
                    "messages",
                    "invalid_value",
                    "the last of 'messages' must be a user's, which is to be answered, not of role"
                            + " '%s'".formatted(messages.getLast().role().label()));
        }
        return messages;
    }

    private static ChatMessage message(Fields fields) {
        fields.required("role");
        var role = fields.word("role", ROLES);
        if ("tool".equals(role) || "function".equals(role)) {
            throw Fields.unsupported(fields.path("role"));
        }
        fields.refuse(List.of("name", "audio", "function_call", "refusal", "tool_calls"));
        var content = content(fields.required("content"), fields.path("content"));
        fields.nothingElse();
        return switch (String.valueOf(role)) {
            case "user" -> ChatMessage.user(content);
            case "assistant" -> ChatMessage.assistant(content);
            default -> ChatMessage.system(content);
        };
    }

    private static String content(JsonNode node, String path) {
        if (node.isString()) {
            return Fields.text(node, path);
        }
        var parts = Fields.list(node, path);
        if (parts.isEmpty()) {
            throw ApiException.invalid(
                    path, "invalid_value", "'%s' is empty; write text".formatted(path));
        }
        var text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            var part = Fields.of(parts.get(i), "%s[%d]".formatted(path, i));
            if (!Fields.text(part.required("type"), part.path("type")).equals("text")) {
                throw Fields.unsupported(part.path("type"));
            }
            text.append(Fields.text(part.required("text"), part.path("text")));
            part.nothingElse();
        }
        return text.toString();
    }

    private static @Nullable Long maxTokens(Fields fields) {
        var old = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        var current = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        if (old != null && current != null && !old.equals(current)) {
            throw ApiException.invalid(
                    "max_tokens",
                    "invalid_value",
                    "'max_tokens' is %d and 'max_completion_tokens' is %d; give one of them"
                            .formatted(old, current));
        }
        return current != null ? current : old;
    }

    private static int logprobs(Fields fields) {
        var wanted = fields.isSet("logprobs");
        var top = fields.integer("top_logprobs", 0, Decoding.MOST_LOGPROBS);
        if (top != null && !wanted) {
            throw ApiException.invalid(
                    "top_logprobs", "invalid_value", "'top_logprobs' needs 'logprobs' to be true");
        }
        return wanted ? top == null ? 0 : Math.toIntExact(top) : -1;
    }
}
