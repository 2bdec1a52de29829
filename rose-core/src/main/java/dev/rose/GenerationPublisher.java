package dev.rose;

import dev.rose.engine.Generation;
import dev.rose.engine.GenerationEvent;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of answers as they are asked for; a virtual thread for each subscriber pulls them. */
final class GenerationPublisher implements Flow.Publisher<GenerationEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationPublisher.class);

    private final Supplier<Generation> answers;

    /**
     * @param answers begins an answer
     */
    GenerationPublisher(Supplier<Generation> answers) {
        this.answers = answers;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super GenerationEvent> subscriber) {
        Objects.requireNonNull(subscriber, "there is no subscriber");
        var pulling = new Pulling(answers, subscriber);
        // One thread makes all signals, so that they come one after the other.
        Thread.ofVirtual().name("rose-publisher").start(pulling::run);
    }

    /** One subscriber and its answer. */
    private static final class Pulling implements Flow.Subscription {
        private final Supplier<Generation> answers;
        private final Flow.Subscriber<? super GenerationEvent> subscriber;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        // Under the lock.
        private long demand;
        private boolean cancelled;
        private @Nullable IllegalArgumentException badDemand;
        private @Nullable Generation running;

        Pulling(Supplier<Generation> answers, Flow.Subscriber<? super GenerationEvent> subscriber) {
            this.answers = answers;
            this.subscriber = subscriber;
        }

        // Any thread.

        @Override
        public void request(long n) {
            lock.lock();
            try {
                if (n <= 0) {
                    badDemand = new IllegalArgumentException("demand must be positive, not " + n);
                } else {
                    demand = demand > Long.MAX_VALUE - n ? Long.MAX_VALUE : demand + n;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                cancelled = true;
                if (running != null) {
                    running.cancel();
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        // The pulling thread.

        void run() {
            try {
                subscriber.onSubscribe(this);
                if (awaitDemand()) {
                    pull();
                }
            } catch (RuntimeException | Error e) {
                // Against the contract of subscribers; there is nobody left to tell.
                LOG.warn("a subscriber failed, its answer is dropped", e);
            }
        }

        private void pull() {
            Generation answer;
            try {
                answer = answers.get();
            } catch (RuntimeException | Error e) {
                subscriber.onError(e);
                return;
            }
            try (answer) {
                if (begin(answer)) {
                    while (awaitDemand() && signalNext(answer)) {}
                }
            }
        }

        private boolean begin(Generation answer) {
            lock.lock();
            try {
                running = answer;
                return !cancelled;
            } finally {
                lock.unlock();
            }
        }

        /** Whether there is something to be signalled; tells of a bad demand. */
        private boolean awaitDemand() {
            @Nullable IllegalArgumentException bad;
            lock.lock();
            try {
                while (demand == 0 && !cancelled && badDemand == null) {
                    changed.awaitUninterruptibly();
                }
                if (cancelled) {
                    return false;
                }
                bad = badDemand;
            } finally {
                lock.unlock();
            }
            if (bad != null) {
                subscriber.onError(bad);
                return false;
            }
            return true;
        }

        /** False after the last signal. */
        private boolean signalNext(Generation answer) {
            GenerationEvent event;
            try {
                event = answer.next();
            } catch (RuntimeException | Error e) {
                if (!isCancelled()) {
                    subscriber.onError(e);
                }
                return false;
            }
            if (!takeDemand()) {
                return false;
            }
            subscriber.onNext(event);
            if (event instanceof GenerationEvent.Finished) {
                if (!isCancelled()) {
                    subscriber.onComplete();
                }
                return false;
            }
            return true;
        }

        private boolean takeDemand() {
            lock.lock();
            try {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                return !cancelled;
            } finally {
                lock.unlock();
            }
        }

        private boolean isCancelled() {
            lock.lock();
            try {
                return cancelled;
            } finally {
                lock.unlock();
            }
        }
    }
}
