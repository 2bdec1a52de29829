package dev.rose.server.api;

import dev.rose.engine.TokenReport;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Log probabilities as chats have them. */
final class ChatLogprobs {
    /** What OpenAI gives for a token that cannot be. */
    static final double IMPOSSIBLE = -9999;

    private final TokenWords words;

    ChatLogprobs(TokenWords words) {
        this.words = words;
    }

    ObjectNode of(List<TokenReport> reports) {
        var json = Json.object();
        var content = json.putArray("content");
        for (var report : reports) {
            var logprobs = report.logprobs();
            if (logprobs != null) {
                content.add(token(logprobs));
            }
        }
        json.putNull("refusal");
        return json;
    }

    private ObjectNode token(TokenLogprobs logprobs) {
        var json = one(logprobs.token(), logprobs.logprob());
        var top = json.putArray("top_logprobs");
        logprobs.top().forEach(best -> top.add(one(best.token(), best.logprob())));
        return json;
    }

    private ObjectNode one(int token, double logprob) {
        var json = Json.object();
        json.put("token", words.text(token));
        json.put("logprob", Math.max(logprob, IMPOSSIBLE));
        if (words.isControl(token)) {
            json.putNull("bytes"); // it is no part of the text
        } else {
            var bytes = json.putArray("bytes");
            for (byte b : words.bytes(token)) {
                bytes.add(b & 0xFF);
            }
        }
        return json;
    }
}
