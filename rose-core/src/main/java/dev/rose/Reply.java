package dev.rose;

import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import dev.rose.engine.GenerationResult;

/** A running answer of a {@link Conversation}. Close it when done. */
public final class Reply implements Generation {
    private final Generation generation;
    private final int droppedTurns;
    private final Keeper keeper;
    private final StringBuilder given = new StringBuilder();
    private boolean ended;

    /** Hears once how the answer ended. */
    interface Keeper {
        /** Keeps nothing. */
        Keeper NOBODY =
                new Keeper() {
                    @Override
                    public void finished(GenerationResult result) {}

                    @Override
                    public void left(String given) {}
                };

        void finished(GenerationResult result);

        /** Nobody pulls it further; {@code given} is the text until then. */
        void left(String given);
    }

    Reply(Generation generation, int droppedTurns, Keeper keeper) {
        this.generation = generation;
        this.droppedTurns = droppedTurns;
        this.keeper = keeper;
    }

    /** The oldest turns that were dropped to make room for this one. */
    public int droppedTurns() {
        return droppedTurns;
    }

    @Override
    public boolean hasNext() {
        return generation.hasNext();
    }

    @Override
    public GenerationEvent next() {
        GenerationEvent event;
        try {
            event = generation.next();
        } catch (RuntimeException | Error e) {
            fail();
            throw e;
        }
        switch (event) {
            case GenerationEvent.Text(var text, _) -> give(text);
            case GenerationEvent.Finished(var result) -> finish(result);
        }
        return event;
    }

    @Override
    public GenerationResult result() {
        GenerationResult result;
        try {
            result = generation.result();
        } catch (RuntimeException | Error e) {
            fail();
            throw e;
        }
        finish(result);
        return result;
    }

    private synchronized void give(String text) {
        given.append(text);
    }

    private synchronized void finish(GenerationResult result) {
        if (!ended) {
            ended = true;
            keeper.finished(result);
        }
    }

    private synchronized void fail() {
        if (!ended) {
            ended = true;
            keeper.left("");
        }
    }

    private synchronized void leave() {
        if (!ended) {
            ended = true;
            keeper.left(given.toString());
        }
    }

    @Override
    public void cancel() {
        generation.cancel();
    }

    @Override
    public void close() {
        try {
            generation.close();
        } finally {
            leave();
        }
    }
}
