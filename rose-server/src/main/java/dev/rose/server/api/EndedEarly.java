package dev.rose.server.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request that was ended from outside before it had an answer. */
final class EndedEarly extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final @Nullable Ending ending;

    EndedEarly(Running running) {
        super("ended before it began: " + running.label());
        this.ending = running.ending();
    }

    @Nullable Ending ending() {
        return ending;
    }
}
