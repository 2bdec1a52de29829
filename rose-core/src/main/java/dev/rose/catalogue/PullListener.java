package dev.rose.catalogue;

/** Hears of a pull's events, on the pulling thread; what it throws ends the pull. */
@FunctionalInterface
public interface PullListener {
    void on(PullEvent event);

    /** Hears nothing. */
    static PullListener silent() {
        return event -> {};
    }
}
