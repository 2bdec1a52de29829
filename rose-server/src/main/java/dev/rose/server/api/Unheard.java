package dev.rose.server.api;

import dev.rose.engine.GenerationEvent;
import dev.rose.method.TokenLogprobs;
import java.util.List;

/** For answers that are given when they are whole. */
record Unheard() implements AnswerListener {
    @Override
    public boolean hearsText() {
        return false;
    }

    @Override
    public void begun(Job job, List<TokenLogprobs> scored) {}

    @Override
    public void text(Job job, GenerationEvent.Text text) {}

    @Override
    public void ended(Answered answered) {}
}
