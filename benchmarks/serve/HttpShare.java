import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.engine.GenerationEvent;
import dev.rose.server.Server;
import dev.rose.server.ServerOptions;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.CallerLimits;
import dev.rose.server.access.NewKey;
import dev.rose.server.models.ModelOpener;
import dev.rose.server.models.ModelPool;
import dev.rose.server.models.ServedModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * What the HTTP layer costs: tokens a second of 16 answers at a time that are streamed to clients,
 * against the same 16 answers of the same engine without HTTP, in turns.
 *
 * <p>The engine's own figure is that of answers that are waited for as a whole, which wakes no
 * reader until the end; how it is with a thread that reads each piece is told too. The clients are
 * one thread that does not look at what it reads; its time is part of what HTTP costs, and told.
 * Each answer has a key and a scope of its own, so that none is guessed from an earlier one.
 */
final class HttpShare {
    private static final int STREAMS = 16;
    private static final int TOKENS = 128;
    private static final int CONTEXT = 1024;
    private static final int WARM_UP = 2;
    private static final List<String> VERBS =
            List.of("Explain how to find", "Tell a story about", "Compare", "Write a letter about");
    private static final List<String> THINGS =
            List.of("a lost key", "two rivers", "the first vaccine", "a strong password");
    private static final Pattern USAGE = Pattern.compile("\"completion_tokens\":(\\d+)");

    private enum Way {
        ENGINE,
        PIECES,
        HTTP
    }

    private record Round(double tokens, double seconds, double clientCpu) {
        double rate() {
            return tokens / seconds;
        }
    }

    private final Rose rose;
    private final URI server;
    private final List<String> keys;
    private int scopes;

    private HttpShare(Rose rose, URI server, List<String> keys) {
        this.rose = rose;
        this.server = server;
        this.keys = keys;
    }

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        var rose = Rose.open(RoseOptions.defaults().withSlots(STREAMS));
        rose.prepare(CONTEXT, 1, List.of(options()));
        var keysFile = Files.createTempFile("rose-keys", ".txt");
        var keys = keys(keysFile, (WARM_UP + rounds) * STREAMS);
        var options =
                ServerOptions.of(pool(rose))
                        .withDoor(new ServerOptions.Door(STREAMS, 64, Duration.ofMinutes(5)))
                        .withKeys(ApiKeys.load(keysFile));
        try (var server = Server.start(options)) {
            new HttpShare(rose, server.address(), keys).measure(rounds);
        } finally {
            Files.delete(keysFile);
        }
    }

    private static AnswerOptions options() {
        return AnswerOptions.defaults().withMaxTokens(TOKENS);
    }

    private static List<String> keys(Path file, int count) throws IOException {
        var keys = new ArrayList<String>();
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var key = NewKey.make("client-" + i, CallerLimits.none());
            keys.add(key.key());
            lines.add(key.line());
        }
        Files.write(file, lines);
        return keys;
    }

    private static ModelPool pool(Rose rose) {
        var opener =
                new ModelOpener() {
                    @Override
                    public long bytes(String model) {
                        return 0;
                    }

                    @Override
                    public Rose open(String model) {
                        return rose;
                    }
                };
        return new ModelPool(
                List.of(new ServedModel("model", "model")),
                new ModelPool.Limits(Long.MAX_VALUE, Duration.ofMinutes(1)),
                opener);
    }

    private void measure(int rounds) throws Exception {
        var found = new EnumMap<Way, List<Round>>(Way.class);
        for (int i = -WARM_UP; i < rounds; i++) {
            for (int turn = 0; turn < Way.values().length; turn++) {
                var way = Way.values()[Math.floorMod(i + turn, Way.values().length)];
                var round = way == Way.HTTP ? http() : engine(way == Way.PIECES);
                System.err.printf(
                        "round %d, %s: %.0f tokens, %.1f a second%n",
                        i + 1, way, round.tokens(), round.rate());
                if (i >= 0) {
                    found.computeIfAbsent(way, _ -> new ArrayList<>()).add(round);
                }
            }
        }
        System.out.printf("%d rounds of %d answers of %d tokens%n", rounds, STREAMS, TOKENS);
        report(found);
    }

    private static void report(Map<Way, List<Round>> found) {
        var engine = found.get(Way.ENGINE);
        found.forEach((way, rounds) -> {
            var rates = rounds.stream().map(Round::rate).toList();
            var shares = new ArrayList<Double>();
            for (int i = 0; i < rounds.size(); i++) {
                shares.add(rounds.get(i).rate() / engine.get(i).rate());
            }
            System.out.printf(
                    "%-6s %6.1f tokens a second, %5.1f%% of the engine's (round by round %5.1f%%)%n",
                    way,
                    median(rates),
                    100 * median(rates) / median(engine.stream().map(Round::rate).toList()),
                    100 * median(shares));
        });
        var client =
                found.get(Way.HTTP).stream().map(r -> 100 * r.clientCpu() / r.seconds()).toList();
        System.out.printf("the clients took %.1f%% of one core%n", median(client));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    private static String question(int i) {
        return VERBS.get(i % 4) + " " + THINGS.get(i / 4) + ".";
    }

    private Round engine(boolean pieces) throws Exception {
        var tokens = new AtomicInteger();
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < STREAMS; i++) {
            var options = options().withScope("engine " + scopes++);
            var question = question(i);
            threads.add(
                    Thread.ofVirtual().start(() -> tokens.addAndGet(ask(question, options, pieces, start))));
        }
        Thread.sleep(100);
        long begin = System.nanoTime();
        start.countDown();
        for (var thread : threads) {
            thread.join();
        }
        return new Round(tokens.get(), (System.nanoTime() - begin) / 1e9, 0);
    }

    private int ask(String question, AnswerOptions options, boolean pieces, CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        try (var answer = rose.generate(question, options)) {
            while (pieces) {
                if (answer.next() instanceof GenerationEvent.Finished(var result)) {
                    return result.tokens().size();
                }
            }
            return answer.result().tokens().size();
        }
    }

    /** A client's end of a connection. */
    private static final class Reading {
        private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        private byte[] last = {};

        /** Whether there may be more. */
        boolean read(SocketChannel channel) throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            if (count > 0) {
                // The number of tokens is in the last events, which may come apart.
                var tail = new byte[Math.min(2048, last.length + count)];
                int fresh = Math.min(tail.length, count);
                int kept = tail.length - fresh;
                System.arraycopy(last, last.length - kept, tail, 0, kept);
                buffer.get(count - fresh, tail, kept, fresh);
                last = tail;
            }
            return count >= 0;
        }

        int tokens() {
            var end = new String(last, StandardCharsets.UTF_8);
            var usage = USAGE.matcher(end);
            if (!usage.find() || !end.contains("data: [DONE]")) {
                throw new IllegalStateException("an answer ended with: " + end);
            }
            return Integer.parseInt(usage.group(1));
        }
    }

    private Round http() throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        try (var selector = Selector.open()) {
            var requests = new ArrayList<ByteBuffer>();
            for (int i = 0; i < STREAMS; i++) {
                var channel =
                        SocketChannel.open(
                                new InetSocketAddress(server.getHost(), server.getPort()));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Reading());
                requests.add(request(question(i), keys.removeLast()));
            }
            Thread.sleep(100);
            long cpu = threads.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            int next = 0;
            for (var key : selector.keys()) {
                ((SocketChannel) key.channel()).write(requests.get(next++));
            }
            int tokens = 0;
            for (int open = STREAMS; open > 0; ) {
                selector.select();
                for (var key : selector.selectedKeys()) {
                    var reading = (Reading) key.attachment();
                    if (!reading.read((SocketChannel) key.channel())) {
                        tokens += reading.tokens();
                        key.channel().close();
                        open--;
                    }
                }
                selector.selectedKeys().clear();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Round(tokens, seconds, (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
        }
    }

    private ByteBuffer request(String question, String key) {
        var body =
                """
                {"messages": [{"role": "user", "content": "%s"}], "max_tokens": %d, \
                "temperature": 0, "stream": true, "stream_options": {"include_usage": true}}"""
                        .formatted(question, TOKENS);
        var head =
                """
                POST /v1/chat/completions HTTP/1.1\r
                Host: %s\r
                Connection: close\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(server.getRawAuthority(), key, body.length());
        return ByteBuffer.wrap((head + body).getBytes(StandardCharsets.US_ASCII));
    }
}
