package dev.rose.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Taking a value apart into a known number of parts. */
final class Unpacking {
    private Unpacking() {}

    static List<Value> unpack(Value value, int count) {
        Iterator<Value> elements = value.elements();
        if (elements == null) {
            throw Failure.type("cannot unpack non-iterable " + value.typeName() + " object");
        }
        List<Value> parts = new ArrayList<>(count);
        while (elements.hasNext()) {
            if (parts.size() == count) {
                throw Failure.value("too many values to unpack (expected " + count + ")");
            }
            parts.add(elements.next());
        }
        if (parts.size() < count) {
            throw Failure.value(
                    "not enough values to unpack (expected "
                            + count
                            + ", got "
                            + parts.size()
                            + ")");
        }
        return parts;
    }
}
