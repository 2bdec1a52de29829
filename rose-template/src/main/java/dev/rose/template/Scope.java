package dev.rose.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A scope while it is compiled.
 *
 * @param symbols its names
 * @param layout where their values are
 * @param top whether what it assigns is known to the template's blocks
 * @param soft whether it is directly in an {@code if}, where unknown filters and tests are no error
 *     until they are used
 * @param inLoop whether {@code break} and {@code continue} have a loop to end
 */
record Scope(Symbols symbols, Layout layout, boolean top, boolean soft, boolean inLoop) {
    static Scope root() {
        return new Scope(new Symbols(null), new Layout(null), true, false, false);
    }

    /** A scope inside of this one that runs as part of the same code. */
    Scope inner() {
        return new Scope(new Symbols(symbols), layout, false, false, inLoop);
    }

    /** A scope inside of this one that runs when it is called. */
    Scope function() {
        return new Scope(new Symbols(symbols), new Layout(layout), false, false, false);
    }

    Scope softened() {
        return new Scope(symbols, layout, top, true, inLoop);
    }

    Scope asLoop() {
        return new Scope(symbols, layout, top, soft, true);
    }

    /** Where the variable is that a name means here. */
    Layout.Place place(String name, int at) {
        String variable = symbols.find(name);
        Layout.Place place = variable == null ? null : layout.find(variable);
        if (place == null) {
            throw new SyntaxFailure("the variable '" + name + "' is not known at this place", at);
        }
        return place;
    }

    /** What entering the scope does to its variables. */
    Entry entry() {
        List<Entry.Action> actions = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        for (Map.Entry<String, Symbols.Load> load : symbols.loads().entrySet()) {
            int slot = layout.declare(load.getKey());
            slots.add(slot);
            String source = load.getValue().source();
            switch (load.getValue().start()) {
                case PARAMETER -> {}
                case CONTEXT ->
                        actions.add(activation ->
                                activation.slots[slot] = activation.rendering.resolve(source));
                case OUTER -> {
                    Layout.Place outer = layout.find(source);
                    if (outer == null) {
                        throw new IllegalStateException("no place for variable " + source);
                    }
                    actions.add(activation -> activation.slots[slot] = outer.get(activation));
                }
                case NOTHING -> actions.add(activation -> activation.slots[slot] = null);
            }
        }
        return new Entry(
                actions.toArray(Entry.Action[]::new),
                slots.stream().mapToInt(Integer::intValue).toArray());
    }
}
