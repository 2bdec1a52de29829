package dev.rose.eval.summary;

/** Whether an answer counts. */
public enum Outcome {
    YES,
    NO,
    /** There is no answer, no readable verdict, or the item is not of the kind in question. */
    UNKNOWN;

    static Outcome of(boolean counts) {
        return counts ? YES : NO;
    }
}
