package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as it comes from strangers and as it goes to clients. */
final class Json {
    /** Objects and lists inside one another; OpenAI's requests need six. */
    static final int MOST_NESTED = 32;

    private static final int MOST_DIGITS = 64;
    private static final int MOST_VALUES = 2_000_000;

    private static final JsonMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MOST_NESTED)
                                                    .maxNumberLength(MOST_DIGITS)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .maxTokenCount(MOST_VALUES)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Json() {}

    /**
     * The object that a request's body is.
     *
     * @throws ApiException 400 for anything that is not one JSON object in UTF-8, and for names
     *     that stand twice
     */
    static ObjectNode object(byte[] body) {
        if (tree(text(body)) instanceof ObjectNode object) {
            return object;
        }
        throw malformed("the body must be one JSON object; see /openapi.json");
    }

    private static JsonNode tree(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw malformed(
                    "the body is not JSON that can be read: %s%s"
                            .formatted(
                                    firstLine(e.getOriginalMessage()),
                                    place == null || place.getLineNr() < 1
                                            ? ""
                                            : " (line %d, column %d)"
                                                    .formatted(
                                                            place.getLineNr(),
                                                            place.getColumnNr())));
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("the body is not UTF-8 text; send JSON in UTF-8");
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static ApiException malformed(String message) {
        return ApiException.invalid(null, "invalid_json", message);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** As it goes over the wire, on one line. */
    static byte[] bytes(JsonNode node) {
        return STRICT.writeValueAsBytes(node);
    }

    /** A number, or null where there is none: JSON has no NaN. */
    static void put(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        } else {
            object.putNull(name);
        }
    }
}
