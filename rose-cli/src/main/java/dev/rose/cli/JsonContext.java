package dev.rose.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The variables of a template, from a JSON object; the order of members is kept. */
final class JsonContext {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonContext() {}

    /** The text is no JSON object; the message says where and why, on one line. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Objects come out as maps, arrays as lists, numbers as the type that holds them. */
    static Map<String, @Nullable Object> read(String text) throws MalformedException {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            var first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedException(
                        first == null ? "it is empty" : "it begins with " + parser.getString());
            }
            var object = object(parser);
            if (parser.nextToken() != null) {
                throw new MalformedException("there is more behind the object");
            }
            return object;
        } catch (JacksonException e) {
            var at = e.getLocation();
            var reason = ErrorReport.oneLine(e.getOriginalMessage());
            throw new MalformedException(
                    at == null
                            ? reason
                            : "line %d, column %d: %s"
                                    .formatted(at.getLineNr(), at.getColumnNr(), reason));
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        var array = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new IllegalStateException("no value: " + parser.currentToken());
        };
    }
}
