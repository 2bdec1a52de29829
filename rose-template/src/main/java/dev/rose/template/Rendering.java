package dev.rose.template;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One render: its variables, the place it is at, and what it may still spend. */
final class Rendering {
    /** Nesting of running code beyond which a template is taken to recurse without end. */
    private static final int MAX_DEPTH = 900;

    /** Steps that each value of the context brings, and each 16 characters of its texts. */
    private static final long STEPS_PER_WEIGHT = 64;

    /** The offset in the source of what is being done. */
    int at;

    private final Map<String, Value> variables;
    private final RenderOptions options;
    private final Map<String, Value> exported = new HashMap<>();
    private @Nullable LocalDateTime now;
    private long steps;
    private int depth;

    Rendering(Map<String, Value> variables, RenderOptions options) {
        this.variables = variables;
        this.options = options;
        this.now = options.now();
        long weight = variables.values().stream().mapToLong(Value::weight).sum();
        this.steps =
                options.maxSteps()
                        + Math.min(STEPS_PER_WEIGHT * weight, Long.MAX_VALUE - options.maxSteps());
    }

    /** A variable of the context or a global of the language, or null. */
    @Nullable Value resolve(String name) {
        Value value = exported.get(name);
        if (value == null) {
            value = variables.get(name);
        }
        return value != null ? value : Globals.get(name);
    }

    /** Makes a variable that was set at the top known to blocks. */
    void export(String name, @Nullable Value value) {
        if (value != null) {
            exported.put(name, value);
        }
    }

    /** Does something while some more variables are known. */
    void withVariables(Map<String, Value> more, Runnable action) {
        Map<String, Value> before = new HashMap<>(exported);
        exported.putAll(more);
        action.run();
        exported.clear();
        exported.putAll(before);
    }

    /** The time of this render; the same whenever it is asked. */
    LocalDateTime now() {
        LocalDateTime time = now;
        if (time == null) {
            time = LocalDateTime.now(java.time.ZoneId.systemDefault());
            now = time;
        }
        return time;
    }

    void step() {
        if (--steps < 0) {
            throw tooManySteps();
        }
    }

    /** Pays for work in proportion to the size of what it walks over. */
    void charge(long work) {
        steps -= work;
        if (steps < 0) {
            throw tooManySteps();
        }
    }

    private Failure tooManySteps() {
        return Failure.limit(
                "the template takes more than "
                        + options.maxSteps()
                        + " steps besides those for its context");
    }

    /** Pays for characters added to a text, and refuses one that gets too long. */
    void chargeText(long length, long added) {
        if (length + added > options.maxText()) {
            throw Failure.limit(
                    "the template builds a text of more than " + options.maxText() + " characters");
        }
        charge(added >> 3);
    }

    /** Enters code that nests the given number of levels. */
    void enter(int levels) {
        depth += levels;
        if (depth > MAX_DEPTH) {
            throw Failure.limit("macros or loops call each other without end");
        }
    }

    void leave(int levels) {
        depth -= levels;
    }
}
