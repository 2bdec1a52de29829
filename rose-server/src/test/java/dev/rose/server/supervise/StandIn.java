package dev.rose.server.supervise;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The process of a server that stands in for Rose's. Argument: {@code fail} to end at once. */
final class StandIn {
    private static final CountDownLatch ENDING = new CountDownLatch(1);
    private static final CountDownLatch GO = new CountDownLatch(1);

    private static final AtomicInteger SILENT = new AtomicInteger();

    private StandIn() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            System.exit(3);
        }
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/echo", StandIn::echo);
        server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(5 << 20)));
        server.createContext("/pair", StandIn::pair);
        server.createContext(
                "/go",
                exchange -> {
                    GO.countDown();
                    answer(exchange, 200, "");
                });
        server.createContext("/broken", StandIn::broken);
        server.createContext("/silent", StandIn::silent);
        server.createContext(
                "/silent-requests", exchange -> answer(exchange, 200, SILENT.toString()));
        server.createContext("/until-the-end", StandIn::untilTheEnd);
        server.start();
        System.out.println("listening http://127.0.0.1:" + server.getAddress().getPort());
        System.out.println("ready");
        while (System.in.read() >= 0) {}
        ENDING.countDown();
        server.stop(5);
    }

    private static void echo(HttpExchange exchange) throws IOException {
        var seen = exchange.getRequestHeaders();
        exchange.getResponseHeaders().set("x-answer", "of the child");
        answer(
                exchange,
                418,
                "%s %s %s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI(),
                                seen.getFirst("authorization"),
                                seen.getFirst("host"),
                                text(exchange)));
    }

    /** Two events, the second when {@code /go} was asked for. */
    private static void pair(HttpExchange exchange) throws IOException {
        events(exchange, "data: one\n\n");
        await(GO);
        exchange.getResponseBody().write("data: two\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private static void broken(HttpExchange exchange) throws IOException {
        events(exchange, "data: whole\n\ndata: {\"be");
        await(new CountDownLatch(1));
    }

    private static void silent(HttpExchange exchange) {
        SILENT.incrementAndGet();
        await(new CountDownLatch(1));
    }

    private static void untilTheEnd(HttpExchange exchange) throws IOException {
        events(exchange, "data: begun\n\n");
        await(ENDING);
        exchange.getResponseBody().write("data: ended\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private static void events(HttpExchange exchange, String first) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream;charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(first.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
