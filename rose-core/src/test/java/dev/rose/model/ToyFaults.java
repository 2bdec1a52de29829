package dev.rose.model;

/** Decides which operations of a toy fail. Asked from several threads. */
@FunctionalInterface
public interface ToyFaults {

    /** What can fail. */
    enum Operation {
        OPEN_SESSION,
        DECODE,
        COPY_STATE,
        SET_STATE,
        SAVE
    }

    ToyFaults NONE = operation -> false;

    boolean fails(Operation operation);
}
