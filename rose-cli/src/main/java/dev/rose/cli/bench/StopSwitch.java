package dev.rose.cli.bench;

import dev.rose.engine.Generation;
import dev.rose.engine.GenerationResult;
import dev.rose.error.RoseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends what runs when the benchmark is to stop. Thread-safe. */
final class StopSwitch {
    private final Set<Generation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    void stop() {
        stopped = true;
        running.forEach(Generation::cancel);
    }

    /**
     * Goes on only where nobody wants to stop.
     *
     * @throws RoseException with kind {@code CANCELLED}
     */
    void check() {
        if (stopped) {
            throw new RoseException(
                    RoseException.Kind.CANCELLED, "the benchmark was stopped; start it again");
        }
    }

    /** The whole of an answer, which is closed; {@link #check} goes for it too. */
    GenerationResult result(Generation generation) {
        return results(List.of(generation)).getFirst();
    }

    /** The whole of answers that run side by side; all of them are closed, whatever happens. */
    List<GenerationResult> results(List<? extends Generation> generations) {
        running.addAll(generations);
        try {
            if (stopped) {
                generations.forEach(Generation::cancel);
            }
            var results = generations.stream().map(Generation::result).toList();
            check();
            return results;
        } finally {
            generations.forEach(generation -> {
                running.remove(generation);
                generation.close();
            });
        }
    }
}
