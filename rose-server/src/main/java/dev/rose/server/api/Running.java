package dev.rose.server.api;

import dev.rose.engine.Generation;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one request while they are made, and what ends them from outside. Thread-safe.
 * Ending cancels each answer, which is over within one step, and wakes the threads that wait for
 * something else.
 */
final class Running {
    private final Set<Generation> generations = new HashSet<>();
    private @Nullable Ending ending;
    private final Set<Thread> waiting = new HashSet<>();

    /** Ends the answers, unless they were ended before. */
    synchronized void end(Ending why) {
        if (ending == null) {
            ending = why;
            generations.forEach(Generation::cancel);
            waiting.forEach(Thread::interrupt);
        }
    }

    synchronized @Nullable Ending ending() {
        return ending;
    }

    /** As {@code rose.ended} has it; null where the answers end by themselves. */
    @Nullable String label() {
        var why = ending();
        return why == null ? null : why.label();
    }

    /** Begins an answer. */
    Generation begin(Supplier<Generation> start) {
        var generation = start.get();
        synchronized (this) {
            generations.add(generation);
            if (ending != null) {
                generation.cancel();
            }
        }
        return generation;
    }

    synchronized void leave(Generation generation) {
        generations.remove(generation);
    }

    /**
     * Waits for something on this thread; {@link #end} interrupts that.
     *
     * @throws EndedEarly where the answers were ended first
     */
    <T> T await(Callable<T> what) throws EndedEarly {
        synchronized (this) {
            requireGoingOn();
            waiting.add(Thread.currentThread());
        }
        try {
            return what.call();
        } catch (InterruptedException e) {
            throw new EndedEarly(this);
        } catch (RuntimeException e) {
            requireGoingOn();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            synchronized (this) {
                waiting.remove(Thread.currentThread());
                // An interruption that came too late is for nobody else.
                Thread.interrupted();
            }
        }
    }

    private synchronized void requireGoingOn() {
        if (ending != null) {
            throw new EndedEarly(this);
        }
    }
}
