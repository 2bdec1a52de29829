package dev.rose.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which slot of an {@link Activation} holds which variable. */
final class Layout {
    private final @Nullable Layout outer;
    private final Map<String, Integer> slots = new HashMap<>();

    Layout(@Nullable Layout outer) {
        this.outer = outer;
    }

    /**
     * Where a variable is.
     *
     * @param hops how many activations outwards
     */
    record Place(int hops, int slot) {
        @Nullable Value get(Activation activation) {
            return holder(activation).slots[slot];
        }

        void set(Activation activation, @Nullable Value value) {
            holder(activation).slots[slot] = value;
        }

        private Activation holder(Activation activation) {
            Activation holder = activation;
            for (int i = 0; i < hops; i++) {
                Activation next = holder.outer;
                if (next == null) {
                    throw new IllegalStateException("no activation " + hops + " levels outwards");
                }
                holder = next;
            }
            return holder;
        }
    }

    /** The slot of a variable that lives here; the same each time. */
    int declare(String variable) {
        Integer slot = slots.get(variable);
        if (slot == null) {
            slot = slots.size();
            slots.put(variable, slot);
        }
        return slot;
    }

    int size() {
        return slots.size();
    }

    @Nullable Place find(String variable) {
        int hops = 0;
        for (Layout layout = this; layout != null; layout = layout.outer) {
            Integer slot = layout.slots.get(variable);
            if (slot != null) {
                return new Place(hops, slot);
            }
            hops++;
        }
        return null;
    }
}
