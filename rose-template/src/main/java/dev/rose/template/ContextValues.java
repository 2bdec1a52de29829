package dev.rose.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes values of what a caller gives: copies, so that a template reaches nothing of Java. */
final class ContextValues {
    private ContextValues() {}

    /**
     * The variables of a context.
     *
     * @throws IllegalArgumentException if something in it is no string, number, boolean, null, list
     *     or map
     */
    static Map<String, Value> variables(Map<String, ? extends @Nullable Object> context) {
        Map<String, Value> variables = HashMap.newHashMap(context.size());
        context.forEach((name, value) -> variables.put(name, value(value, name, 0)));
        return variables;
    }

    private static Value value(@Nullable Object value, String path, int depth) {
        if (depth > Value.MAX_DEPTH / 2) {
            throw new IllegalArgumentException(
                    "context value "
                            + path
                            + " is nested more than "
                            + Value.MAX_DEPTH / 2
                            + " levels deep; does it contain itself?");
        }
        return switch (value) {
            case null -> NoneValue.NONE;
            case String text -> Str.of(text);
            case MarkedString text -> Str.content(text.toString());
            case Boolean bool -> BoolValue.of(bool);
            case Integer number -> IntValue.of(number);
            case Long number -> IntValue.of(number);
            case Short number -> IntValue.of(number);
            case Byte number -> IntValue.of(number);
            case BigInteger number -> IntValue.of(number);
            case Double number -> new FloatValue(number);
            case Float number -> new FloatValue(number);
            case BigDecimal number -> new FloatValue(number.doubleValue());
            case List<?> list -> {
                List<Value> items = new ArrayList<>(list.size());
                for (Object item : list) {
                    items.add(value(item, path + "[" + items.size() + "]", depth + 1));
                }
                yield new ListValue(items);
            }
            case Map<?, ?> map -> {
                Map<Value, Value> entries = LinkedHashMap.newLinkedHashMap(map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    Value key = key(entry.getKey(), path);
                    entries.put(
                            key, value(entry.getValue(), path + "." + entry.getKey(), depth + 1));
                }
                yield new DictValue(entries);
            }
            default -> throw unsupported(value, path);
        };
    }

    private static Value key(@Nullable Object key, String path) {
        Value value = value(key, path, 0);
        if (!value.hashable()) {
            throw new IllegalArgumentException(
                    "a map in context value " + path + " has a key that is a collection");
        }
        return value;
    }

    private static IllegalArgumentException unsupported(Object value, String path) {
        return new IllegalArgumentException(
                "context value "
                        + path
                        + " is a "
                        + value.getClass().getName()
                        + "; templates take strings, numbers, booleans, null, lists and maps");
    }
}
