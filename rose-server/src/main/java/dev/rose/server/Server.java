package dev.rose.server;

import dev.rose.error.RoseException;
import dev.rose.server.access.Admission;
import dev.rose.server.api.Api;
import dev.rose.server.api.OpenRequests;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.ServerConnector;

/** A running server. Thread-safe. */
public final class Server implements AutoCloseable {
    /** Time in which replies that are being written may go out when the server is closed. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(2);

    private final ServerOptions options;
    private final OpenRequests open;
    private final Javalin javalin;

    private Server(ServerOptions options) {
        this.options = options;
        this.open = new OpenRequests();
        var api =
                new Api(
                        options.answering(),
                        options.models(),
                        new Admission(options.slots(), options.queue()),
                        open,
                        options.bounds());
        this.javalin =
                Javalin.create(config -> {
                    configure(config);
                    api.registerIn(config.routes);
                });
    }

    /**
     * Binds the address and answers requests from then on; those for a model that is still being
     * opened wait for it.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where the address cannot be bound
     */
    public static Server start(ServerOptions options) {
        var server = new Server(options);
        try {
            server.javalin.start();
            return server;
        } catch (JavalinBindException e) {
            throw new RoseException(
                    RoseException.Kind.INVALID_REQUEST,
                    "cannot listen on %s:%d (%s); choose another --port or --host"
                            .formatted(options.host(), options.port(), e.getMessage()),
                    e);
        }
    }

    private void configure(JavalinConfig config) {
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.maxRequestSize = Long.MAX_VALUE; // bodies are bounded where they are read
        config.jetty.host = options.host();
        config.jetty.port = options.port();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendDateHeader(true);
        });
        config.jetty.modifyServer(jetty -> {
            jetty.setStopTimeout(LAST_BYTES.toMillis());
            for (var connector : jetty.getConnectors()) {
                if (connector instanceof ServerConnector tcp) {
                    tcp.setIdleTimeout(options.bounds().idle().toMillis());
                }
            }
        });
    }

    /** Where it listens, for instance {@code http://127.0.0.1:8080}. */
    public URI address() {
        var host = options.host();
        return URI.create(
                "http://%s:%d"
                        .formatted(host.contains(":") ? "[" + host + "]" : host, javalin.port()));
    }

    /**
     * Takes no new requests for answers and waits for those that run; those that take longer are
     * ended, and their clients told so.
     *
     * @throws InterruptedException while it waits
     */
    public void drain(Duration most) throws InterruptedException {
        open.drain(most);
    }

    /** Stops listening and closes the models. Idempotent. */
    @Override
    public void close() {
        javalin.stop();
        options.models().close();
    }
}
