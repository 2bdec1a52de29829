package dev.rose.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template knows. */
final class Globals {
    private static final Parameters RANGE =
            Parameters.positional("range", "start", "stop?", "step?");
    private static final Parameters JOINER = Parameters.of("joiner", "sep?");
    private static final Parameters RAISE = Parameters.of("raise_exception", "message");
    private static final Parameters STRFTIME = Parameters.of("strftime_now", "format");
    private static final Map<String, Value> ALL = new HashMap<>();

    static {
        define("range", (rendering, arguments) -> range(RANGE.bind(arguments)));
        define("dict", (rendering, arguments) -> new DictValue(entries(arguments, rendering)));
        define(
                "namespace",
                (rendering, arguments) -> new NamespaceValue(entries(arguments, rendering)));
        define(
                "cycler",
                (rendering, arguments) -> {
                    if (!arguments.named().isEmpty()) {
                        throw Failure.type("cycler() takes no named arguments");
                    }
                    return new CyclerValue(List.copyOf(arguments.positional()));
                });
        define(
                "joiner",
                (rendering, arguments) -> {
                    Value separator = JOINER.bind(arguments)[0];
                    return new JoinerValue(separator == null ? Str.of(", ") : separator);
                });
        define(
                "raise_exception",
                (rendering, arguments) -> {
                    Value message = StringMethods.required(RAISE.bind(arguments)[0]);
                    throw Failure.raised(Texts.str(message, rendering).text);
                });
        define(
                "strftime_now",
                (rendering, arguments) -> {
                    Str format = StringMethods.string(STRFTIME.bind(arguments)[0]);
                    rendering.charge(format.weight() << 4);
                    return Str.of(TimeFormat.format(format.text, rendering.now()));
                });
        define(
                "lipsum",
                (rendering, arguments) -> {
                    throw Failure.render("lipsum() is not supported: it gives random text");
                });
    }

    private Globals() {}

    private static void define(String name, FunctionValue.Body body) {
        ALL.put(name, new FunctionValue(name, body));
    }

    static @Nullable Value get(String name) {
        return ALL.get(name);
    }

    private static RangeValue range(@Nullable Value[] given) {
        long first = bound(StringMethods.required(given[0]));
        Value stop = given[1];
        Value step = given[2];
        return stop == null
                ? new RangeValue(0, first, 1)
                : new RangeValue(first, bound(stop), step == null ? 1 : bound(step));
    }

    private static long bound(Value value) {
        StringMethods.integer(value);
        IntValue number = Numbers.integer(value);
        if (number == null || !number.fitsLong()) {
            throw Failure.overflow("Python int too large for a range");
        }
        return number.longValue();
    }

    /** What Python's {@code dict(…)} makes of its arguments. */
    private static Map<Value, Value> entries(Arguments arguments, Rendering rendering) {
        Map<Value, Value> entries = new LinkedHashMap<>();
        if (arguments.positional().size() > 1) {
            throw Failure.type("dict expected at most 1 argument");
        }
        for (Value source : arguments.positional()) {
            if (source instanceof Undefined undefined) {
                throw undefined.failure();
            }
            if (source instanceof DictValue dict) {
                rendering.charge(dict.entries.size());
                entries.putAll(dict.entries);
            } else {
                pairs(source.iterate(), entries, rendering);
            }
        }
        arguments.named().forEach((name, value) -> entries.put(Str.of(name), value));
        return entries;
    }

    private static void pairs(
            Iterator<Value> pairs, Map<Value, Value> entries, Rendering rendering) {
        while (pairs.hasNext()) {
            rendering.step();
            List<Value> pair = new ArrayList<>();
            Iterator<Value> parts = pairs.next().iterate();
            while (parts.hasNext() && pair.size() < 3) {
                pair.add(parts.next());
            }
            if (pair.size() != 2) {
                throw Failure.value("dict update sequence needs pairs");
            }
            entries.put(DictValue.checkedKey(pair.get(0)), pair.get(1));
        }
    }
}
