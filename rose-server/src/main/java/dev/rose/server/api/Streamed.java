package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import java.io.IOException;
import java.util.List;

/** Sends answers as they are made. */
record Streamed(SseWriter events, AnswerShape shape) implements AnswerListener {
    @Override
    public boolean hearsText() {
        return true;
    }

    @Override
    public void begun(Job job, List<TokenLogprobs> scored) throws IOException {
        var event = shape.begun(job, scored);
        if (event != null) {
            events.send(event);
        }
    }

    @Override
    public void text(Job job, GenerationEvent.Text text) throws IOException {
        events.send(shape.text(job, text));
    }

    @Override
    public void ended(Answered answered) throws IOException {
        events.send(shape.ended(answered));
    }
}
