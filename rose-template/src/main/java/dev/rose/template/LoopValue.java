package dev.rose.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}: where a loop is, and for a recursive one the way down. */
final class LoopValue implements CallableValue {
    /** Renders the body of a recursive loop for other elements. */
    @FunctionalInterface
    interface Descent {
        Str into(Value elements, int depth);
    }

    private final Value iterated;
    private final int depth;
    private final @Nullable Descent descent;
    private Iterator<Value> rest;
    private int index = -1;
    private int length = -1;
    private @Nullable Value before;
    private @Nullable Value current;
    private @Nullable Value after;
    private @Nullable Value lastChanged;

    /**
     * A loop before its first element.
     *
     * @param elements the elements of {@code iterated} that the loop keeps
     * @param depth how many loops it was called from
     */
    LoopValue(Value iterated, Iterator<Value> elements, int depth, @Nullable Descent descent) {
        this.iterated = iterated;
        this.rest = elements;
        this.depth = depth;
        this.descent = descent;
    }

    /** The next element, or null at the end. */
    @Nullable Value advance() {
        Value next = peek();
        after = null;
        if (next != null) {
            index++;
            before = current;
            current = next;
        }
        return next;
    }

    private @Nullable Value peek() {
        if (after == null && rest.hasNext()) {
            after = rest.next();
        }
        return after;
    }

    @Override
    public int length() {
        if (length < 0) {
            length = iterated.length();
        }
        if (length < 0) {
            List<Value> items = new ArrayList<>();
            rest.forEachRemaining(items::add);
            rest = items.iterator();
            length = items.size() + index + 1 + (after == null ? 0 : 1);
        }
        return length;
    }

    @Nullable Value attribute(String name) {
        return switch (name) {
            case "index" -> IntValue.of(index + 1L);
            case "index0" -> IntValue.of(index);
            case "revindex" -> IntValue.of((long) length() - index);
            case "revindex0" -> IntValue.of((long) length() - index - 1);
            case "first" -> BoolValue.of(index == 0);
            case "last" -> BoolValue.of(peek() == null);
            case "length" -> IntValue.of(length());
            case "depth" -> IntValue.of(depth + 1L);
            case "depth0" -> IntValue.of(depth);
            case "previtem" ->
                    before == null || index == 0
                            ? Undefined.because("there is no previous item")
                            : before;
            case "nextitem" -> {
                Value next = peek();
                yield next == null ? Undefined.because("there is no next item") : next;
            }
            case "cycle" -> new FunctionValue(name, (rendering, arguments) -> cycle(arguments));
            case "changed" ->
                    new FunctionValue(
                            name, (rendering, arguments) -> changed(arguments, rendering));
            default -> null;
        };
    }

    private Value cycle(Arguments arguments) {
        List<Value> items = arguments.positional();
        if (items.isEmpty() || !arguments.named().isEmpty()) {
            throw Failure.type("no items for cycling given");
        }
        return items.get(Math.floorMod(index, items.size()));
    }

    private Value changed(Arguments arguments, Rendering rendering) {
        Value given = new TupleValue(List.copyOf(arguments.positional()));
        if (lastChanged != null && Operators.equal(lastChanged, given, rendering)) {
            return BoolValue.FALSE;
        }
        lastChanged = given;
        return BoolValue.TRUE;
    }

    @Override
    public Value call(Rendering rendering, Arguments arguments) {
        if (descent == null) {
            throw Failure.type(
                    "The loop must have the 'recursive' marker to be called recursively.");
        }
        if (arguments.positional().size() != 1 || !arguments.named().isEmpty()) {
            throw Failure.type("loop() takes the elements to go into");
        }
        return descent.into(arguments.positional().getFirst(), depth + 1);
    }

    String shown() {
        return (index + 1) + "/" + length();
    }

    @Override
    public boolean truth() {
        return length() > 0;
    }

    @Override
    public String typeName() {
        return "LoopContext";
    }

    /** As Python: the same walk, whose elements are pairs of an element and the loop. */
    @Override
    public Iterator<Value> elements() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return peek() != null;
            }

            @Override
            public Value next() {
                Value next = advance();
                if (next == null) {
                    throw new java.util.NoSuchElementException();
                }
                return TupleValue.of(next, LoopValue.this);
            }
        };
    }
}
