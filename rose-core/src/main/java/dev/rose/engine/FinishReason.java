package dev.rose.engine;

/** Why an answer ended. */
public enum FinishReason {
    /** An end-of-generation token, or a stop text. */
    STOP,
    /** The limit of tokens, or the end of the context. */
    LENGTH,
    /** The caller ended it. */
    CANCELLED
}
