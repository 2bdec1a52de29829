package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object, read one by one: each has the type that is asked for or is refused
 * by name, and {@link #nothingElse} refuses those that nobody asked for. A field that is null
 * counts as absent.
 */
final class Fields {
    private final ObjectNode object;
    private final String path;
    private final Set<String> known = new HashSet<>();

    /** Those of a request. */
    Fields(ObjectNode object) {
        this(object, "");
    }

    private Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /**
     * Those of an object inside a request.
     *
     * @param path of it, as errors name it
     * @throws ApiException where it is no object
     */
    static Fields of(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return new Fields(object, path);
        }
        throw wrongType(path, "an object", node);
    }

    /** The full name of a field, as errors have it. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Any value; null where there is none. */
    @Nullable JsonNode any(String name) {
        known.add(name);
        var node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    /** A value that must be there. */
    JsonNode required(String name) {
        var node = any(name);
        if (node == null) {
            throw ApiException.invalid(
                    path(name),
                    "missing_required_parameter",
                    "the field '%s' is missing".formatted(path(name)));
        }
        return node;
    }

    @Nullable String text(String name) {
        var node = any(name);
        return node == null ? null : text(node, path(name));
    }

    /** A text, which must have whole characters. */
    static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw wrongType(path, "a string", node);
        }
        var text = node.stringValue();
        // JSON can escape half a surrogate pair, which is no character and has no UTF-8.
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw ApiException.invalid(
                            path,
                            "invalid_value",
                            "'%s' has half a surrogate pair at %d, which is no character"
                                    .formatted(path, i));
                }
            }
        }
        return text;
    }

    /** A word out of a few. */
    @Nullable String word(String name, Collection<String> words) {
        var text = text(name);
        if (text != null && !words.contains(text)) {
            throw ApiException.invalid(
                    path(name),
                    "invalid_value",
                    "'%s' must be one of %s, not '%s'"
                            .formatted(path(name), String.join(", ", words), shortened(text)));
        }
        return text;
    }

    @Nullable Boolean flag(String name) {
        var node = any(name);
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            throw wrongType(path(name), "true or false", node);
        }
        return node.booleanValue();
    }

    /** A flag that is false where it is absent. */
    boolean isSet(String name) {
        return Boolean.TRUE.equals(flag(name));
    }

    @Nullable Long integer(String name, long least, long most) {
        var node = any(name);
        return node == null ? null : integer(node, path(name), least, most);
    }

    static long integer(JsonNode node, String path, long least, long most) {
        var number = decimal(node, path);
        if (number.stripTrailingZeros().scale() > 0) {
            throw wrongType(path, "an integer", node);
        }
        within(number, path, BigDecimal.valueOf(least), BigDecimal.valueOf(most));
        return number.longValueExact();
    }

    @Nullable Double number(String name, double least, double most) {
        var node = any(name);
        return node == null ? null : number(node, path(name), least, most);
    }

    static double number(JsonNode node, String path, double least, double most) {
        var number = decimal(node, path);
        within(number, path, BigDecimal.valueOf(least), BigDecimal.valueOf(most));
        return number.doubleValue();
    }

    private static BigDecimal decimal(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw wrongType(path, "a number", node);
        }
        return node.decimalValue();
    }

    private static void within(BigDecimal number, String path, BigDecimal least, BigDecimal most) {
        if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
            throw ApiException.invalid(
                    path,
                    "invalid_value",
                    "'%s' must be from %s to %s, not %s"
                            .formatted(
                                    path,
                                    least.toPlainString(),
                                    most.toPlainString(),
                                    shortened(number.toString())));
        }
    }

    @Nullable Fields object(String name) {
        var node = any(name);
        return node == null ? null : of(node, path(name));
    }

    static ArrayNode list(JsonNode node, String path) {
        if (node instanceof ArrayNode list) {
            return list;
        }
        throw wrongType(path, "a list", node);
    }

    /** Accepts fields of any value that change nothing. */
    void ignore(Collection<String> names) {
        known.addAll(names);
    }

    /** Refuses fields that OpenAI has and this server has not. */
    void refuse(Collection<String> names) {
        for (var name : names) {
            if (any(name) != null) {
                throw unsupported(path(name));
            }
        }
    }

    /** The error for a field, or a value of it, that OpenAI has and this server has not. */
    static ApiException unsupported(String path) {
        return ApiException.invalid(
                path,
                "unsupported_parameter",
                "this server does not support '%s'; leave it out".formatted(path));
    }

    /** Refuses fields that were not asked for. */
    void nothingElse() {
        for (var name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw ApiException.invalid(
                        path(shortened(name)),
                        "unknown_parameter",
                        "there is no field '%s'; see /openapi.json"
                                .formatted(path(shortened(name))));
            }
        }
    }

    static ApiException wrongType(String path, String wanted, JsonNode seen) {
        return ApiException.invalid(
                path,
                "invalid_type",
                "'%s' must be %s, not %s".formatted(path, wanted, kind(seen)));
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "the number " + shortened(node.toString());
            case BOOLEAN -> node.booleanValue() ? "true" : "false";
            case NULL, MISSING -> "null";
            case BINARY, POJO -> "something else";
        };
    }

    private static String shortened(String text) {
        int most = 64;
        if (text.length() <= most) {
            return text;
        }
        // Half a character is none, and not every client can read it.
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
