package dev.rose.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.server.error.ApiException;
import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a socket of its own: HTTP clients do not let a caller set Origin and Host. */
class BrowserHeadersTest {
    private static final String FRIEND = "https://chat.example";

    private Javalin server;
    private String host = "test.example";

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void everyAnswerHasThem() throws IOException {
        start();
        for (var answer : List.of(get("/x"), get("/missing"))) {
            assertThat(answer)
                    .contains("x-content-type-options: nosniff")
                    .contains("referrer-policy: no-referrer")
                    .contains("content-security-policy: default-src 'none'")
                    .doesNotContain("access-control-")
                    .doesNotContain("server:");
        }
    }

    @Test
    void thePageMayLoadWhatIsItsOwn() throws IOException {
        start();
        assertThat(get("/page"))
                .containsOnlyOnce("content-security-policy")
                .contains("script-src 'self'; style-src 'self'; connect-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @ParameterizedTest
    @ValueSource(strings = {FRIEND, "null", "http://127.0.0.1", "http://localhost:1"})
    void otherSitesMayNotAskUnlessAllowed(String origin) throws IOException {
        start();
        assertThat(get("/x", "Origin: " + origin))
                .startsWith("http/1.1 403")
                .contains("origin_not_allowed")
                .doesNotContain("access-control-");
        assertThat(preflight("Origin: " + origin))
                .startsWith("http/1.1 403")
                .doesNotContain("access-control-");
    }

    @Test
    void theServersOwnPageMayAsk() throws IOException {
        start();
        assertThat(get("/x", "Origin: http://test.example")).startsWith("http/1.1 200");
        assertThat(get("/x", "Origin: https://test.example"))
                .as("behind a proxy that speaks TLS")
                .startsWith("http/1.1 200");
    }

    @Test
    void anAllowedSiteIsAnswered() throws IOException {
        start(FRIEND, "http://localhost:3000");
        assertThat(get("/x", "Origin: " + FRIEND))
                .startsWith("http/1.1 200")
                .contains("access-control-allow-origin: " + FRIEND + "\n")
                .contains("access-control-expose-headers: x-request-id, retry-after")
                .contains("vary: origin")
                .doesNotContain("allow-credentials");
        assertThat(get("/x", "Origin: https://chat.example.evil")).startsWith("http/1.1 403");
        assertThat(get("/x")).contains("vary: origin");
    }

    @Test
    void aPreflightIsAnsweredWithoutTheRoute() throws IOException {
        start(FRIEND);
        assertThat(
                        preflight(
                                "Origin: " + FRIEND,
                                "Access-Control-Request-Headers: authorization,x-stainless-lang"))
                .startsWith("http/1.1 204")
                .contains("access-control-allow-origin: " + FRIEND)
                .contains("access-control-allow-methods: get, post")
                .contains("access-control-allow-headers: authorization,x-stainless-lang")
                .contains("access-control-max-age:");
        assertThat(preflight("Origin: " + FRIEND, "Access-Control-Request-Headers: a b; <script>"))
                .startsWith("http/1.1 204")
                .doesNotContain("script");
    }

    @Test
    void allSitesCanBeAllowed() throws IOException {
        start("*");
        assertThat(get("/x", "Origin: " + FRIEND)).contains("access-control-allow-origin: *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8080", "LOCALHOST:1", "[::1]:8080", "10.1.2.3"})
    void withoutKeysAddressesAreAnswered(String name) throws IOException {
        host = name;
        start(HostCheck.of(false, false));
        assertThat(get("/x")).startsWith("http/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example"})
    void withoutKeysNoOtherNameIsAnswered(String name) throws IOException {
        host = name;
        start(HostCheck.of(false, false));
        assertThat(get("/x", "Origin: http://" + name))
                .startsWith("http/1.1 403")
                .contains("host_not_allowed");
    }

    @Test
    void keysOrTheOperatorsWordAllowEveryName() throws IOException {
        start(HostCheck.of(true, false));
        assertThat(get("/x")).startsWith("http/1.1 200");
        stop();
        start(HostCheck.of(false, true));
        assertThat(get("/x")).startsWith("http/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.example",
                "https://chat.example/",
                "https://chat.example/path",
                "https://Chat.example",
                "https://",
                "",
                "a b"
            })
    void refusesWhatNoBrowserSends(String origin) {
        start();
        assertThatThrownBy(() -> Cors.allowing(List.of(origin)))
                .hasMessageContaining("'" + origin + "'")
                .hasMessageContaining("https://chat.example");
    }

    private void start(String... origins) {
        start(HostCheck.of(true, false), origins);
    }

    private void start(HostCheck hosts, String... origins) {
        var cors = Cors.allowing(List.of(origins)).withHosts(hosts);
        server =
                Javalin.create(
                                config -> {
                                    config.startup.showJavalinBanner = false;
                                    config.jetty.modifyHttpConfiguration(
                                            http -> http.setSendServerVersion(false));
                                    config.routes.before(SecurityHeaders::onAll);
                                    config.routes.before(cors::before);
                                    config.routes.get("/x", context -> context.result("x"));
                                    config.routes.get("/page", SecurityHeaders::onPage);
                                    config.routes.exception(
                                            ApiException.class,
                                            (e, context) ->
                                                    context.status(e.status()).result(e.code()));
                                })
                        .start("127.0.0.1", 0);
    }

    private String get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    private String preflight(String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.add("Access-Control-Request-Method: POST");
        return ask("OPTIONS", "/x", all.toArray(String[]::new));
    }

    /** The whole answer in small letters, lines ended by a line feed. */
    private String ask(String method, String path, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var lines = new StringBuilder();
            lines.append("%s %s HTTP/1.1\r\n".formatted(method, path));
            lines.append("Host: %s\r\nConnection: close\r\n".formatted(host));
            for (var header : headers) {
                lines.append(header).append("\r\n");
            }
            var out = socket.getOutputStream();
            out.write(lines.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }
}
