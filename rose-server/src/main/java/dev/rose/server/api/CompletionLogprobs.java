package dev.rose.server.api;

import dev.rose.method.TokenLogprobs;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Log probabilities as completions have them: four lists, an entry a token. */
final class CompletionLogprobs {
    private final TokenWords words;
    private final ObjectNode json = Json.object();
    private final ArrayNode tokens = json.putArray("tokens");
    private final ArrayNode logprobs = json.putArray("token_logprobs");
    private final ArrayNode tops = json.putArray("top_logprobs");
    private final ArrayNode offsets = json.putArray("text_offset");
    private int offset;

    /**
     * @param offset of the first token in the text, in characters
     */
    CompletionLogprobs(TokenWords words, int offset) {
        this.words = words;
        this.offset = offset;
    }

    /** A prompt's first token, of which nobody can tell how likely it was. */
    void addFirst(int token) {
        add(token);
        logprobs.addNull();
        tops.addNull();
    }

    void addAll(List<TokenLogprobs> more) {
        for (var one : more) {
            add(one.token());
            var logprob = Math.max(one.logprob(), ChatLogprobs.IMPOSSIBLE);
            logprobs.add(logprob);
            var top = tops.addObject();
            for (var best : one.top()) {
                var key = words.key(best.token());
                if (!top.has(key)) { // the best comes first
                    top.put(key, Math.max(best.logprob(), ChatLogprobs.IMPOSSIBLE));
                }
            }
            var own = words.key(one.token());
            if (!one.top().isEmpty() && !top.has(own)) {
                top.put(own, logprob);
            }
        }
    }

    private void add(int token) {
        tokens.add(words.key(token));
        offsets.add(offset);
        offset += words.characters(token);
    }

    /** Where the next token begins. */
    int offset() {
        return offset;
    }

    ObjectNode json() {
        return json;
    }
}
