package dev.rose.template;

import java.util.List;

/** A tuple; with names for its parts if it is one of {@code groupby}'s groups. */
final class TupleValue extends SequenceValue {
    static final TupleValue EMPTY = new TupleValue(List.of());

    /** The parts' names, or none. */
    final List<String> names;

    TupleValue(List<Value> items) {
        this(items, List.of());
    }

    TupleValue(List<Value> items, List<String> names) {
        super(items);
        this.names = names;
    }

    static TupleValue of(Value... items) {
        return new TupleValue(List.of(items));
    }

    @Override
    TupleValue with(List<Value> other) {
        return new TupleValue(other);
    }

    @Override
    public String typeName() {
        return names.isEmpty() ? "tuple" : "_GroupTuple";
    }

    @Override
    public boolean hashable() {
        return items.stream().allMatch(Value::hashable);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TupleValue that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }
}
