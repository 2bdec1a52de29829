package dev.rose.cli;

/** One thing to answer, or what stands in its place. */
sealed interface Prompt {

    /** Its place in the input, from 1. */
    int line();

    /** A question. */
    record Question(int line, String text) implements Prompt {}

    /**
     * A line of the input that is none.
     *
     * @param problem on one line
     */
    record Bad(int line, String problem) implements Prompt {}
}
