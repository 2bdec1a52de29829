package dev.rose.server;

import dev.rose.engine.EngineStats;
import dev.rose.error.RoseException;
import dev.rose.server.access.Admission;
import dev.rose.server.api.Api;
import dev.rose.server.api.OpenRequests;
import dev.rose.server.observe.Metrics;
import dev.rose.server.observe.QueueState;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** A running server. Thread-safe. */
public final class Server implements AutoCloseable {
    /** Time in which replies that are being written may go out when the server is closed. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(2);

    private final ServerOptions options;
    private final OpenRequests open = new OpenRequests();
    private final Metrics metrics = new Metrics();
    private final Admission admission;
    private final Javalin requests;
    private final @Nullable Javalin scrapes;

    private Server(ServerOptions options) {
        this.options = options;
        var door = options.door();
        this.admission = new Admission(door.slots(), door.queue(), door.patience());
        observe();
        var api =
                new Api(
                        new Api.Parts(
                                options.answering(),
                                options.bounds(),
                                options.models(),
                                admission,
                                open,
                                options.keys(),
                                options.cors(),
                                metrics,
                                options.log(),
                                options.metrics() == null));
        this.requests = create(options.address(), api::registerIn);
        this.scrapes =
                options.metrics() == null
                        ? null
                        : create(
                                options.metrics(),
                                config ->
                                        config.routes.get(
                                                "/metrics",
                                                context ->
                                                        context.contentType(Metrics.CONTENT_TYPE)
                                                                .result(metrics.scrape())));
    }

    /**
     * Binds the address and answers requests from then on; those for a model that is still being
     * opened wait for it.
     *
     * @throws RoseException with kind {@code BUSY} where an address cannot be bound; the models are
     *     not closed then
     */
    public static Server start(ServerOptions options) {
        var server = new Server(options);
        start(server.requests, options.address());
        if (server.scrapes != null && options.metrics() != null) {
            try {
                start(server.scrapes, options.metrics());
            } catch (RoseException e) {
                server.requests.stop();
                throw e;
            }
        }
        return server;
    }

    private static void start(Javalin javalin, ServerOptions.Address address) {
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new RoseException(
                    RoseException.Kind.BUSY,
                    "cannot listen on %s, port %d; is another server there? choose another --port or --host"
                            .formatted(address.host(), address.port()),
                    e);
        }
    }

    private void observe() {
        metrics.queue(() -> {
            var now = admission.stats();
            return new QueueState(now.slots(), now.running(), now.waiting(), now.refused());
        });
        options.models().models().forEach(name -> metrics.engine(name, () -> stats(name)));
    }

    private EngineStats stats(String name) {
        return options.models().open().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .map(model -> model.rose().stats())
                .orElseGet(EngineStats::none);
    }

    private Javalin create(ServerOptions.Address address, Consumer<JavalinConfig> routes) {
        return Javalin.create(config -> {
            config.concurrency.useVirtualThreads = true;
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            // Bodies are bounded where they are read.
            config.http.maxRequestSize = Long.MAX_VALUE;
            configure(config, address);
            routes.accept(config);
        });
    }

    private void configure(JavalinConfig config, ServerOptions.Address address) {
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(jetty -> jetty.setStopTimeout(LAST_BYTES.toMillis()));
        // A connector of our own: Javalin makes its one too late to be told of the idle time.
        config.jetty.addConnector((jetty, http) -> {
            var connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
            connector.setHost(address.host());
            connector.setPort(address.port());
            connector.setIdleTimeout(options.bounds().time().idle().toMillis());
            return connector;
        });
    }

    /** Where it listens, for instance {@code http://127.0.0.1:8080}. */
    public URI address() {
        return address(options.address(), requests);
    }

    /** Where the metrics are. */
    public URI metricsAddress() {
        return scrapes == null || options.metrics() == null
                ? address()
                : address(options.metrics(), scrapes);
    }

    private static URI address(ServerOptions.Address address, Javalin javalin) {
        var host = address.host();
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
        admission.drain();
        open.drain(most);
    }

    /** Stops listening and closes the models. Idempotent. */
    @Override
    public void close() {
        requests.stop();
        if (scrapes != null) {
            scrapes.stop();
        }
        options.models().close();
        metrics.close();
    }
}
