package dev.rose.template;

import java.util.List;
import java.util.Map;

/**
 * The arguments of one call.
 *
 * @param positional by position
 * @param named by name, in the order written
 */
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Value... values) {
        return new Arguments(List.of(values), Map.of());
    }

    boolean isEmpty() {
        return positional.isEmpty() && named.isEmpty();
    }

    /** The arguments from the given position on. */
    Arguments from(int position) {
        return new Arguments(positional.subList(position, positional.size()), named);
    }
}
