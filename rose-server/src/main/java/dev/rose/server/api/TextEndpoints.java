package dev.rose.server.api;

import dev.rose.StreamPrompt;
import dev.rose.server.access.Caller;
import dev.rose.server.models.ModelPool;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What models read and what it means: text to tokens, back, and whole prompts. */
final class TextEndpoints {
    private final ModelPool models;
    private final Answering answering;

    TextEndpoints(ModelPool models, Answering answering) {
        this.models = models;
        this.answering = answering;
    }

    /** {@code POST /tokenize}. */
    ObjectNode tokenize(byte[] body) {
        var fields = new Fields(Json.object(body));
        var model = fields.text("model");
        var content = Fields.text(fields.required("content"), "content");
        var special = fields.isSet("add_special");
        fields.nothingElse();
        try (var lease = models.acquire(model)) {
            var vocabulary = lease.rose().model().vocabulary();
            var text = IntStream.of(vocabulary.tokenize(content));
            var tokens = special ? IntStream.concat(IntStream.of(vocabulary.prefix()), text) : text;
            var json = Json.object();
            json.set("tokens", list(tokens));
            return json;
        }
    }

    /** {@code POST /detokenize}. */
    ObjectNode detokenize(byte[] body) {
        var fields = new Fields(Json.object(body));
        var model = fields.text("model");
        var tokens = CompletionRequest.ids(fields.required("tokens"), "tokens");
        fields.nothingElse();
        try (var lease = models.acquire(model)) {
            var text = Texts.of(tokens, lease.rose().model().vocabulary());
            return Json.object().put("content", text);
        }
    }

    /** {@code POST /apply-template}. */
    ObjectNode applyTemplate(byte[] body, Caller caller) {
        var fields = new Fields(Json.object(body));
        var model = fields.text("model");
        var messages = ChatRequest.messages(fields.required("messages"));
        var contrast = Contrast.read(fields);
        fields.nothingElse();
        var asked =
                new Decoding(
                        false, false, 1, null, null, null, null, 0, 0, Map.of(), List.of(), -1,
                        contrast);
        var settled = answering.settle(asked, 1, caller);
        if (settled.policy().prompts().needsModel()) {
            throw Fields.unsupported("rose.reverse");
        }
        try (var lease = models.acquire(model)) {
            var options = Answering.prompted(settled, lease.rose());
            var json = Json.object();
            var streams = json.putArray("streams");
            lease.rose().streams(messages, options).forEach(one -> streams.add(stream(one)));
            return json;
        }
    }

    private static ObjectNode stream(StreamPrompt stream) {
        var json = Json.object();
        json.put("name", stream.name());
        json.put("alpha", stream.alpha());
        json.put("prompt", stream.prompt().text());
        json.set("tokens", list(IntStream.of(stream.tokens())));
        return json;
    }

    private static ArrayNode list(IntStream tokens) {
        var list = Json.array();
        tokens.forEach(list::add);
        return list;
    }
}
