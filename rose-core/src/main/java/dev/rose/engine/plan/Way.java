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

    /**
     * How many of an answer's streams are in one context, in the fuller one where there are two.
     */
    public int streamsInFullerLane(int streams) {
        return switch (this) {
            case SPLIT -> Math.max(1, streams - 1);
            case JOINT -> streams;
        };
    }

    /** For people, as the end of a sentence: "side by side", "in one decode". */
    public String title() {
        return title;
    }
}
