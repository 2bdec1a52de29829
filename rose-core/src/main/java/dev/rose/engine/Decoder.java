package dev.rose.engine;

/** A way to decode. All ways give the tokens of the naive one. */
public interface Decoder {

    /** For people and reports: {@code naive}, {@code batched}. */
    String name();

    /**
     * Begins an answer over a session, which must be empty and have {@code 1 + reverse.size()}
     * sequences; the session stays the caller's.
     *
     * @throws dev.rose.error.RoseException with kind {@code CONTEXT_EXCEEDED} where a prompt leaves
     *     no room for one token; the message says both numbers
     */
    Generation start(
            dev.rose.model.ModelSession session,
            dev.rose.model.Vocabulary vocabulary,
            GenerationRequest request);
}
