package dev.rose.template;

import org.jspecify.annotations.Nullable;

/** The variables of running code: of the template itself, of one call of a macro, and so on. */
final class Activation {
    final Rendering rendering;

    /** That of the code around, whose variables this code can read. */
    final @Nullable Activation outer;

    /** By the numbers of {@link Layout}; null where nothing was assigned. */
    final @Nullable Value[] slots;

    Activation(Rendering rendering, @Nullable Activation outer, Layout layout) {
        this.rendering = rendering;
        this.outer = outer;
        this.slots = new Value[layout.size()];
    }
}
