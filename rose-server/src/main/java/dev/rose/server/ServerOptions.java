package dev.rose.server;

import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.Cors;
import dev.rose.server.api.Answering;
import dev.rose.server.api.Bounds;
import dev.rose.server.models.ModelPool;
import dev.rose.server.observe.AccessLog;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server, before it is started.
 *
 * @param address that it binds
 * @param metrics address for the metrics alone; null for the server's own
 * @param models that requests may name; the server closes them
 * @param answering how it answers
 * @param bounds of each request
 * @param door how many requests it lets in
 * @param keys who may ask
 * @param cors which other sites' scripts may ask
 * @param log where requests are logged
 */
public record ServerOptions(
        Address address,
        @Nullable Address metrics,
        ModelPool models,
        Answering answering,
        Bounds bounds,
        Door door,
        ApiKeys keys,
        Cors cors,
        AccessLog log) {

    /**
     * What a server listens on.
     *
     * @param host a name or a number
     * @param port 0 for one that is free
     */
    public record Address(String host, int port) {
        public Address {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
            }
        }
    }

    /**
     * How many requests for answers are let in.
     *
     * @param slots that run at a time, at least 1
     * @param queue that may wait, at least 0
     * @param patience how long one may wait
     */
    public record Door(int slots, int queue, Duration patience) {}

    /** On a free port of this machine, for everybody on it. */
    public static ServerOptions of(ModelPool models) {
        return new ServerOptions(
                new Address("127.0.0.1", 0),
                null,
                models,
                Answering.defaults(),
                Bounds.defaults(),
                new Door(2, 64, Duration.ofMinutes(5)),
                ApiKeys.none(),
                Cors.allowing(List.of()),
                AccessLog.none());
    }

    public ServerOptions withAddress(Address address) {
        return with(change -> change.address = address);
    }

    public ServerOptions withMetrics(@Nullable Address metrics) {
        return with(change -> change.metrics = metrics);
    }

    public ServerOptions withAnswering(Answering answering) {
        return with(change -> change.answering = answering);
    }

    public ServerOptions withBounds(Bounds bounds) {
        return with(change -> change.bounds = bounds);
    }

    public ServerOptions withDoor(Door door) {
        return with(change -> change.door = door);
    }

    public ServerOptions withKeys(ApiKeys keys) {
        return with(change -> change.keys = keys);
    }

    public ServerOptions withCors(Cors cors) {
        return with(change -> change.cors = cors);
    }

    public ServerOptions withLog(AccessLog log) {
        return with(change -> change.log = log);
    }

    private ServerOptions with(Consumer<Change> by) {
        var change = new Change(this);
        by.accept(change);
        return new ServerOptions(
                change.address,
                change.metrics,
                models,
                change.answering,
                change.bounds,
                change.door,
                change.keys,
                change.cors,
                change.log);
    }

    /** A copy whose parts can be set one by one. */
    private static final class Change {
        private Address address;
        private @Nullable Address metrics;
        private Answering answering;
        private Bounds bounds;
        private Door door;
        private ApiKeys keys;
        private Cors cors;
        private AccessLog log;

        Change(ServerOptions from) {
            address = from.address;
            metrics = from.metrics;
            answering = from.answering;
            bounds = from.bounds;
            door = from.door;
            keys = from.keys;
            cors = from.cors;
            log = from.log;
        }
    }
}
