package dev.rose.eval.judge;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.eval.run.Verdict;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Goes over the answers of a run with a judge, as many at a time as it takes, and writes the
 * verdicts in the order of the answers; those that failed before come last. Ended at any moment, it
 * goes on where it was the next time.
 */
public final class Judging {
    /**
     * Failures without a success between them that end a judging: nobody is there. So do refusals
     * of so many items at its beginning: it is the request that is wrong, and not what is in it.
     * The answers to one item are refused alike, since its question is in all these requests.
     */
    private static final int HOPELESS = 10;

    /** Answers that are read ahead of a slow one, for each that is judged at a time. */
    private static final int AHEAD = 4;

    private final RunFolder run;
    private final Judge judge;
    private final JudgingListener listener;
    private final int before;
    private final int total;
    private int done;
    private int failed;
    private int failedInRow;
    private int refused;
    private final Set<RunItem.Key> refusedItems = new HashSet<>();

    /**
     * What a judging came to.
     *
     * @param judged answers that got a verdict now, those below included
     * @param failed answers of which the judge could not be asked; they are asked for again the
     *     next time
     * @param before answers that had a verdict of this judge before
     */
    public record Outcome(int judged, int failed, int before) {}

    private Judging(RunFolder run, Judge judge, JudgingListener listener, JudgingWork.Found found) {
        this.run = run;
        this.judge = judge;
        this.listener = listener;
        this.before = found.before();
        this.total = found.open().size();
    }

    /** {@link #judge(RunFolder, Judge, JudgingScope, JudgingListener)} of all there is. */
    public static Outcome judge(RunFolder run, Judge judge, JudgingListener listener)
            throws InterruptedException {
        return judge(run, judge, JudgingScope.all(), listener);
    }

    /**
     * Judges what this judge has not judged yet by its rubric.
     *
     * @param judge stays open
     * @throws RoseException with kind {@code INVALID_REQUEST} where nothing in the run is for this
     *     rubric, or where the judge refuses all that it is asked first; {@code BUSY} where another
     *     writes to the run; {@code DOWNLOAD_FAILED} where the judge answers nothing at all, {@code
     *     STORAGE} where verdicts cannot be written; what was written stays
     * @throws InterruptedException likewise
     */
    public static Outcome judge(
            RunFolder run, Judge judge, JudgingScope scope, JudgingListener listener)
            throws InterruptedException {
        // Before anything is asked for that could not be written.
        run.claim();
        var found = JudgingWork.of(run, judge, scope);
        var judging = new Judging(run, judge, listener, found);
        judging.work(found.open().iterator());
        return new Outcome(judging.done, judging.failed, found.before());
    }

    private void work(Iterator<JudgedAnswer> answers) throws InterruptedException {
        int window = AHEAD * judge.concurrency();
        var permits = new Semaphore(judge.concurrency());
        var running = new ArrayDeque<Running>();
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            while (answers.hasNext() || !running.isEmpty()) {
                while (answers.hasNext() && running.size() < window) {
                    running.add(start(executor, permits, answers.next()));
                }
                write(running);
            }
        } finally {
            // Interrupts what runs: after a failure its verdicts would be lost anyway.
            executor.shutdownNow();
            executor.close();
        }
    }

    private record Running(JudgedAnswer answer, Future<Ruling> ruling) {}

    private Running start(ExecutorService executor, Semaphore permits, JudgedAnswer answer) {
        return new Running(
                answer,
                executor.submit(() -> {
                    permits.acquire();
                    try {
                        return judge.judge(answer);
                    } finally {
                        permits.release();
                    }
                }));
    }

    /** Waits for the first one. */
    private void write(Queue<Running> running) throws InterruptedException {
        var first = running.remove();
        Ruling ruling;
        try {
            ruling = first.ruling.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
        var verdict = verdict(first.answer, ruling);
        run.add(verdict);
        done++;
        count(first.answer, ruling);
        listener.judged(verdict, done, total);
        requireHope(ruling);
    }

    private void count(JudgedAnswer answer, Ruling ruling) {
        if (!ruling.isFailed()) {
            failedInRow = 0;
            return;
        }
        failed++;
        if (ruling.isRefused()) {
            refused++;
            refusedItems.add(answer.item().key());
        } else {
            failedInRow++;
        }
    }

    private void requireHope(Ruling last) {
        if (failedInRow >= HOPELESS) {
            throw new RoseException(
                    Kind.DOWNLOAD_FAILED,
                    "%s failed %d times in a row (%s); see that it runs and takes the key, then start the same command again"
                            .formatted(judge.name(), failedInRow, last.why()));
        }
        // Where it judged others before, these may be the ones that it never wants.
        if (before == 0 && refused == done && refusedItems.size() == HOPELESS) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s refused all of the first %d answers, to %d different questions (%s); check the name of the model, and that it takes temperature and max_tokens"
                            .formatted(judge.name(), done, refusedItems.size(), last.why()));
        }
    }

    private Verdict verdict(JudgedAnswer answer, Ruling ruling) {
        return new Verdict(
                answer.item().benchmark(),
                answer.item().item().id(),
                answer.arm(),
                judge.name(),
                judge.rubric().name(),
                ruling.label(),
                ruling.score(),
                answer.against(),
                ruling.note());
    }

    private static RuntimeException failure(ExecutionException e) throws InterruptedException {
        return switch (e.getCause()) {
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException failure -> failure;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
