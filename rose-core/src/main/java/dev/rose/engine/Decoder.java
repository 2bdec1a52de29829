package dev.rose.engine;

import dev.rose.model.ModelSession;
import dev.rose.model.Vocabulary;

/** A way to decode. All ways give the tokens of the naive one. */
public interface Decoder {

    /** For people and reports: {@code naive}, {@code batched}. */
    String name();

    /**
     * Begins an answer over a session: sequence 0 becomes the positive stream, 1, 2, … the reverse
     * ones. They must be there and empty, and are empty again once the generation is closed. The
     * session stays the caller's; nothing is decoded before the first pull.
     *
     * @throws dev.rose.error.RoseException with kind {@code CONTEXT_EXCEEDED} where a prompt leaves
     *     no room for one token; the message says both numbers
     */
    Generation start(ModelSession session, Vocabulary vocabulary, GenerationRequest request);

    /** A pass for each stream and token: slow, and the truth. */
    static Decoder naive() {
        return new NaiveDecoder();
    }

    /** A pass for each token, with a row of every stream. */
    static Decoder batched() {
        return new BatchedDecoder();
    }
}
