package dev.rose.model;

/** What a toy's sequences can forget, as real models' memories differ. */
public enum ToyMemory {
    /** Any sequence can be cut at any length. */
    FULL,
    /** What was decoded can be cut again; what came from a state or a file is cut whole or not. */
    WINDOW,
    /** A sequence stays as it is or goes whole, also where a decode of it fails. */
    RECURRENT
}
