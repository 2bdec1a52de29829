package dev.rose.engine.plan;

/** How the streams of running answers share the machine. */
public enum Way {
    /**
     * Positive streams in one context on one half of the cores, reverse streams in another on the
     * rest.
     */
    SPLIT("side by side"),
    /** All streams as rows of one decode on all cores. */
    JOINT("in one decode");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /** For people, as the end of a sentence: "side by side", "in one decode". */
    public String title() {
        return title;
    }
}
