package dev.rose.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A generator: does its work element by element, when it is asked. */
final class LazyIterator implements Iterator<Value> {
    private final Supplier<Iterator<Value>> source;
    private final Function<Value, @Nullable Value> each;
    private @Nullable Iterator<Value> elements;
    private @Nullable Value next;

    /**
     * A generator over what a source gives.
     *
     * @param source asked at the first element
     * @param each what an element becomes, or null to leave it out
     */
    LazyIterator(Supplier<Iterator<Value>> source, Function<Value, @Nullable Value> each) {
        this.source = source;
        this.each = each;
    }

    @Override
    public boolean hasNext() {
        Iterator<Value> all = elements;
        if (all == null) {
            all = source.get();
            elements = all;
        }
        while (next == null && all.hasNext()) {
            next = each.apply(all.next());
        }
        return next != null;
    }

    @Override
    public Value next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Value result = next;
        next = null;
        return result;
    }
}
