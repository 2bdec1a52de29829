package dev.rose.template;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What an expression of a template gives: a value of one of Python's types, or of Jinja's.
 *
 * <p>{@code equals} and {@code hashCode} are Python's: {@code 1}, {@code 1.0} and {@code true} are
 * one key. Values do not change, except namespaces and the state of loops, cyclers and iterators.
 */
sealed interface Value
        permits NoneValue,
                BoolValue,
                IntValue,
                FloatValue,
                Str,
                SequenceValue,
                DictValue,
                DictView,
                RangeValue,
                IteratorValue,
                Undefined,
                NamespaceValue,
                CyclerValue,
                CallableValue {

    /** Containers nested deeper than this are refused, so that walking them is safe. */
    int MAX_DEPTH = 300;

    /** Python's name of the type, as its errors give it. */
    String typeName();

    /** What Python's {@code bool} makes of it. */
    default boolean truth() {
        return true;
    }

    /** The number of values that a walk over this one meets, shared ones counted each time. */
    default long weight() {
        return 1;
    }

    /** How many containers are nested in it, itself included; 0 for a scalar. */
    default int depth() {
        return 0;
    }

    /** Python's {@code len}, or -1 where there is none. */
    default int length() {
        return -1;
    }

    /** A walk over the elements, or null if Python would not iterate it. */
    default @Nullable Iterator<Value> elements() {
        return null;
    }

    /** A walk over the elements from last to first, or null if Python has none. */
    default @Nullable Iterator<Value> reversed() {
        return null;
    }

    /** Whether the value can be a key of a dict. */
    default boolean hashable() {
        return true;
    }

    /** {@link #elements}, for where there must be some. */
    default Iterator<Value> iterate() {
        Iterator<Value> elements = elements();
        if (elements == null) {
            throw Failure.type("'" + typeName() + "' object is not iterable");
        }
        return elements;
    }
}
