package dev.rose.eval.answering;

import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes answers in the order of the run, whatever order they come in. So the file of a run that
 * was ended is the beginning of the whole run's. Thread-safe.
 */
final class AnswerWriter {
    private final RunFolder folder;
    private final EvaluationListener listener;
    private final int total;
    private final Map<Integer, RunAnswer> waiting = new HashMap<>();
    private int next;

    /**
     * @param done answers that the folder has
     * @param total that it will have
     */
    AnswerWriter(RunFolder folder, EvaluationListener listener, int done, int total) {
        this.folder = folder;
        this.listener = listener;
        this.next = done;
        this.total = total;
    }

    /**
     * Takes an answer, and writes it and those that waited for it when all before it are written.
     *
     * @param place of the answer in the run, from 0
     * @throws dev.rose.error.RoseException with kind {@code STORAGE} where it cannot be written; no
     *     later answer is written then
     */
    synchronized void put(int place, RunAnswer answer) {
        waiting.put(place, answer);
        var ready = waiting.get(next);
        while (ready != null) {
            folder.add(ready);
            waiting.remove(next);
            next++;
            listener.answered(ready, next, total);
            ready = waiting.get(next);
        }
    }

    /** Answers that are written, from the beginning of the run on. */
    synchronized int written() {
        return next;
    }
}
