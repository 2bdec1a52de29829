package dev.rose.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dict, in order of insertion. The sandbox forbids changing one. */
final class DictValue implements Value {
    static final DictValue EMPTY = new DictValue(new LinkedHashMap<>());

    /** Never changed after construction. */
    final Map<Value, Value> entries;

    private final long weight;
    private final int depth;

    /** Takes the entries over; the caller keeps no way to change them. */
    DictValue(Map<Value, Value> entries) {
        long sum = 1;
        int deepest = 0;
        for (Map.Entry<Value, Value> entry : entries.entrySet()) {
            sum += entry.getKey().weight() + entry.getValue().weight();
            deepest = Math.max(deepest, entry.getKey().depth());
            deepest = Math.max(deepest, entry.getValue().depth());
        }
        this.entries = entries;
        this.weight = Containers.checkedWeight(sum);
        this.depth = Containers.checkedDepth(deepest + 1);
    }

    /** The value of a key, or null; a key that cannot be one is an error, as in Python. */
    @Nullable Value get(Value key) {
        return entries.get(checkedKey(key));
    }

    static Value checkedKey(Value key) {
        if (!key.hashable()) {
            throw Failure.type("unhashable type: '" + key.typeName() + "'");
        }
        return key;
    }

    @Override
    public String typeName() {
        return "dict";
    }

    @Override
    public boolean truth() {
        return !entries.isEmpty();
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public int length() {
        return entries.size();
    }

    @Override
    public Iterator<Value> elements() {
        return entries.keySet().iterator();
    }

    @Override
    public Iterator<Value> reversed() {
        return new ArrayList<>(entries.keySet()).reversed().iterator();
    }

    @Override
    public boolean hashable() {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DictValue that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }
}
