package dev.rose.server.supervise;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a server alive that may die as a whole, as native code can: it runs in a child process, and
 * this one owns the public port, passes requests on, answers those that a dead child leaves behind,
 * and starts it again.
 *
 * <p>While there is no child, requests get 503 with {@code Retry-After}. An answer that broke off
 * ends with an error: of a stream an event, else status 500.
 */
public final class Supervisor implements AutoCloseable {
    /** A child that was ready for so long starts again at once. */
    private static final Duration STEADY = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** For a child to end after its drain: to write caches and free memory. */
    private static final Duration PARTING = Duration.ofSeconds(10);

    private static final int MOST_CONNECTIONS = 1024;

    private final ServerChild.Starter starter;
    private final Options options;
    private final Consumer<String> log;
    private final HttpServer server;
    private final Relay relay;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile ServerChild child;
    private volatile boolean stopping;

    /**
     * How to supervise.
     *
     * @param address to listen on; port 0 for any
     * @param drain how long running requests may go on after {@link #close}
     * @param maxBody bytes of a request's body at most
     * @param bodyTime how long a request may take to arrive
     */
    public record Options(
            InetSocketAddress address, Duration drain, int maxBody, Duration bodyTime) {}

    private Supervisor(
            ServerChild.Starter starter,
            Options options,
            Consumer<String> log,
            HttpServer server,
            ServerChild first) {
        this.starter = starter;
        this.options = options;
        this.log = log;
        this.server = server;
        this.child = first;
        this.relay = new Relay(this::childAddress, options.maxBody());
    }

    /**
     * Listens, and starts the first child.
     *
     * @param log hears in a line each of a child that ended
     * @throws IOException where the address cannot be had or the process cannot be started
     */
    public static Supervisor start(
            ServerChild.Starter starter, Options options, Consumer<String> log) throws IOException {
        // Of the JDK's server: small events must not wait for one another, and a request that does
        // not arrive must not stay.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty(
                "sun.net.httpserver.maxReqTime", Long.toString(options.bodyTime().toSeconds()));
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        var server = HttpServer.create(options.address(), 0);
        try {
            var first = new ServerChild(starter.start());
            var supervisor = new Supervisor(starter, options, log, server, first);
            server.createContext("/", supervisor.relay);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return supervisor;
        } catch (IOException | RuntimeException | Error e) {
            server.stop(0);
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** The process that serves now. */
    public long childPid() {
        return child.pid();
    }

    /** Waits until the first child answers; false where it ended before. */
    public boolean awaitReady() {
        return child.awaitReady();
    }

    /**
     * Runs until it is closed, or until the first child ended without ever being ready: it would
     * not be the next time either.
     *
     * @return the exit code of that child; 0 where this was closed
     */
    public int run() throws InterruptedException {
        var wasReady = false;
        var pause = Duration.ZERO;
        while (true) {
            var current = child;
            var start = System.nanoTime();
            var ready = current.awaitReady();
            var code = current.awaitEnd();
            if (stopping) {
                stopped.await();
                return 0;
            }
            if (!ready && !wasReady) {
                close();
                return code;
            }
            wasReady = true;
            var lived = Duration.ofNanos(System.nanoTime() - start);
            pause = ready && lived.compareTo(STEADY) > 0 ? Duration.ZERO : longer(pause);
            log.accept(
                    "the server's process %d ended (%s); it is started again"
                            .formatted(current.pid(), described(code)));
            startAgain(pause);
        }
    }

    private void startAgain(Duration first) throws InterruptedException {
        var pause = first;
        while (!stopping) {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            try {
                adopt(new ServerChild(starter.start()));
                return;
            } catch (IOException e) {
                pause = longer(pause);
                log.accept("the server's process cannot be started (%s)".formatted(e.getMessage()));
            }
        }
    }

    private synchronized void adopt(ServerChild fresh) {
        child = fresh;
        if (stopping) {
            fresh.drain();
        }
    }

    private static Duration longer(Duration pause) {
        var twice = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private static String described(int code) {
        return code > 128 ? "signal " + (code - 128) : "code " + code;
    }

    private @Nullable URI childAddress() {
        return child.address();
    }

    /** Lets the child finish what runs, within the drain, and ends it. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
            child.drain();
        }
        relay.refuse();
        // The child ends what still runs after the drain and says so; that must get through.
        child.end(options.drain().plus(PARTING));
        relay.awaitIdle(PARTING);
        server.stop(0);
        stopped.countDown();
    }
}
