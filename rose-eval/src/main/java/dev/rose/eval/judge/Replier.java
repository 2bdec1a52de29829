package dev.rose.eval.judge;

/** A model that is asked for a verdict. Thread-safe. */
interface Replier extends AutoCloseable {

    /** What comes back. */
    sealed interface Reply {
        /** A text in which a verdict may be. */
        record Text(String text) implements Reply {}

        /** A verdict that was not written but measured. */
        record Measured(Ruling ruling) implements Reply {}

        /** Nothing, in spite of all attempts; in words. */
        record Failed(String why) implements Reply {}

        /** Nothing, since this prompt is not wanted; others may be. In words. */
        record Refused(String why) implements Reply {}
    }

    /**
     * Asks once, with as many attempts as that takes.
     *
     * @param prompt the rubric's, filled
     */
    Reply ask(Rubric rubric, String prompt) throws InterruptedException;

    @Override
    void close();
}
