import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that ask a server for a long time, and now and then leave in the middle of an answer.
 * Tells what came of the requests and how much memory the server had.
 *
 * <p>Arguments: the server's address, its process id, minutes, clients, seed. The exit code is 1
 * where a request ended in another way than it should, an answer still runs at the end, or the
 * server grew by more than 3%.
 */
final class Soak {
    private static final List<String> WORDS =
            List.of("lock", "river", "vaccine", "knife", "password", "bread", "engine", "law");
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final double MOST_GROWTH = 0.03;

    private final URI server;
    private final long seed;
    private final long end;
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    private Soak(URI server, long seed, Duration length) {
        this.server = server;
        this.seed = seed;
        this.end = System.nanoTime() + length.toNanos();
    }

    public static void main(String[] args) throws Exception {
        int minutes = Integer.parseInt(args[2]);
        var soak =
                new Soak(
                        URI.create(args[0]),
                        Long.parseLong(args[4]),
                        Duration.ofMinutes(minutes));
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            int number = i;
            clients.add(Thread.ofPlatform().start(() -> soak.run(number)));
        }
        var memory = soak.watch(Path.of("/proc", args[1], "status"), minutes);
        for (var client : clients) {
            client.join();
        }
        Thread.sleep(LOOK);
        System.exit(soak.report(memory) ? 0 : 1);
    }

    private void run(int number) {
        var random = new Random(seed * 1000 + number);
        while (System.nanoTime() < end) {
            count(ask(random));
        }
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    private String ask(Random random) {
        boolean stream = random.nextInt(4) > 0;
        boolean leaves = random.nextInt(3) == 0;
        int lines = random.nextInt(60);
        var body =
                """
                {"messages": [{"role": "user", "content": "Tell me about the %s and the %s, part %d."}], \
                "max_tokens": %d, "temperature": %s, "seed": %d, "stream": %b, \
                "rose": {"mode": "%s", "explain": %b}}"""
                        .formatted(
                                WORDS.get(random.nextInt(WORDS.size())),
                                WORDS.get(random.nextInt(WORDS.size())),
                                random.nextInt(50),
                                1 + random.nextInt(96),
                                random.nextBoolean() ? "0" : "0.8",
                                random.nextInt(1000),
                                stream,
                                List.of("rose", "rose", "plain", "reverse").get(random.nextInt(4)),
                                random.nextInt(8) == 0);
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            send(socket, "POST /v1/chat/completions", body);
            if (leaves && !stream) {
                Thread.sleep(random.nextInt(500));
                return "left";
            }
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.UTF_8));
            return read(in, stream, leaves ? lines : Integer.MAX_VALUE);
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    private static String read(BufferedReader in, boolean stream, int most) throws IOException {
        var status = in.readLine();
        if (status == null || !status.contains(" 200 ")) {
            return "status " + status;
        }
        boolean whole = false;
        for (int i = 0; i < most; i++) {
            var line = in.readLine();
            if (line == null) {
                return whole ? "whole" : "cut off";
            }
            if (line.contains("\"error\":")) {
                return "error " + line;
            }
            whole |= stream ? line.equals("data: [DONE]") : line.contains("\"usage\":");
        }
        return "left";
    }

    private void send(Socket socket, String what, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head =
                "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(what, server.getRawAuthority(), bytes.length);
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
    }

    /** Resident MiB by minute. */
    private Map<Integer, List<Double>> watch(Path status, int minutes) throws Exception {
        var memory = new TreeMap<Integer, List<Double>>();
        long begin = System.nanoTime();
        while (System.nanoTime() < end) {
            Thread.sleep(LOOK);
            int minute = (int) Math.min(minutes, (System.nanoTime() - begin) / 60_000_000_000L + 1);
            var kib =
                    Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .map(line -> line.replaceAll("\\D", ""))
                            .findFirst()
                            .orElseThrow();
            if (memory.computeIfAbsent(minute, _ -> new ArrayList<>()).isEmpty() && minute > 1) {
                System.err.printf(
                        "minute %d: %.0f MiB, %s%n",
                        minute - 1, middle(memory.get(minute - 1)), outcomes);
            }
            memory.get(minute).add(Double.parseDouble(kib) / 1024);
        }
        return memory;
    }

    private static double middle(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private boolean report(Map<Integer, List<Double>> memory) throws IOException {
        memory.forEach(
                (minute, values) ->
                        System.out.printf("minute %d: %.1f MiB%n", minute, middle(values)));
        System.out.println("requests: " + new TreeMap<>(outcomes));
        var stats = "";
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            send(socket, "GET /v1/rose/stats", "");
            stats = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            stats = stats.substring(stats.indexOf("\r\n\r\n")).strip();
        }
        System.out.println("at the end: " + stats);
        boolean expected =
                outcomes.keySet().stream().allMatch(o -> o.equals("whole") || o.equals("left"));
        boolean idle = stats.contains("\"running\":0,\"waiting\":0");
        int last = memory.keySet().stream().mapToInt(m -> m).max().orElse(0);
        int first = Math.min(2, last);
        double growth = middle(memory.get(last)) / middle(memory.get(first)) - 1;
        System.out.printf("minute %d against minute %d: %+.1f%%%n", last, first, 100 * growth);
        return expected && idle && growth <= MOST_GROWTH;
    }
}
