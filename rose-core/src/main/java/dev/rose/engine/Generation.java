package dev.rose.engine;

import java.util.Iterator;

/**
 * A running answer, pulled: each {@link #next} does what is needed for one more event, on the
 * caller's thread. {@link #cancel} may come from any thread; the rest belongs to one.
 */
public interface Generation extends Iterator<GenerationEvent>, AutoCloseable {

    /** Ends the answer at the next step; what was held back comes out, then {@code Finished}. */
    void cancel();

    /** Pulls to the end and gives the result. */
    default GenerationResult result() {
        GenerationEvent last = null;
        while (hasNext()) {
            last = next();
        }
        if (last instanceof GenerationEvent.Finished(var result)) {
            return result;
        }
        throw new IllegalStateException("the generation was pulled to its end before");
    }

    /** Frees the sequences; an answer that has not ended is dropped. Idempotent. */
    @Override
    void close();
}
