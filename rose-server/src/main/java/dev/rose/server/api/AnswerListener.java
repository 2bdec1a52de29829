package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import java.io.IOException;
import java.util.List;

/** Hears of the answers of a request while they are made, of several at once. */
interface AnswerListener {
    /** Whether it wants to hear of text as it comes; where not, an answer costs less. */
    boolean hearsText();

    /**
     * An answer begins.
     *
     * @param scored as {@link Answered#scored}
     */
    void begun(Job job, List<TokenLogprobs> scored) throws IOException;

    void text(Job job, GenerationEvent.Text text) throws IOException;

    void ended(Answered answered) throws IOException;
}
