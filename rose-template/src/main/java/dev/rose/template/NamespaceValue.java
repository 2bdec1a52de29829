package dev.rose.template;

import java.util.Map;

/** Jinja's {@code namespace}: attributes that templates may set, from inside loops too. */
final class NamespaceValue implements Value {
    /** The attributes by name. */
    final Map<Value, Value> attributes;

    NamespaceValue(Map<Value, Value> attributes) {
        this.attributes = attributes;
    }

    @Override
    public String typeName() {
        return "Namespace";
    }
}
