package dev.rose.server;

import dev.rose.server.api.Answering;
import dev.rose.server.api.Bounds;
import dev.rose.server.models.ModelPool;

/**
 * A server, before it is started.
 *
 * @param host that it binds
 * @param port that it binds; 0 for a free one
 * @param models that requests may name; the server closes them
 * @param answering how it answers
 * @param bounds of each request
 * @param slots answers that are made at a time
 * @param queue requests that may wait for a slot
 */
public record ServerOptions(
        String host,
        int port,
        ModelPool models,
        Answering answering,
        Bounds bounds,
        int slots,
        int queue) {

    /** On a free port of this machine, for nobody else. */
    public static ServerOptions of(ModelPool models) {
        return new ServerOptions(
                "127.0.0.1", 0, models, Answering.defaults(), Bounds.defaults(), 2, 64);
    }

    public ServerOptions withAddress(String host, int port) {
        return new ServerOptions(host, port, models, answering, bounds, slots, queue);
    }

    public ServerOptions withAnswering(Answering answering) {
        return new ServerOptions(host, port, models, answering, bounds, slots, queue);
    }

    public ServerOptions withBounds(Bounds bounds) {
        return new ServerOptions(host, port, models, answering, bounds, slots, queue);
    }

    public ServerOptions withSlots(int slots, int queue) {
        return new ServerOptions(host, port, models, answering, bounds, slots, queue);
    }
}
