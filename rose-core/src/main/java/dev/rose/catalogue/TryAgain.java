package dev.rose.catalogue;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server's answer after which another attempt may help. */
final class TryAgain extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration pause;

    TryAgain(String reason) {
        this(reason, null);
    }

    /**
     * @param pause what the server asked for; null if it did not
     */
    TryAgain(String reason, @Nullable Duration pause) {
        super(reason);
        this.pause = pause;
    }

    @Nullable Duration pause() {
        return pause;
    }
}
