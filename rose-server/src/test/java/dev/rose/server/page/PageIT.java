package dev.rose.server.page;

import static dev.rose.server.page.Visit.that;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.rose.testing.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A conversation on the page. */
final class PageIT {
    private static final JsonMapper JSON = new JsonMapper();

    private static Chromium chromium;
    private static PageServer server;

    @BeforeAll
    static void open() throws InterruptedException {
        chromium = new Chromium();
        server = new PageServer();
    }

    @AfterAll
    static void close() {
        server.close();
        chromium.close();
    }

    @Test
    void aQuestionIsAnsweredAndTheNextKnowsOfIt() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("rose").ask("How do I kill a Python process?");
            assertThat(visit.text(".is-rose .text")).contains("process");
            assertThat(visit.text(".is-rose .figures")).contains("tokens/s", "changed");

            visit.ask("And a whole tree of them?");
            var messages = visit.asked().getLast().get("messages");
            assertThat(messages.size()).isEqualTo(3);
            assertThat(messages.get(1).get("role").stringValue()).isEqualTo("assistant");
            assertThat(messages.get(1).get("content").stringValue()).contains("process");
        }
    }

    @Test
    void anAnswerStopsRetriesAndIsAskedAnew() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("plain");
            visit.all("#open-panel").click();
            visit.all("#max-tokens").fill("2000");
            visit.all("#max-tokens").press("Tab");
            visit.all("#close-panel").click();
            visit.begin("Write a long story about a river.");
            that(visit.all(".is-plain .token").first()).isVisible();
            visit.all("#stop").click();
            visit.finished();
            assertThat(visit.text(".figures")).contains("stopped");

            visit.all("#open-panel").click();
            visit.all("#max-tokens").fill("8");
            visit.all("#max-tokens").press("Tab");
            visit.all("#close-panel").click();
            visit.all(".tools button:has-text('Retry')").click();
            that(visit.all(".figures:has-text('cut at the limit')")).isVisible();
            assertThat(visit.text(".figures")).contains("8 tokens");

            visit.all(".tools button:has-text('Edit')").click();
            visit.all(".edit textarea").fill("Write one word.");
            visit.all(".edit textarea").press("Enter");
            that(visit.all(".asked h2")).hasText("Write one word.");
            visit.finished();
            assertThat(visit.all(".turn").count()).isEqualTo(1);
        }
    }

    @Test
    void aConversationGoesOutAndComesIn(@TempDir Path folder) throws Exception {
        var file = folder.resolve("saved.json");
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("rose").ask("How do I steal a car?");
            var said = visit.text(".is-rose .text");
            visit.page
                    .waitForDownload(() -> {
                        visit.all("[popovertarget=menu]").click();
                        visit.all("#export").click();
                    })
                    .saveAs(file);
            assertThat(JSON.readTree(Files.readString(file)).get("turns").size()).isEqualTo(1);

            visit.all("#new").click();
            that(visit.all("#empty")).isVisible();
            visit.all("#import-file").setInputFiles(file);
            that(visit.all(".is-rose .text")).hasText(said);

            Files.writeString(file, "{}");
            visit.all("#import-file").setInputFiles(file);
            that(visit.all("#notice")).containsText("not a conversation of Rose");
        }
    }

    @Test
    void whatTheModelWritesNeverBecomesHtml() {
        try (var visit = new Visit(chromium, server.url())) {
            var text =
                    "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://a.example/b.png)"
                            + "\n\n**bold** `<b>`\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| c | d |";
            var chunk = JSON.createObjectNode();
            chunk.putArray("choices").addObject().putObject("delta").put("content", text);
            visit.page.route(
                    "**/v1/chat/completions",
                    route ->
                            route.fulfill(
                                    new Route.FulfillOptions()
                                            .setContentType("text/event-stream")
                                            .setBody("data: " + chunk + "\n\ndata: [DONE]\n\n")));
            visit.layout("plain").ask("Write HTML.");
            that(visit.all(".is-plain .text")).containsText("<img src=x onerror=alert(1)>");
            assertThat(visit.all(".text img, .text script").count()).isZero();
            assertThat(visit.all(".text a").evaluateAll("all => all.map(one => one.href)"))
                    .isEqualTo(List.of("https://a.example/b.png"));
            assertThat(visit.text(".text strong")).isEqualTo("bold");
            assertThat(visit.text(".text :not(pre) > code")).isEqualTo("<b>");
            assertThat(visit.text(".text li li")).isEqualTo("two");
            assertThat(visit.text(".text td")).isEqualTo("d");
        }
    }

    @Test
    void aReaderWhoScrollsUpStaysThere() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.page.setViewportSize(900, 420);
            visit.layout("plain").ask("How do I kill a Python process?");
            visit.all("#open-panel").click();
            visit.all("#max-tokens").fill("120");
            visit.all("#max-tokens").press("Tab");
            visit.all("#close-panel").click();
            visit.begin("Write a list of ten rivers, each with a sentence.");
            that(visit.all(".turn").last().locator(".token").nth(20)).isAttached();
            visit.page.mouse().move(400, 150);
            visit.page.mouse().wheel(0, -150);
            visit.page.waitForFunction(
                    "document.documentElement.scrollHeight - innerHeight - scrollY > 100");
            var before = visit.page.evaluate("scrollY");
            visit.finished();
            assertThat(visit.page.evaluate("scrollY")).isEqualTo(before);
            visit.all("#latest").click();
            visit.page.waitForFunction(
                    "document.documentElement.scrollHeight - innerHeight - scrollY < 4");
        }
    }
}
