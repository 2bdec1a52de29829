package dev.rose.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a function takes, and the matching of a call's arguments with it. */
final class Parameters {
    private static final @Nullable Value[] NOTHING = {};

    private final String function;
    private final List<String> names;
    private final int required;
    private final boolean byName;

    private Parameters(String function, List<String> names, int required, boolean byName) {
        this.function = function;
        this.names = names;
        this.required = required;
        this.byName = byName;
    }

    /**
     * Parameters that can be given by position or by name.
     *
     * @param names in order; those that may be left out end with a question mark and come last
     */
    static Parameters of(String function, String... names) {
        return make(function, true, names);
    }

    /** Parameters that Python takes by position only. */
    static Parameters positional(String function, String... names) {
        return make(function, false, names);
    }

    private static Parameters make(String function, boolean byName, String... names) {
        int required = 0;
        String[] plain = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            boolean optional = names[i].endsWith("?");
            plain[i] = optional ? names[i].substring(0, names[i].length() - 1) : names[i];
            required += optional ? 0 : 1;
        }
        return new Parameters(function, List.of(plain), required, byName);
    }

    /** The values in the order of the parameters, null for those left out. */
    @Nullable Value[] bind(Arguments arguments) {
        if (names.isEmpty() && arguments.isEmpty()) {
            return NOTHING;
        }
        List<Value> given = arguments.positional();
        if (given.size() > names.size()) {
            throw Failure.type(
                    function
                            + "() takes at most "
                            + names.size()
                            + " arguments, "
                            + given.size()
                            + " given");
        }
        @Nullable Value[] values = new Value[names.size()];
        for (int i = 0; i < given.size(); i++) {
            values[i] = given.get(i);
        }
        for (Map.Entry<String, Value> named : arguments.named().entrySet()) {
            int index = byName ? names.indexOf(named.getKey()) : -1;
            if (index < 0) {
                throw Failure.type(
                        function
                                + "() takes no argument named '"
                                + named.getKey()
                                + "'"
                                + (byName ? "; it has " + names : ""));
            }
            if (values[index] != null) {
                throw Failure.type(
                        function + "() got two values for argument '" + named.getKey() + "'");
            }
            values[index] = named.getValue();
        }
        for (int i = 0; i < required; i++) {
            if (values[i] == null) {
                throw Failure.type(function + "() misses its argument '" + names.get(i) + "'");
            }
        }
        return values;
    }
}
