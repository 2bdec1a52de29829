package dev.rose.template;

import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The filters that map and select: generators, which do nothing until they are walked. */
final class SelectionFilters {
    private SelectionFilters() {}

    static void define() {
        Filters.put("map", SelectionFilters::map);
        Filters.put("select", (r, value, a) -> select(r, value, a, true, false));
        Filters.put("reject", (r, value, a) -> select(r, value, a, false, false));
        Filters.put("selectattr", (r, value, a) -> select(r, value, a, true, true));
        Filters.put("rejectattr", (r, value, a) -> select(r, value, a, false, true));
    }

    private static Value map(Rendering rendering, Value value, Arguments arguments) {
        return generator(value, () -> mapping(rendering, arguments));
    }

    /**
     * A generator that looks at its arguments only when it starts, and only if there is a value.
     */
    private static Value generator(
            Value value, java.util.function.Supplier<Function<Value, @Nullable Value>> prepare) {
        return new IteratorValue(
                "generator",
                new Iterator<>() {
                    private @Nullable Iterator<Value> elements;

                    private Iterator<Value> started() {
                        Iterator<Value> running = elements;
                        if (running == null) {
                            running =
                                    value.truth()
                                            ? new LazyIterator(value::iterate, prepare.get())
                                            : Collections.emptyIterator();
                            elements = running;
                        }
                        return running;
                    }

                    @Override
                    public boolean hasNext() {
                        return started().hasNext();
                    }

                    @Override
                    public Value next() {
                        return started().next();
                    }
                });
    }

    private static Function<Value, @Nullable Value> mapping(
            Rendering rendering, Arguments arguments) {
        if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
            Map<String, Value> others = new HashMap<>(arguments.named());
            ElementKey key =
                    ElementKey.of(others.remove("attribute"), others.remove("default"), false);
            if (!others.isEmpty()) {
                throw Failure.render(
                        "Unexpected keyword argument '" + others.keySet().iterator().next() + "'");
            }
            return element -> {
                rendering.step();
                return key.in(element, rendering);
            };
        }
        if (arguments.positional().isEmpty()) {
            throw Failure.render("map requires a filter argument");
        }
        Filters.Filter filter = Filters.named(arguments.positional().getFirst());
        Arguments rest = arguments.from(1);
        return element -> {
            rendering.step();
            return filter.apply(rendering, element, rest);
        };
    }

    private static Value select(
            Rendering rendering,
            Value value,
            Arguments arguments,
            boolean wanted,
            boolean byAttribute) {
        return generator(
                value,
                () -> {
                    Predicate<Value> test = test(rendering, arguments, byAttribute);
                    return element -> {
                        rendering.step();
                        return test.test(element) == wanted ? element : null;
                    };
                });
    }

    private static Predicate<Value> test(
            Rendering rendering, Arguments arguments, boolean byAttribute) {
        int used = byAttribute ? 1 : 0;
        if (arguments.positional().size() < used) {
            throw Failure.render("Missing parameter for attribute name");
        }
        ElementKey key =
                ElementKey.of(byAttribute ? arguments.positional().getFirst() : null, null, false);
        if (arguments.positional().size() == used) {
            return element -> key.in(element, rendering).truth();
        }
        Value name = arguments.positional().get(used);
        Tests.Test test = name instanceof Str text ? Tests.find(text.text) : null;
        if (test == null) {
            throw Failure.render("No test named " + Texts.shortRepr(name) + ".");
        }
        Arguments rest = arguments.from(used + 1);
        return element -> test.holds(rendering, key.in(element, rendering), rest);
    }
}
