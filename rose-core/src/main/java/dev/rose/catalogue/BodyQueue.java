package dev.rose.catalogue;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, taken piece by piece, each awaited for a bounded time. The JDK's own
 * streams wait for ever on a server that has fallen silent.
 */
final class BodyQueue implements BodySubscriber<BodyQueue>, AutoCloseable {
    private static final int AHEAD = 16;

    private sealed interface Item {}

    private record Piece(List<ByteBuffer> bytes) implements Item {}

    private record Broken(Throwable cause) implements Item {}

    private record End() implements Item {}

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;

    /**
     * The next bytes; null at the end.
     *
     * @throws HttpTimeoutException if none come within the time
     * @throws IOException if the connection breaks
     */
    @Nullable List<ByteBuffer> next(Duration stall) throws IOException, InterruptedException {
        var item = items.poll(stall.toNanos(), TimeUnit.NANOSECONDS);
        return switch (item) {
            case null ->
                    throw new HttpTimeoutException(
                            "no byte came for " + stall.toMillis() / 1000.0 + " s");
            case Piece(var bytes) -> {
                request(1);
                yield bytes;
            }
            case Broken(IOException cause) -> throw cause;
            case Broken(var cause) -> throw new IOException(cause);
            case End() -> null;
        };
    }

    private void request(int pieces) {
        var current = subscription;
        if (current != null) {
            current.request(pieces);
        }
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        items.add(new Piece(bytes));
    }

    @Override
    public void onError(Throwable cause) {
        items.add(new Broken(cause));
    }

    @Override
    public void onComplete() {
        items.add(new End());
    }

    /** Lets go of the connection. */
    @Override
    public void close() {
        closed = true;
        var current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
