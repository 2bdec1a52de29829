package dev.rose.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contexts with every string marked. */
final class Marking {
    private Marking() {}

    static Map<String, Object> marked(Map<String, Object> context) {
        Map<String, Object> result = new LinkedHashMap<>();
        context.forEach((name, value) -> result.put(name, value(value)));
        return result;
    }

    private static Object value(Object value) {
        return switch (value) {
            case String text -> MarkedString.of(text);
            case List<?> list -> {
                List<Object> result = new ArrayList<>();
                list.forEach(item -> result.add(value(item)));
                yield result;
            }
            case Map<?, ?> map -> {
                Map<Object, Object> result = new LinkedHashMap<>();
                map.forEach((key, item) -> result.put(key, value(item)));
                yield result;
            }
            case null -> null;
            default -> value;
        };
    }
}
