package dev.rose;

/** How an answer is decoded. Every choice gives the same tokens. */
public enum DecoderChoice {
    /** The engine, in whatever way costs least here; answers share it. */
    AUTO("engine"),
    /**
     * The engine in fixed shapes, without guesses, caches or rows of other answers: equal to the
     * bit for the same request on the same machine, alone or under load.
     */
    DETERMINISTIC("deterministic"),
    /** A pass for each stream and token: slow, and what the others are measured against. */
    NAIVE("naive"),
    /** All streams in one pass. */
    BATCHED("batched");

    private final String title;

    DecoderChoice(String title) {
        this.title = title;
    }

    /**
     * For people and reports: {@code engine}, {@code deterministic}, {@code naive}, {@code
     * batched}.
     */
    public String title() {
        return title;
    }
}
