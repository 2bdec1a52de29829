package dev.rose.server.models;

import dev.rose.Rose;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.server.error.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The models of a server. Each is opened when it is first asked for and stays open for as long as
 * the memory suffices: where another needs room, those that were used least recently are closed,
 * never one that is leased. Thread-safe.
 *
 * <p>However many ask for a model that is not open, it is opened once, by a thread of the pool. A
 * failure goes to each of those who wait; whoever asks after that makes it try again.
 */
public final class ModelPool implements AutoCloseable {
    private final Map<String, Pooled> byName = new LinkedHashMap<>();
    private final String defaultName;
    private final Limits limits;
    private final ModelOpener opener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock, as all fields of Pooled are.
    private long reserved;
    private long uses;
    private boolean wasReady;
    private boolean closed;

    /**
     * Bounds of a pool.
     *
     * @param bytes memory of all models that are open, as {@link ModelOpener#bytes} has it
     * @param patience how long a request waits for a model to be opened, and one that is to be
     *     opened for room
     */
    public record Limits(long bytes, Duration patience) {
        public Limits {
            if (bytes < 1 || patience.isNegative()) {
                throw new IllegalArgumentException(
                        "bytes must be positive and patience not negative: %d, %s"
                                .formatted(bytes, patience));
            }
        }
    }

    /** A model that is open now, to be looked at; it may be closed at any time. */
    public record Open(String name, Rose rose) {}

    private static final class Pooled {
        final String model;
        long bytes;
        int leases;
        long lastUse;
        @Nullable Rose rose;
        @Nullable Load load;

        Pooled(String model) {
            this.model = model;
        }
    }

    /** One attempt to open a model. */
    private static final class Load {
        boolean done;
        @Nullable Throwable failure;
    }

    /**
     * A model that stays open until this is closed.
     *
     * <p>Closing is idempotent, and due even where the answer failed.
     */
    public final class Lease implements AutoCloseable {
        private final String name;
        private final Rose rose;
        private final Pooled pooled;
        private boolean returned;

        private Lease(String name, Rose rose, Pooled pooled) {
            this.name = name;
            this.rose = rose;
            this.pooled = pooled;
        }

        /** The name that was asked for, or that of the default model. */
        public String name() {
            return name;
        }

        public Rose rose() {
            return rose;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!returned) {
                    returned = true;
                    pooled.leases--;
                    pooled.lastUse = ++uses;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * @param models not empty, the default one first
     * @throws RoseException with kind {@code INVALID_REQUEST} for two of one name
     */
    public ModelPool(List<ServedModel> models, Limits limits, ModelOpener opener) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("there are no models");
        }
        var byModel = new LinkedHashMap<String, Pooled>();
        for (var served : models) {
            var pooled = byModel.computeIfAbsent(served.model(), Pooled::new);
            if (byName.putIfAbsent(served.name(), pooled) != null) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "two models are named '%s'; give one another name: NAME=%s"
                                .formatted(served.name(), served.model()));
            }
        }
        this.defaultName = models.getFirst().name();
        this.limits = limits;
        this.opener = opener;
    }

    /** What requests may call the models, the default one first. */
    public List<String> models() {
        return List.copyOf(byName.keySet());
    }

    /** The model of requests that name none. */
    public String defaultModel() {
        return defaultName;
    }

    /** Whether the default model has yet to be opened for the first time. */
    public boolean isLoading() {
        lock.lock();
        try {
            return !wasReady;
        } finally {
            lock.unlock();
        }
    }

    /** The models that are open, each under the first of its names. */
    public List<Open> open() {
        lock.lock();
        try {
            var open = new LinkedHashMap<Pooled, Open>();
            byName.forEach((name, pooled) -> {
                if (pooled.rose != null) {
                    open.putIfAbsent(pooled, new Open(name, pooled.rose));
                }
            });
            return List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens the default model, however long that takes.
     *
     * @throws RoseException as {@link ModelOpener#open}
     * @throws InterruptedException while it waits; the model is opened nevertheless
     */
    public void start() throws InterruptedException {
        acquire(defaultName, Long.MAX_VALUE).close();
    }

    /**
     * Gives a model, opening it where it is not open.
     *
     * @param name one of {@link #models}; null for the default one
     * @throws ApiException 404 for another name; 503 where it is not open in time or the pool is
     *     closed
     * @throws RoseException as {@link ModelOpener#open}; with kind {@code OUT_OF_MEMORY} for a
     *     model that never has room, {@code BUSY} where those in use left none in time
     */
    public Lease acquire(@Nullable String name) {
        try {
            return acquire(name == null ? defaultName : name, limits.patience().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("interrupted", "the request was ended while it waited");
        }
    }

    private Lease acquire(String name, long patience) throws InterruptedException {
        var pooled = byName.get(name);
        if (pooled == null) {
            throw ApiException.notFound(
                    "model",
                    "model_not_found",
                    "there is no model '%s' here; there is %s"
                            .formatted(name, String.join(", ", byName.keySet())));
        }
        lock.lockInterruptibly();
        try {
            var left = patience;
            while (true) {
                if (closed) {
                    throw ApiException.unavailable("stopping", "the server is stopping");
                }
                var rose = pooled.rose;
                if (rose != null) {
                    pooled.leases++;
                    pooled.lastUse = ++uses;
                    return new Lease(name, rose, pooled);
                }
                left = await(load(pooled), name, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an attempt that may go on long after the wait; gives the patience that is left. */
    private long await(Load load, String name, long patience) throws InterruptedException {
        var left = patience;
        while (!load.done) {
            if (left <= 0) {
                throw ApiException.unavailable(
                        "model_loading",
                        "the model '%s' is still being loaded; ask again later".formatted(name));
            }
            left = changed.awaitNanos(left);
        }
        switch (load.failure) {
            case null -> {}
            case ApiException failure -> throw failure;
            // One for each who waits: the trace is that of the request.
            case RoseException failure ->
                    throw new RoseException(failure.kind(), failure.getMessage(), failure);
            case Throwable failure -> throw new IllegalStateException(failure);
        }
        return left;
    }

    /** The attempt that runs, or a new one. */
    private Load load(Pooled pooled) {
        var running = pooled.load;
        if (running != null) {
            return running;
        }
        var load = new Load();
        pooled.load = load;
        Thread.ofPlatform().name("rose-model-opening").daemon().start(() -> run(load, pooled));
        return load;
    }

    private void run(Load load, Pooled pooled) {
        Rose opened = null;
        Throwable failure = null;
        try {
            reserve(opener.bytes(pooled.model), pooled);
            opened = opener.open(pooled.model);
        } catch (InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
        lock.lock();
        try {
            load.done = true;
            load.failure = failure;
            pooled.load = null;
            if (opened == null) {
                release(pooled);
            } else if (!closed) {
                pooled.rose = opened;
                pooled.lastUse = ++uses;
                wasReady |= byName.get(defaultName) == pooled;
                opened = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (opened != null) {
            opened.close(); // the pool was closed meanwhile
        }
    }

    /** Keeps room for a model, closing others for it. */
    private void reserve(long bytes, Pooled pooled) throws InterruptedException {
        if (bytes > limits.bytes()) {
            throw new RoseException(
                    Kind.OUT_OF_MEMORY,
                    "the model needs %d MiB, and the models have %d MiB; raise --model-memory"
                            .formatted(bytes >> 20, limits.bytes() >> 20));
        }
        var left = limits.patience().toNanos();
        while (true) {
            Rose victim;
            lock.lockInterruptibly();
            try {
                victim = closed || fits(bytes) ? null : evict();
                if (victim == null) {
                    if (closed || fits(bytes)) {
                        pooled.bytes = bytes;
                        reserved += bytes;
                        return;
                    }
                    if (left <= 0) {
                        throw new RoseException(
                                Kind.BUSY,
                                "the models in use leave no room for another; ask again later");
                    }
                    left = changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
            if (victim != null) {
                victim.close();
            }
        }
    }

    private boolean fits(long bytes) {
        return reserved + bytes <= limits.bytes();
    }

    /** The least recently used model that nobody leases, taken out to be closed; null for none. */
    private @Nullable Rose evict() {
        var idle =
                byName.values().stream()
                        .filter(pooled -> pooled.rose != null && pooled.leases == 0)
                        .min(Comparator.comparingLong(pooled -> pooled.lastUse));
        return idle.map(
                        pooled -> {
                            release(pooled);
                            return takeOut(pooled);
                        })
                .orElse(null);
    }

    private static @Nullable Rose takeOut(Pooled pooled) {
        var rose = pooled.rose;
        pooled.rose = null;
        return rose;
    }

    private void release(Pooled pooled) {
        reserved -= pooled.bytes;
        pooled.bytes = 0;
        changed.signalAll();
    }

    /**
     * Closes all models; answers that run keep what they need. One that is being opened is closed
     * as soon as it is open. Idempotent.
     */
    @Override
    public void close() {
        var open = new ArrayList<Rose>();
        lock.lock();
        try {
            closed = true;
            for (var pooled : byName.values()) {
                var rose = takeOut(pooled);
                if (rose != null) {
                    open.add(rose);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        open.forEach(Rose::close);
    }
}
