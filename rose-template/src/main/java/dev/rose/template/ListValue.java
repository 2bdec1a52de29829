package dev.rose.template;

import java.util.List;

/** A list. The sandbox forbids every method that would change one, so it never changes. */
final class ListValue extends SequenceValue {
    static final ListValue EMPTY = new ListValue(List.of());

    /** Takes the items over; the caller keeps no way to change them. */
    ListValue(List<Value> items) {
        super(items);
    }

    @Override
    ListValue with(List<Value> other) {
        return new ListValue(other);
    }

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public boolean hashable() {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListValue that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }
}
