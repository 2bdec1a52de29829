package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import java.io.IOException;

/** Hears of the answers of a request while they are made, of several at once. */
interface AnswerListener {
    void begun(Job job) throws IOException;

    void text(Job job, GenerationEvent.Text text) throws IOException;

    void ended(Answered answered) throws IOException;
}
