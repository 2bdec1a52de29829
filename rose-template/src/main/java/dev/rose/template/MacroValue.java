package dev.rose.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a call block, together with the variables around it. */
final class MacroValue implements CallableValue {
    /** How much of the nesting that a render may have one call takes. */
    private static final int CALL_DEPTH = 4;

    /**
     * What is the same for all values of one macro.
     *
     * @param name null for the body of a call block
     * @param defaults those of the last parameters
     * @param slots of the parameters, then of {@code caller}, {@code kwargs} and {@code varargs} as
     *     far as the body reads them
     */
    record Definition(
            @Nullable String name,
            List<String> parameters,
            List<Code> defaults,
            int[] slots,
            boolean readsCaller,
            boolean readsKwargs,
            boolean readsVarargs,
            Layout layout,
            Entry entry,
            Step body) {}

    private final Definition definition;
    private final Activation closure;

    MacroValue(Definition definition, Activation closure) {
        this.definition = definition;
        this.closure = closure;
    }

    @Override
    public Str call(Rendering rendering, Arguments arguments) {
        rendering.step();
        Activation activation = new Activation(rendering, closure, definition.layout);
        bind(arguments, activation);
        definition.entry.enter(activation);
        defaults(activation);
        TextBuilder out = new TextBuilder(rendering);
        rendering.enter(CALL_DEPTH);
        definition.body.run(activation, out);
        rendering.leave(CALL_DEPTH);
        return out.toStr();
    }

    private void bind(Arguments arguments, Activation activation) {
        List<String> names = definition.parameters;
        List<Value> given = arguments.positional();
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        List<@Nullable Value> values = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            values.add(i < given.size() ? given.get(i) : named.remove(names.get(i)));
        }
        if (definition.readsCaller && !names.contains("caller")) {
            Value caller = named.remove("caller");
            values.add(
                    caller == null || caller == NoneValue.NONE
                            ? Undefined.because("No caller defined")
                            : caller);
        }
        if (definition.readsKwargs) {
            Map<Value, Value> rest = new LinkedHashMap<>();
            named.forEach((name, value) -> rest.put(Str.of(name), value));
            values.add(new DictValue(rest));
        } else if (!named.isEmpty()) {
            throw Failure.type(
                    "macro "
                            + shownName()
                            + " takes no keyword argument '"
                            + named.keySet().iterator().next()
                            + "'");
        }
        if (definition.readsVarargs) {
            values.add(
                    new TupleValue(
                            given.size() > names.size()
                                    ? List.copyOf(given.subList(names.size(), given.size()))
                                    : List.of()));
        } else if (given.size() > names.size()) {
            throw Failure.type(
                    "macro "
                            + shownName()
                            + " takes not more than "
                            + names.size()
                            + " argument(s)");
        }
        for (int i = 0; i < values.size(); i++) {
            activation.slots[definition.slots[i]] = values.get(i);
        }
    }

    private void defaults(Activation activation) {
        int first = definition.parameters.size() - definition.defaults.size();
        for (int i = 0; i < definition.parameters.size(); i++) {
            int slot = definition.slots[i];
            if (activation.slots[slot] == null) {
                activation.slots[slot] =
                        i < first
                                ? Undefined.because(
                                        "parameter '"
                                                + definition.parameters.get(i)
                                                + "' was not provided")
                                : definition.defaults.get(i - first).eval(activation);
            }
        }
    }

    private String shownName() {
        return definition.name == null ? "None" : "'" + definition.name + "'";
    }

    String shown() {
        return "<Macro " + (definition.name == null ? "anonymous" : shownName()) + ">";
    }

    @Nullable Value attribute(String name) {
        return switch (name) {
            case "name" -> definition.name == null ? NoneValue.NONE : Str.of(definition.name);
            case "arguments" ->
                    new TupleValue(definition.parameters.stream().<Value>map(Str::of).toList());
            case "catch_kwargs" -> BoolValue.of(definition.readsKwargs);
            case "catch_varargs" -> BoolValue.of(definition.readsVarargs);
            case "caller" -> BoolValue.of(definition.readsCaller);
            case "explicit_caller" -> BoolValue.of(definition.parameters.contains("caller"));
            default -> null;
        };
    }

    @Override
    public String typeName() {
        return "Macro";
    }
}
