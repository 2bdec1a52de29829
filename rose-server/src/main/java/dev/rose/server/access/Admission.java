package dev.rose.server.access;

import static java.util.Objects.requireNonNull;

import dev.rose.server.error.ApiException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The door: so many requests run at a time, so many wait, and all others are turned away at once.
 * Callers take turns: one with many waiting requests delays its own, not those of others. Safe for
 * any number of threads.
 */
public final class Admission {
    private static final int MOST_SECONDS = 120;

    /** Share of the newest request in the mean of their times. */
    private static final double NEWEST = 0.2;

    private static final double NANOS_A_SECOND = 1e9;

    private final int slots;
    private final int queue;
    private final long patienceNanos;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final FairQueue<Pass> waiting = new FairQueue<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private int running;
    private long admitted;
    private long refused;
    private double meanSeconds;
    private boolean draining;

    /**
     * Opens the door.
     *
     * @param slots requests that run at a time, at least 1
     * @param queue requests that wait at a time, at least 0
     * @param patience how long a request may wait
     */
    public Admission(int slots, int queue, Duration patience) {
        this(slots, queue, patience, System::nanoTime);
    }

    Admission(int slots, int queue, Duration patience, LongSupplier nanos) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1, not " + slots);
        }
        if (queue < 0) {
            throw new IllegalArgumentException("queue must be at least 0, not " + queue);
        }
        this.slots = slots;
        this.queue = queue;
        this.patienceNanos = patience.toNanos();
        this.nanos = nanos;
    }

    /**
     * Takes a slot, or a place in the queue where none is free; never waits.
     *
     * @return to be closed on every path; it may not have a slot yet: {@link Pass#await}
     * @throws ApiException 429 if the queue is full or a limit of the caller's is reached; 503
     *     while draining
     */
    public Pass join(Caller caller) {
        lock.lock();
        try {
            var now = nanos.getAsLong();
            var account = account(caller, now);
            try {
                requireOpen();
                account.require(caller.limits(), seconds(meanSeconds), now);
                makeRoom(caller);
            } catch (ApiException e) {
                refused++;
                forget(caller, account);
                throw e;
            }
            account.begin(now);
            var pass = new Pass(caller, account, now);
            if (running < slots) {
                admit(pass, now);
            } else {
                waiting.add(caller.name(), pass);
            }
            return pass;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts a request that needs no slot.
     *
     * @throws ApiException 429 if the caller's limit of requests a minute is reached
     */
    public void count(Caller caller) {
        lock.lock();
        try {
            var now = nanos.getAsLong();
            var account = account(caller, now);
            try {
                account.requireRequest(caller.limits(), now);
            } catch (ApiException e) {
                refused++;
                throw e;
            }
            account.request(now);
            forget(caller, account);
        } finally {
            lock.unlock();
        }
    }

    private Account account(Caller caller, long now) {
        return accounts.computeIfAbsent(caller.name(), name -> new Account(caller.limits(), now));
    }

    /**
     * {@link #join}, and waits for the slot.
     *
     * @throws ApiException as {@code join} and {@link Pass#await}
     */
    public Pass enter(Caller caller) throws InterruptedException {
        var pass = join(caller);
        var entered = false;
        try {
            while (!pass.await(Duration.ofNanos(patienceNanos))) {
                // ends by its patience at the latest
            }
            entered = true;
            return pass;
        } finally {
            if (!entered) {
                pass.close();
            }
        }
    }

    /** From now on turns all away with 503, those that wait included; running ones go on. */
    public void drain() {
        lock.lock();
        try {
            draining = true;
            for (var pass = waiting.poll(); pass != null; pass = waiting.poll()) {
                pass.turnAway(stopping());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing runs or waits; false where it still does after {@code longest}. */
    public boolean awaitIdle(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            var left = longest.toNanos();
            while (running > 0 || waiting.size() > 0) {
                if (left <= 0) {
                    return false;
                }
                left = idle.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    public AdmissionStats stats() {
        lock.lock();
        try {
            return new AdmissionStats(slots, queue, running, waiting.size(), admitted, refused);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (draining) {
            throw stopping();
        }
    }

    private static ApiException stopping() {
        return ApiException.unavailable("stopping", "the server is stopping; ask another", 1);
    }

    /** A place for one more, if need be that of a caller who has more than its share. */
    private void makeRoom(Caller caller) {
        if (running < slots || waiting.size() < queue) {
            return;
        }
        var last = waiting.pollForRoom(caller.name());
        if (last == null) {
            throw full();
        }
        last.turnAway(full());
    }

    private ApiException full() {
        var seconds = seconds(meanSeconds * (waiting.size() + 1) / slots);
        return ApiException.tooMany(
                "queue_full",
                ("%d requests are running and %d waiting, which is all there is room for;"
                                + " ask again in %d s")
                        .formatted(running, waiting.size(), seconds),
                seconds);
    }

    private static int seconds(double estimate) {
        return (int) Math.clamp(Math.ceil(estimate), 1, MOST_SECONDS);
    }

    private void admit(Pass pass, long now) {
        running++;
        admitted++;
        pass.start(now);
    }

    private void forget(Caller caller, Account account) {
        if (account.isFresh()) {
            accounts.remove(caller.name(), account);
        }
    }

    private void admitNext() {
        while (running < slots) {
            var next = waiting.poll();
            if (next == null) {
                break;
            }
            admit(next, nanos.getAsLong());
        }
        if (running == 0 && waiting.size() == 0) {
            idle.signalAll();
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        REFUSED,
        CLOSED
    }

    /** A request's place in the queue, then its slot. */
    public final class Pass implements AutoCloseable {
        private final Caller caller;
        private final Account account;
        private final long joined;
        private final Condition changed = lock.newCondition();
        private State state = State.WAITING;
        private @Nullable ApiException refusal;
        private long started;

        private Pass(Caller caller, Account account, long joined) {
            this.caller = caller;
            this.account = account;
            this.joined = joined;
        }

        public Caller caller() {
            return caller;
        }

        /**
         * Waits for the slot.
         *
         * @param longest how long; between two calls the caller can see whether its client is still
         *     there, and close this where it is not
         * @return whether it has the slot
         * @throws ApiException 503 if the server is stopping or it has waited too long; 429 if its
         *     place went to a caller who had fewer
         * @throws CancellationException if it was closed meanwhile
         */
        public boolean await(Duration longest) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                var end = nanos.getAsLong() + longest.toNanos();
                while (true) {
                    switch (state) {
                        case RUNNING -> {
                            return true;
                        }
                        case REFUSED -> throw requireNonNull(refusal);
                        case CLOSED -> throw new CancellationException("the request was given up");
                        case WAITING -> {
                            var now = nanos.getAsLong();
                            var patience = joined + patienceNanos - now;
                            if (patience <= 0) {
                                waiting.remove(caller.name(), this);
                                turnAway(waitedTooLong());
                            } else if (end - now <= 0) {
                                return false;
                            } else {
                                changed.awaitNanos(Math.min(patience, end - now));
                            }
                        }
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        /** How long it waited for its slot, or has waited so far. */
        public Duration waited() {
            lock.lock();
            try {
                var until = state == State.WAITING ? nanos.getAsLong() : started;
                return Duration.ofNanos(until - joined);
            } finally {
                lock.unlock();
            }
        }

        /** Counts tokens that the request has read and written against its caller's limit. */
        public void used(int tokens) {
            lock.lock();
            try {
                account.use(tokens, nanos.getAsLong());
            } finally {
                lock.unlock();
            }
        }

        /** Leaves the queue or frees the slot for the next; a second time does nothing. */
        @Override
        public void close() {
            lock.lock();
            try {
                var before = state;
                state = State.CLOSED;
                switch (before) {
                    case WAITING -> {
                        waiting.remove(caller.name(), this);
                        started = nanos.getAsLong();
                        leave();
                    }
                    case RUNNING -> {
                        running--;
                        var seconds = (nanos.getAsLong() - started) / NANOS_A_SECOND;
                        meanSeconds =
                                meanSeconds == 0
                                        ? seconds
                                        : (1 - NEWEST) * meanSeconds + NEWEST * seconds;
                        leave();
                    }
                    case REFUSED, CLOSED -> {
                        // has left before
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        private void start(long now) {
            state = State.RUNNING;
            started = now;
            changed.signalAll();
        }

        /** Is out of the queue already. */
        private void turnAway(ApiException why) {
            state = State.REFUSED;
            started = nanos.getAsLong();
            refusal = why;
            refused++;
            leave();
        }

        private void leave() {
            account.end();
            forget(caller, account);
            changed.signalAll();
            admitNext();
        }

        private ApiException waitedTooLong() {
            return ApiException.unavailable(
                    "queue_timeout",
                    "the request has waited %d s for a slot, which is the limit; ask again later"
                            .formatted(Duration.ofNanos(patienceNanos).toSeconds()),
                    seconds(meanSeconds * (waiting.size() + 1) / slots));
        }
    }
}
