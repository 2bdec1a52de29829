package dev.rose.template;

/** Gives the variables of a scope their first values, and forgets them at its end. */
final class Entry {
    /** The start of one variable. */
    @FunctionalInterface
    interface Action {
        void run(Activation activation);
    }

    private final Action[] actions;
    private final int[] slots;

    Entry(Action[] actions, int[] slots) {
        this.actions = actions;
        this.slots = slots;
    }

    void enter(Activation activation) {
        for (Action action : actions) {
            action.run(activation);
        }
    }

    void leave(Activation activation) {
        for (int slot : slots) {
            activation.slots[slot] = null;
        }
    }
}
