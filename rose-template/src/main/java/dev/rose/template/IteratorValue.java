package dev.rose.template;

import java.util.Iterator;

/** A walk that happens once: a generator of {@code map} and its like, or a reversed sequence. */
final class IteratorValue implements Value {
    private final String typeName;
    private final Iterator<Value> elements;

    IteratorValue(String typeName, Iterator<Value> elements) {
        this.typeName = typeName;
        this.elements = elements;
    }

    @Override
    public String typeName() {
        return typeName;
    }

    @Override
    public Iterator<Value> elements() {
        return elements;
    }
}
