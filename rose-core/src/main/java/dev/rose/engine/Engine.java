package dev.rose.engine;

import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.Way;
import dev.rose.engine.prefix.PrefixStore;
import dev.rose.error.RoseException;
import dev.rose.model.LanguageModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Answers requests, as many at a time as there are slots, at the least cost that the machine
 * allows: streams side by side on the cores or as rows of one decode, prompts that were seen before
 * from a cache, tokens that can be guessed checked several at a time. Whatever it does, the tokens
 * are those of the naive decoder.
 *
 * <p>Thread-safe. One thread of its own runs every decode; callers pull events from channels and
 * are never called back.
 *
 * <pre>{@code
 * try (var engine = Engine.open(model, EngineOptions.of(2048));
 *         var generation = engine.submit(EngineRequest.of(request))) {
 *     while (generation.hasNext()) {
 *         if (generation.next() instanceof GenerationEvent.Text(var text, _)) {
 *             System.out.print(text);
 *         }
 *     }
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofSeconds(1);

    /** Of measuring, apart from each other: a machine can be busy for a second. */
    private static final int ROUNDS = 2;

    private final LanguageModel model;
    private final EngineOptions options;
    private final EngineLoop loop;
    private final Semaphore places;

    private Engine(LanguageModel model, EngineOptions options, CostCurve curve) {
        this.model = model;
        this.options = options;
        this.places = new Semaphore(options.slots() + options.queue());
        this.loop = new EngineLoop(model, options, curve, places::release);
        loop.start();
    }

    /** Opens an engine over a model, which stays the caller's and must stay open. */
    public static Engine open(LanguageModel model, EngineOptions options) {
        return open(model, options, new CostCurve());
    }

    /**
     * Opens an engine that knows what decodes cost.
     *
     * @param curve of this model on this machine; belongs to the engine from now on
     */
    public static Engine open(LanguageModel model, EngineOptions options, CostCurve curve) {
        return new Engine(model, options, curve);
    }

    public EngineOptions options() {
        return options;
    }

    /**
     * Asks for an answer. It begins at once or waits for a slot, in the order of asking.
     *
     * @throws RoseException with kind {@code CONTEXT_EXCEEDED} where a prompt does not fit, {@code
     *     BUSY} where the queue is full, {@code INVALID_REQUEST} for more reverse streams than the
     *     engine has
     * @throws IllegalStateException after {@link #close}
     */
    public Generation submit(EngineRequest request) {
        return submit(request, (positive, reverse) -> {});
    }

    /**
     * Scores the first token after prompts, as many at a time as there are slots; what they share
     * is computed once. Waits for all of them.
     *
     * @return in the order of the requests
     * @throws RoseException as {@link #submit}, and what a request failed with; the others are
     *     given up then
     */
    public List<Scoring> score(List<ScoringRequest> requests) {
        return new ScoringQueue(options.slots(), this::begin).all(requests);
    }

    /**
     * Asks for the scores of the first token after a prompt; failures as those of {@link #submit}.
     */
    public PendingScoring begin(ScoringRequest request) {
        var reader = new CandidateReader(request, model.vocabulary());
        var generation = GenerationRequest.greedy(request.prompt(), request.reverse(), 1);
        return new PendingScoring(
                submit(new EngineRequest(generation, false, request.scope()), reader), reader);
    }

    private Generation submit(EngineRequest request, Streams.RowReader witness) {
        if (request.streams() - 1 > options.reverseStreams()) {
            throw new RoseException(
                    RoseException.Kind.INVALID_REQUEST,
                    "the request has %d reverse streams, the engine takes %d"
                            .formatted(request.streams() - 1, options.reverseStreams()));
        }
        // Rows of another answer's decodes would be in a deterministic one.
        var generation =
                request.deterministic()
                        ? request.generation().withBeginning(Beginning.NONE)
                        : request.generation();
        var answer = new Answer(generation, model.vocabulary(), options.contextLength(), witness);
        if (!places.tryAcquire()) {
            throw new RoseException(
                    RoseException.Kind.BUSY,
                    "%d answers run and %d requests wait; ask again later"
                            .formatted(options.slots(), options.queue()));
        }
        try {
            return loop.submit(request, answer);
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /**
     * Computes the caches of prompts' beginnings that will return, or loads them from disk, and
     * keeps them for as long as the engine is open. Waits for running answers.
     *
     * @param prefixes tokens of each, none empty
     * @param store where they are kept between processes, if anywhere
     */
    public void pin(List<int[]> prefixes, Optional<PrefixStore> store) {
        loop.whileIdle(steps -> {
            steps.pin(prefixes, store);
            return prefixes.size();
        });
    }

    /**
     * {@link #pin}, without the contexts of answers: these take their time to be made, and {@link
     * #openContexts} makes them.
     */
    public void pinApart(List<int[]> prefixes, Optional<PrefixStore> store) {
        loop.whileIdle(steps -> {
            steps.pinApart(prefixes, store);
            return prefixes.size();
        });
    }

    /**
     * Makes the contexts that the first answer will need, so that it need not; nothing happens
     * where an answer runs or the engine is closed.
     */
    public void openContexts() {
        try {
            loop.whileIdle(
                    steps -> {
                        steps.openContexts();
                        return true;
                    },
                    SHORT_WAIT);
        } catch (IllegalStateException closed) {
            // Then none is needed.
        }
    }

    /**
     * Takes over what another engine of the same model remembers: cached prompts, and texts to
     * guess from. Called before this engine answers anything.
     *
     * @param most to wait for the other's answers to end
     * @return whether they ended in time; nothing is taken over where they did not
     */
    public boolean inherit(Engine before, Duration most) {
        var released = before.loop.whileIdle(EngineSteps::releaseMemories, most);
        released.ifPresent(memories ->
                loop.whileIdle(steps -> {
                    steps.adoptMemories(memories);
                    return memories.size();
                }));
        return released.isPresent();
    }

    /**
     * Times decodes of 1 to 64 rows, in some seconds, and plans by them from now on. Waits for
     * running answers.
     *
     * @return the curve, which goes on learning and belongs to the engine
     */
    public CostCurve measureCosts() {
        return loop.whileIdle(EngineSteps::measure);
    }

    /**
     * Times decodes of 1 to 64 rows that are not known yet, one at a time whenever nothing runs, so
     * that answers are held up by a moment at most. Returns when all are known, and early where the
     * engine is closed or the thread is interrupted.
     *
     * @return whether anything was measured and nothing is left
     */
    public boolean measureUnknownCosts() {
        var unknown = new ArrayList<StepPoint>();
        var known = curve();
        for (var way : options.ways()) {
            CostMeasurement.points()
                    .filter(rows -> !known.points(way).containsKey(rows))
                    .forEach(rows -> unknown.add(new StepPoint(way, rows)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (var point : unknown) {
                if (!measured(point)) {
                    return false;
                }
            }
        }
        return !unknown.isEmpty();
    }

    /** Measures a point as soon as nothing runs; false where that will not be. */
    private boolean measured(StepPoint point) {
        try {
            while (loop.whileIdle(steps -> steps.measure(point.way(), point.rows()), SHORT_WAIT)
                    .isEmpty()) {
                Thread.sleep(LATER);
            }
            return !Thread.currentThread().isInterrupted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    private record StepPoint(Way way, int rows) {}

    /** Times the decode of one row by itself, where that is not known yet, and waits for it. */
    public void measurePlainCost() {
        if (curve().knownMs(Way.JOINT, 1).isEmpty()) {
            loop.whileIdle(steps -> steps.measure(Way.JOINT, 1));
        }
    }

    /** What decodes cost, as far as it is known: a copy, as of the last time that nothing ran. */
    public CostCurve curve() {
        return loop.curve();
    }

    /**
     * What decodes cost here and what the planner makes of it, in whole sentences for people. Waits
     * for running answers.
     */
    public List<String> plan() {
        return loop.whileIdle(EngineSteps::plan);
    }

    /**
     * The shapes of the steps since this was last called, with their median times. Waits for
     * running answers.
     */
    public List<StepShape> takeStepShapes() {
        return loop.whileIdle(EngineSteps::takeShapes);
    }

    /** What the engine has done so far, as of its last step. */
    public EngineStats stats() {
        return loop.stats();
    }

    /**
     * Takes no more requests and waits for those it has.
     *
     * @return whether all of them ended within {@code most}
     */
    public boolean drain(Duration most) throws InterruptedException {
        return loop.drain(most);
    }

    /** Cancels what runs and waits, and frees the contexts. Idempotent. */
    @Override
    public void close() {
        loop.close();
    }
}
