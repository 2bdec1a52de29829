package dev.rose;

import dev.rose.engine.Decoder;

/** How an answer is decoded. Every choice gives the same tokens. */
public enum DecoderChoice {
    /** The fastest one: at present the batched decoder. */
    AUTO,
    /** A pass for each stream and token: slow, and what the others are measured against. */
    NAIVE,
    /** All streams in one pass. */
    BATCHED;

    /** The decoder that this choice comes to. */
    public Decoder decoder() {
        return switch (this) {
            case NAIVE -> Decoder.naive();
            case AUTO, BATCHED -> Decoder.batched();
        };
    }
}
