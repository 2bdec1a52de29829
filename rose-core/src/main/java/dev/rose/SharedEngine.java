package dev.rose;

import dev.rose.catalogue.RoseHome;
import dev.rose.engine.Engine;
import dev.rose.engine.EngineOptions;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.EngineStats;
import dev.rose.engine.Generation;
import dev.rose.engine.PendingScoring;
import dev.rose.engine.ScoringRequest;
import dev.rose.engine.plan.CostCurve;
import dev.rose.engine.plan.CostStore;
import dev.rose.engine.prefix.PrefixStore;
import dev.rose.model.LanguageModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine that all answers of a {@link Rose} share: made for the first of them, and made anew,
 * larger, for one that does not fit. What decodes cost and what is cached is kept from one to the
 * next.
 */
final class SharedEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEngine.class);
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_ANSWER = Duration.ofDays(1);
    private static final int WITHOUT_BOUND = Integer.MAX_VALUE / 2;
    private static final long STORED_BYTES = 512L << 20;

    private final LanguageModel model;
    private final Size size;
    private final Supplier<Storage> storages;
    private @Nullable Storage storage;
    private volatile @Nullable Engine engine;
    private @Nullable CostCurve curve;
    private boolean prepared;
    private boolean closed;

    /**
     * What the engines have in common.
     *
     * @param mostContext tokens that a stream may ever hold
     * @param draftModel closed with this; null for none
     */
    record Size(int mostContext, int threads, int slots, @Nullable LanguageModel draftModel) {}

    /**
     * Where caches and costs are kept between processes.
     *
     * @param costsKey tells apart what costs are of
     */
    record Storage(Optional<PrefixStore> prefixes, Optional<CostStore> costs, String costsKey) {

        /** Nowhere. */
        static Storage none() {
            return new Storage(Optional.empty(), Optional.empty(), "");
        }

        /** In a folder of Rose's home. */
        static Storage in(RoseHome home, LanguageModel model, int threads) {
            var key =
                    "%s, %d of %d threads, %s %s"
                            .formatted(
                                    model.fingerprint(),
                                    threads,
                                    Runtime.getRuntime().availableProcessors(),
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch"));
            return new Storage(
                    Optional.of(
                            new PrefixStore(home.prefixes(), model.fingerprint(), STORED_BYTES)),
                    Optional.of(new CostStore(home.costs())),
                    key);
        }
    }

    /**
     * @param storages asked for the storage when the first engine is made
     */
    SharedEngine(LanguageModel model, Size size, Supplier<Storage> storages) {
        this.model = model;
        this.size = size;
        this.storages = storages;
    }

    /**
     * Begins an answer.
     *
     * @param context tokens that each stream needs room for
     * @param beginnings of the prompts that will return in others
     */
    synchronized Generation submit(EngineRequest request, int context, List<int[]> beginnings) {
        return fitting(context, request.streams() - 1, beginnings).submit(request);
    }

    /** Begins a scoring, likewise. */
    synchronized PendingScoring begin(ScoringRequest request, int context, List<int[]> beginnings) {
        return fitting(context, request.reverse().size(), beginnings).begin(request);
    }

    /** How many answers are computed at a time. */
    int slots() {
        return size.slots();
    }

    /** The engine, made larger where it has to be. */
    private Engine fitting(int context, int reverse, List<int[]> beginnings) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        var current = engine;
        if (current == null || (!prepared && isTooSmall(current, context, reverse))) {
            current = larger(current, context, reverse);
            engine = current;
            current.pin(beginnings, storage().prefixes());
        }
        return current;
    }

    private static boolean isTooSmall(Engine engine, int context, int reverse) {
        return engine.options().contextLength() < context
                || engine.options().reverseStreams() < reverse;
    }

    /**
     * Makes the engine at a size that it keeps.
     *
     * @param beginnings of prompts that will return
     */
    synchronized void prepare(int context, int reverse, List<int[]> beginnings) {
        if (closed || prepared) {
            throw new IllegalStateException(
                    closed ? "the model is closed" : "the engine was prepared before");
        }
        var current = engine;
        if (current == null || isTooSmall(current, context, reverse)) {
            current = larger(current, context, reverse);
            engine = current;
        }
        current.pinApart(beginnings, storage().prefixes());
        current.measurePlainCost();
        prepared = true;
        measureBeside(current, storage());
    }

    /** Makes contexts and learns what decodes cost while nothing else is to be done. */
    private static void measureBeside(Engine engine, Storage storage) {
        Thread.ofVirtual()
                .name("rose-costs")
                .start(() -> {
                    engine.openContexts();
                    if (engine.measureUnknownCosts()) {
                        storage.costs().ifPresent(s -> s.keep(storage.costsKey(), engine.curve()));
                    }
                });
    }

    /** Of the present engine. */
    EngineStats stats() {
        var current = engine;
        return current == null ? EngineStats.none() : current.stats();
    }

    private Storage storage() {
        var known = storage;
        if (known == null) {
            known = storages.get();
            storage = known;
        }
        return known;
    }

    private Engine larger(@Nullable Engine before, int context, int reverse) {
        int needed = context;
        int streams = reverse;
        if (before != null) {
            needed = Math.max(needed, Math.min(size.mostContext(), grown(before, context)));
            streams = Math.max(streams, before.options().reverseStreams());
            curve = before.curve();
        }
        var options =
                EngineOptions.of(needed)
                        .withSlots(size.slots())
                        .withQueue(WITHOUT_BOUND)
                        .withReverseStreams(streams)
                        .withThreads(size.threads())
                        .withDraftModel(size.draftModel());
        var known = curve;
        if (known == null) {
            known =
                    storage()
                            .costs()
                            .flatMap(store -> store.find(storage().costsKey()))
                            .orElseGet(CostCurve::new);
        }
        curve = known.copy();
        var larger = Engine.open(model, options, known);
        if (before != null) {
            larger.inherit(before, SHORT_WAIT);
            retire(before);
        }
        return larger;
    }

    /** Twice as long as before where that was too short, so that few lengths are ever needed. */
    private static int grown(Engine before, int context) {
        int length = before.options().contextLength();
        return context > length ? 2 * length : length;
    }

    /** Lets an engine's answers end, without waiting for them where that takes long. */
    private void retire(Engine before) {
        if (drained(before, SHORT_WAIT)) {
            before.close();
            return;
        }
        Thread.ofPlatform()
                .name("rose-engine-retirement")
                .daemon()
                .start(() -> {
                    drained(before, LONGEST_ANSWER);
                    before.close();
                });
    }

    private static boolean drained(Engine engine, Duration most) {
        try {
            return engine.drain(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Answers that run keep what they need. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        var last = engine;
        engine = null;
        if (last != null) {
            if (LOG.isDebugEnabled()) {
                last.plan().forEach(LOG::debug);
                LOG.debug("{}", last.stats());
            }
            storage().costs().ifPresent(store -> store.keep(storage().costsKey(), last.curve()));
            retire(last);
        }
        var draft = size.draftModel();
        if (draft != null) {
            draft.close();
        }
    }
}
