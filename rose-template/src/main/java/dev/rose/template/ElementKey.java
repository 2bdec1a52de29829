package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What filters with an {@code attribute} look at in each element: {@code "address.city"}, say. */
final class ElementKey {
    private final List<Value> path;
    private final @Nullable Value otherwise;
    private final boolean ignoreCase;

    private ElementKey(List<Value> path, @Nullable Value otherwise, boolean ignoreCase) {
        this.path = path;
        this.otherwise = otherwise;
        this.ignoreCase = ignoreCase;
    }

    /**
     * The key of an attribute, or the element itself for null and None.
     *
     * @param otherwise what stands in for an attribute that is not there; null or None for nothing
     * @param ignoreCase whether texts are taken in lower case
     */
    static ElementKey of(@Nullable Value attribute, @Nullable Value otherwise, boolean ignoreCase) {
        List<Value> path = new ArrayList<>();
        if (attribute instanceof Str text) {
            for (String part : text.text.split("\\.", -1)) {
                path.add(part(part));
            }
        } else if (attribute != null && attribute != NoneValue.NONE) {
            path.add(attribute);
        }
        return new ElementKey(path, otherwise == NoneValue.NONE ? null : otherwise, ignoreCase);
    }

    /** The keys of several attributes with commas between them, for sorting. */
    static List<ElementKey> several(@Nullable Value attributes, boolean ignoreCase) {
        if (!(attributes instanceof Str text)) {
            return List.of(of(attributes, null, ignoreCase));
        }
        List<ElementKey> keys = new ArrayList<>();
        for (String attribute : text.text.split(",", -1)) {
            keys.add(of(Str.of(attribute), null, ignoreCase));
        }
        return keys;
    }

    private static Value part(String part) {
        boolean number =
                !part.isEmpty()
                        && part.length() < 10
                        && part.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? IntValue.of(Long.parseLong(part)) : Str.of(part);
    }

    Value in(Value element, Rendering rendering) {
        Value value = element;
        for (Value part : path) {
            value = Attributes.item(value, part);
            if (otherwise != null && value instanceof Undefined) {
                value = otherwise;
            }
        }
        return ignoreCase && value instanceof Str text ? CaseMapping.lower(text) : value;
    }
}
