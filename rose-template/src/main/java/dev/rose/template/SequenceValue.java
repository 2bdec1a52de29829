package dev.rose.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list or a tuple. */
abstract sealed class SequenceValue implements Value permits ListValue, TupleValue {
    /** Never changed after construction. */
    final List<Value> items;

    private final long weight;
    private final int depth;

    SequenceValue(List<Value> items) {
        long sum = 1;
        int deepest = 0;
        for (Value item : items) {
            sum += item.weight();
            deepest = Math.max(deepest, item.depth());
        }
        this.items = items;
        this.weight = Containers.checkedWeight(sum);
        this.depth = Containers.checkedDepth(deepest + 1);
    }

    /** A sequence of the same type. */
    abstract SequenceValue with(List<Value> other);

    @Override
    public boolean truth() {
        return !items.isEmpty();
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
        return items.size();
    }

    @Override
    public Iterator<Value> elements() {
        return items.iterator();
    }

    @Override
    public Iterator<Value> reversed() {
        return new ArrayList<>(items).reversed().iterator();
    }
}
