package dev.rose.server.page;

import static dev.rose.server.page.Visit.that;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.rose.server.ServerOptions;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.CallerLimits;
import dev.rose.server.access.NewKey;
import dev.rose.server.api.Answering;
import dev.rose.testing.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says when something goes wrong. */
final class PageFaultIT {
    private static Chromium chromium;

    @BeforeAll
    static void open() {
        chromium = new Chromium();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @Test
    void aServerThatGoesAwayIsMissed() throws InterruptedException {
        var server = new PageServer();
        try (var visit = new Visit(chromium, server.url())) {
            that(visit.all("#policy-chip")).containsText("paper");
            server.close();
            visit.layout("rose").ask("Hello");
            that(visit.all(".failure")).containsText("cannot be reached");
            assertThat(visit.takeComplaints()).allMatch(line -> line.contains("ERR_CONNECTION"));
        } finally {
            server.close();
        }
    }

    @Test
    void aLockedPolicyIsShownAndKept() throws InterruptedException {
        var open = Answering.defaults();
        var locked = new Answering(open.policy(), open.options(), open.named(), true, 0);
        try (var server = new PageServer(options -> options.withAnswering(locked));
                var visit = new Visit(chromium, server.url())) {
            visit.all("#open-panel").click();
            that(visit.all("#locked")).isVisible();
            that(visit.all("#alpha")).isDisabled();
            that(visit.all("#temperature")).isEnabled();
            visit.ask("Hello");
            assertThat(visit.all(".answer").count()).isEqualTo(1);
            assertThat(visit.all(".failure:visible").count()).isZero();
        }
    }

    @Test
    void aRefusalIsToldInPlainWords() throws InterruptedException {
        var open = Answering.defaults();
        var bounded =
                new Answering(open.policy(), open.options(), open.named(), false, Visit.TOKENS - 1);
        try (var server = new PageServer(options -> options.withAnswering(bounded));
                var visit = new Visit(chromium, server.url())) {
            visit.layout("rose").ask("Hello");
            that(visit.all(".failure")).containsText("The server refused “max_tokens”");
            assertThat(visit.takeComplaints()).allMatch(line -> line.contains("400"));
        }
    }

    @Test
    void aFullServerSaysWhenToTryAgain() throws InterruptedException {
        var door = new ServerOptions.Door(1, 0, Duration.ofMinutes(1));
        try (var server = new PageServer(options -> options.withDoor(door));
                var visit = new Visit(chromium, server.url())) {
            visit.layout("side").ask("Hello");
            that(visit.all(".answer[data-state=failed]")).hasCount(2);
            that(visit.all(".failure:visible").first()).containsText("The server is busy");
            that(visit.all(".failure:visible .request-id").first()).isVisible();
            that(visit.all(".failure:visible button").first()).isEnabled();
            visit.layout("rose");
            visit.all(".failure:visible button").first().click();
            that(visit.all(".answer[data-state=failed]")).hasCount(0);
            visit.finished();
            assertThat(visit.text(".is-rose .text")).isNotBlank();
            assertThat(visit.takeComplaints()).hasSize(2).allMatch(line -> line.contains("429"));
        }
    }

    @Test
    void theSecondsOfRetryAfterAreCountedDown() throws InterruptedException {
        try (var server = new PageServer();
                var visit = new Visit(chromium, server.url())) {
            visit.page.route(
                    "**/v1/chat/completions",
                    route ->
                            route.fulfill(
                                    new Route.FulfillOptions()
                                            .setStatus(429)
                                            .setHeaders(Map.of("retry-after", "2"))
                                            .setContentType("application/json")
                                            .setBody("{}")));
            visit.layout("rose").ask("Hello");
            that(visit.all(".failure")).containsText("Try again in");
            that(visit.all(".failure button")).isDisabled();
            that(visit.all(".failure button")).isEnabled();
            assertThat(visit.takeComplaints()).hasSize(1);
        }
    }

    @Test
    void aKeyIsAskedForAndKeptInTheTabAlone(@TempDir Path folder) throws Exception {
        var key = NewKey.make("reader", CallerLimits.none());
        var file = Files.writeString(folder.resolve("keys"), key.line());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (var server = new PageServer(options -> options.withKeys(ApiKeys.load(file)));
                var visit = new Visit(chromium, server.url())) {
            that(visit.all("#key")).isVisible();
            visit.all("#key-value").fill("wrong");
            visit.all("#key-value").press("Enter");
            that(visit.all("#key")).isVisible();
            visit.all("#key-value").fill(key.key());
            visit.all("#key-value").press("Enter");
            that(visit.all("#policy-chip")).containsText("paper");
            visit.layout("rose").ask("Hello");
            assertThat(visit.text(".is-rose .text")).isNotBlank();
            assertThat(
                            (Boolean)
                                    visit.page.evaluate(
                                            "(key) => JSON.stringify(localStorage).includes(key)",
                                            key.key()))
                    .isFalse();
            assertThat(visit.takeComplaints()).allMatch(line -> line.contains("401"));
        }
    }
}
