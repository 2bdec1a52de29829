package dev.rose;

import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import dev.rose.model.ModelSession;

/** A generation that owns its session: closing it closes the session, failed or not. */
final class SessionGeneration implements Generation {
    private final ModelSession session;
    private final Generation generation;

    SessionGeneration(ModelSession session, Generation generation) {
        this.session = session;
        this.generation = generation;
    }

    @Override
    public boolean hasNext() {
        return generation.hasNext();
    }

    @Override
    public GenerationEvent next() {
        return generation.next();
    }

    @Override
    public void cancel() {
        generation.cancel();
    }

    @Override
    public void close() {
        try (session) {
            generation.close();
        }
    }
}
