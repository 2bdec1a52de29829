package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests for chats and for completions have in common. Null where a request says nothing.
 *
 * @param stream whether the answer is sent as it is made
 * @param usage whether a stream ends with the counts of tokens
 * @param choices answers to each prompt, at least 1
 * @param maxTokens at least 0
 * @param bias by token, added to its score
 * @param stop texts that end an answer; none empty
 * @param logprobs how many of the best tokens are reported beside each; −1 for no report
 */
record Decoding(
        boolean stream,
        boolean usage,
        int choices,
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long seed,
        double presencePenalty,
        double frequencyPenalty,
        Map<Integer, Float> bias,
        List<String> stop,
        int logprobs,
        Contrast contrast) {
    static final int MOST_CHOICES = 16;
    static final int MOST_STOPS = 16;
    static final int MOST_BIASES = 1024;
    static final int MOST_LOGPROBS = 20;
    private static final int MOST_BIAS = 100;

    /** Fields that say something about the request and nothing about the answer. */
    static final List<String> WITHOUT_EFFECT =
            List.of("user", "metadata", "safety_identifier", "prompt_cache_key");

    Decoding {
        bias = Map.copyOf(bias);
        stop = List.copyOf(stop);
    }

    /**
     * Reads those fields.
     *
     * @param maxTokens as the request's own fields have it
     * @param logprobs as the request's own fields have it
     */
    static Decoding read(Fields fields, @Nullable Long maxTokens, int logprobs) {
        boolean stream = fields.isSet("stream");
        var choices = fields.integer("n", 1, MOST_CHOICES);
        var presence = fields.number("presence_penalty", -2, 2);
        var frequency = fields.number("frequency_penalty", -2, 2);
        metadata(fields);
        return new Decoding(
                stream,
                usage(fields, stream),
                choices == null ? 1 : Math.toIntExact(choices),
                maxTokens == null ? null : Math.toIntExact(maxTokens),
                fields.number("temperature", 0, 2),
                fields.number("top_p", 0, 1),
                fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                presence == null ? 0 : presence,
                frequency == null ? 0 : frequency,
                bias(fields),
                stop(fields),
                logprobs,
                Contrast.read(fields));
    }

    /** What is checked for its form and changes nothing. */
    private static void metadata(Fields fields) {
        fields.text("user");
        fields.text("safety_identifier");
        fields.text("prompt_cache_key");
        fields.object("metadata");
    }

    private static boolean usage(Fields fields, boolean stream) {
        var options = fields.object("stream_options");
        if (options == null) {
            return false;
        }
        if (!stream) {
            throw ApiException.invalid(
                    "stream_options",
                    "invalid_value",
                    "'stream_options' is for streams alone; set 'stream' to true");
        }
        var usage = options.isSet("include_usage");
        if (options.isSet("include_obfuscation")) {
            throw Fields.unsupported("stream_options.include_obfuscation");
        }
        options.nothingElse();
        return usage;
    }

    private static Map<Integer, Float> bias(Fields fields) {
        var biases = new HashMap<Integer, Float>();
        var node = fields.any("logit_bias");
        if (node == null) {
            return biases;
        }
        if (!node.isObject()) {
            throw Fields.wrongType("logit_bias", "an object", node);
        }
        if (node.size() > MOST_BIASES) {
            throw ApiException.invalid(
                    "logit_bias",
                    "invalid_value",
                    "'logit_bias' may name %d tokens, not %d".formatted(MOST_BIASES, node.size()));
        }
        for (var entry : node.properties()) {
            if (!entry.getKey().matches("0|[1-9][0-9]{0,8}")) {
                throw ApiException.invalid(
                        "logit_bias",
                        "invalid_value",
                        "'logit_bias' goes from the ids of tokens to numbers; see /tokenize");
            }
            var value =
                    Fields.number(
                            entry.getValue(),
                            "logit_bias." + entry.getKey(),
                            -MOST_BIAS,
                            MOST_BIAS);
            biases.put(Integer.valueOf(entry.getKey()), (float) value);
        }
        return biases;
    }

    private static List<String> stop(Fields fields) {
        var node = fields.any("stop");
        if (node == null) {
            return List.of();
        }
        var stops = new ArrayList<String>();
        if (node.isString()) {
            stops.add(Fields.text(node, "stop"));
        } else {
            var list = Fields.list(node, "stop");
            if (list.size() > MOST_STOPS) {
                throw ApiException.invalid(
                        "stop",
                        "invalid_value",
                        "'stop' may have %d texts, not %d".formatted(MOST_STOPS, list.size()));
            }
            for (int i = 0; i < list.size(); i++) {
                stops.add(Fields.text(list.get(i), "stop[%d]".formatted(i)));
            }
        }
        if (stops.contains("")) {
            throw ApiException.invalid(
                    "stop",
                    "invalid_value",
                    "a text of 'stop' is empty; it would end every answer");
        }
        return stops;
    }
}
