package dev.rose.server.api;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What every answer and each of its events begins with. */
record ReplyHead(String id, long created, String model) {

    /**
     * @param prefix of the id, as OpenAI's endpoint has it
     */
    static ReplyHead now(String prefix, String model) {
        var id = prefix + UUID.randomUUID().toString().replace("-", "");
        return new ReplyHead(id, Instant.now().getEpochSecond(), model);
    }

    ObjectNode object(String kind) {
        var json = Json.object();
        json.put("id", id);
        json.put("object", kind);
        json.put("created", created);
        json.put("model", model);
        return json;
    }
}
