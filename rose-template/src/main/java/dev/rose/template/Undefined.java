package dev.rose.template;

import java.util.Collections;
import java.util.Iterator;

/**
 * A name, attribute or element that is not there: prints as nothing, is false and empty, and fails
 * when anything else is done with it.
 */
final class Undefined implements Value {
    private final String reason;

    private Undefined(String reason) {
        this.reason = reason;
    }

    /** With the reason that the error will give. */
    static Undefined because(String reason) {
        return new Undefined(reason);
    }

    static Undefined name(String name) {
        return new Undefined("'" + name + "' is undefined");
    }

    static Undefined attribute(Value owner, String name) {
        return new Undefined("'" + describe(owner) + "' has no attribute '" + name + "'");
    }

    static Undefined element(Value owner, Value index) {
        return index instanceof Str name
                ? attribute(owner, name.text)
                : new Undefined(describe(owner) + " has no element " + Texts.shortRepr(index));
    }

    /** An attribute that exists in Python and that the sandbox keeps from templates. */
    static Undefined unsafe(Value owner, String name) {
        return new Undefined(
                "access to attribute '"
                        + name
                        + "' of '"
                        + owner.typeName()
                        + "' object is unsafe.");
    }

    private static String describe(Value owner) {
        return owner == NoneValue.NONE ? "None" : owner.typeName() + " object";
    }

    Failure failure() {
        return Failure.render(reason);
    }

    @Override
    public String typeName() {
        return "Undefined";
    }

    @Override
    public boolean truth() {
        return false;
    }

    @Override
    public int length() {
        return 0;
    }

    @Override
    public Iterator<Value> elements() {
        return Collections.emptyIterator();
    }

    @Override
    public Iterator<Value> reversed() {
        return Collections.emptyIterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return Undefined.class.hashCode();
    }
}
