package dev.rose.eval.judge;

/** Says of an answer what it is. Thread-safe. */
public interface Judge extends AutoCloseable {

    /** As verdicts carry it: {@code refusal}, {@code openai:URL#model}, {@code local:MODEL}. */
    String name();

    Rubric rubric();

    /** How many answers may be judged at a time; at least 1. */
    default int concurrency() {
        return 1;
    }

    /**
     * Judges an answer. What could not be had or read is {@code UNSCORED}, not an exception.
     *
     * @throws dev.rose.error.RoseException where no answer at all can be judged, for instance since
     *     a key is refused
     */
    Ruling judge(JudgedAnswer answer) throws InterruptedException;

    /** Lets go of what the judge holds. Idempotent. */
    @Override
    default void close() {}
}
