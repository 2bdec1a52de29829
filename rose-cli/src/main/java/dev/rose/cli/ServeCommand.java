package dev.rose.cli;

import dev.rose.AnswerOptions;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import dev.rose.server.Server;
import dev.rose.server.ServerOptions;
import dev.rose.server.ServerOptions.Address;
import dev.rose.server.api.Answering;
import dev.rose.server.models.ModelPool;
import dev.rose.server.observe.AccessLog;
import dev.rose.server.supervise.ServerChild;
import dev.rose.server.supervise.Supervisor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rose serve}: answers OpenAI's clients. */
@Command(
        name = "serve",
        description = "Answer requests over HTTP, as OpenAI's clients send them.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "A line on standard error says when it is ready, and where. SIGTERM or Ctrl-C: no new",
            "requests, running ones have --drain to end; exit code 0. docs/server.md has the rest.",
            "",
            "Examples:",
            "  ./rose serve",
            "  ./rose serve --model gpt-4o=smollm2 --model ./other.gguf --model-memory 8g",
            "  ./rose serve --host 0.0.0.0 --api-keys keys.txt --policy strict --lock-policy",
        })
final class ServeCommand implements Callable<Integer> {
    /** After a drain: what still runs is ended and said so, caches are written. */
    private static final Duration PARTING = Duration.ofSeconds(20);

    private static final Address FOR_THE_PARENT = new Address("127.0.0.1", 0);

    private final Host host;
    private final Opener opener;

    @Mixin private ListenOptions listen = new ListenOptions();
    @Mixin private ServedModels models = new ServedModels();
    @Mixin private ServedPolicy policy = new ServedPolicy();
    @Mixin private BoundOptions bounds = new BoundOptions();

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "a line of JSON for each request, behind what is there; - is stderr")
    private @Nullable String accessLog;

    @Option(names = "--log-prompts", description = "put prompts into the access log")
    private boolean logPrompts;

    @Option(
            names = "--supervised",
            description =
                    "serve in a child process that is started again where it dies; its requests get"
                            + " an error, new ones 503 meanwhile")
    private boolean supervised;

    @Option(
            names = "--child",
            hidden = true,
            description = "be the child: listen on a free port, say so on stdout, end with stdin")
    private boolean child;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    ServeCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        listen.require();
        if (supervised && !child) {
            return supervise();
        }
        var contrast = policy.policy(host.environment());
        var options = policy.options(contrast);
        try (var log = RequestLog.to(accessLog, host.err());
                var stop = stopSignal()) {
            var pool =
                    models.pool(
                            new ServedModels.Serving(
                                    contrast, options, bounds.slots(), policy.locked()),
                            host,
                            opener);
            // The model is read while the server is put together.
            var loading = load(pool);
            try {
                int code;
                var answering = answering(contrast, options);
                try (var server =
                        Server.start(serverOptions(pool, answering, log.lines(logPrompts)))) {
                    code = serve(server, loading, stop);
                }
                stop.endsWith(code);
                return code;
            } finally {
                pool.close();
                awaitEnd(loading);
            }
        }
    }

    private Answering answering(Policy contrast, AnswerOptions options) {
        var policies = new Policies(Surroundings.home(host.environment()).policies());
        return new Answering(
                contrast, options, Answering.named(policies.list()), policy.locked(), 0);
    }

    private StopSignal stopSignal() {
        return new StopSignal(bounds.drain().plus(PARTING));
    }

    private ServerOptions serverOptions(ModelPool pool, Answering answering, AccessLog log) {
        return new ServerOptions(
                child ? FOR_THE_PARENT : listen.address(),
                listen.metricsAddress(),
                pool,
                answering,
                bounds.bounds(),
                bounds.door(),
                listen.keys(),
                listen.cors(),
                log);
    }

    private int serve(Server server, CompletableFuture<Void> loading, StopSignal stop) {
        if (child) {
            tellParent("%s %s".formatted(ServerChild.LISTENING, server.address()));
            Thread.ofVirtual().name("parent").start(() -> awaitParent(stop));
        }
        try {
            CompletableFuture.anyOf(loading, stop.asked()).join();
            if (!stop.asked().isDone()) {
                ready(server);
                stop.asked().join();
            }
            server.drain(bounds.drain());
            return ExitCode.DONE;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RoseException failure ? failure : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private void ready(Server server) {
        if (child) {
            tellParent(ServerChild.READY);
        } else {
            say("ready on " + server.address());
        }
    }

    private static CompletableFuture<Void> load(ModelPool pool) {
        var loading = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .name("first-model")
                .start(() -> {
                    try {
                        pool.start();
                        loading.complete(null);
                    } catch (InterruptedException | RuntimeException e) {
                        loading.completeExceptionally(e);
                    }
                });
        return loading;
    }

    /** The process must not end in the middle of native code. */
    private static void awaitEnd(CompletableFuture<Void> loading) {
        try {
            loading.get(PARTING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Reported where it mattered.
        }
    }

    private int supervise() {
        var options =
                new Supervisor.Options(
                        new InetSocketAddress(listen.address().host(), listen.address().port()),
                        bounds.drain(),
                        bounds.maxBody(),
                        bounds.idleTimeout());
        var command = childCommand();
        try (var stop = stopSignal();
                var supervisor =
                        Supervisor.start(
                                () ->
                                        new ProcessBuilder(command)
                                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                                .start(),
                                options,
                                this::say)) {
            var _ = stop.asked().thenRunAsync(supervisor::close);
            if (supervisor.awaitReady()) {
                say(
                        "ready on http://%s:%d"
                                .formatted(
                                        urlHost(listen.address().host()),
                                        supervisor.address().getPort()));
            }
            var code = supervisor.run();
            stop.endsWith(code);
            return code;
        } catch (IOException e) {
            throw new RoseException(
                    Kind.BUSY,
                    "cannot listen on %s, port %d (%s); choose another --port or --host"
                            .formatted(
                                    listen.address().host(),
                                    listen.address().port(),
                                    e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private static String urlHost(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** This program once more, with its JVM's options and its arguments. */
    private List<String> childCommand() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        command.add("--child");
        return command;
    }

    private void tellParent(String line) {
        new Output(host.out()).line(line);
    }

    private void awaitParent(StopSignal stop) {
        try {
            while (host.in().read() >= 0) {
                // It says nothing; only the end matters.
            }
        } catch (IOException e) {
            // The end too.
        }
        stop.ask();
    }

    private void say(String line) {
        host.err().println("rose: " + line);
        host.err().flush();
    }
}
