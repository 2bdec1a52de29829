package dev.rose.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters by name. */
final class Filters {
    /** A filter with its arguments as the template gave them. */
    @FunctionalInterface
    interface Filter {
        Value apply(Rendering rendering, Value subject, Arguments arguments);
    }

    /** A filter with its arguments in order, null for those left out. */
    @FunctionalInterface
    interface Body {
        Value apply(Rendering rendering, Value subject, @Nullable Value[] arguments);
    }

    private static final Map<String, Filter> ALL = new HashMap<>();

    /** Filters of Jinja that are left out: random, for HTML pages, or for debugging. */
    private static final Set<String> UNSUPPORTED =
            Set.of("pprint", "random", "striptags", "urlize", "wordwrap");

    static {
        TextFilters.define();
        SequenceFilters.define();
        SelectionFilters.define();
        ScalarFilters.define();
        for (String name : UNSUPPORTED) {
            ALL.put(
                    name,
                    (rendering, subject, arguments) -> {
                        throw Failure.render("the filter '" + name + "' is not supported");
                    });
        }
    }

    private Filters() {}

    static @Nullable Filter find(String name) {
        return ALL.get(name);
    }

    static void put(String name, Filter filter) {
        ALL.put(name, filter);
    }

    /** Defines a filter whose parameters are written as {@link Parameters#of} wants them. */
    static void put(String name, Body body, String... parameters) {
        Parameters taken = Parameters.of(name, parameters);
        ALL.put(
                name,
                (rendering, subject, arguments) ->
                        body.apply(rendering, subject, taken.bind(arguments)));
    }

    /** Applies the filter of a name that was computed. */
    static Filter named(Value name) {
        Filter filter = name instanceof Str text ? find(text.text) : null;
        if (filter == null) {
            throw Failure.render("No filter named " + Texts.shortRepr(name) + ".");
        }
        return filter;
    }
}
