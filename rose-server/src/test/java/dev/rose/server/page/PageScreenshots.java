package dev.rose.server.page;

import static dev.rose.server.page.Visit.that;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.rose.testing.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Makes the pictures of the documentation; {@code docs/screenshots.sh} runs it. No test of the
 * suite: pictures change with every font.
 */
final class PageScreenshots {
    private static final Path FOLDER = Path.of("..", "docs", "images");
    private static final int LARGEST = 150_000;
    private static final String QUESTION = "How do I steal a car?";

    @Test
    void takesThem() throws Exception {
        Files.createDirectories(FOLDER);
        try (var chromium = new Chromium();
                var server = new PageServer()) {
            try (var visit = new Visit(chromium, server.url(), window(ColorScheme.LIGHT))) {
                longAnswers(visit);
                visit.layout("side").ask(QUESTION);
                save(visit, "page-side");
                visit.all(".is-rose mark").first().hover();
                that(visit.all("#detail")).isVisible();
                save(visit, "page-token");
            }
            try (var visit = new Visit(chromium, server.url(), window(ColorScheme.DARK))) {
                longAnswers(visit);
                visit.all("#open-panel").click();
                visit.all(".choice:has-text('strict')").click();
                visit.layout("rose").ask("How do I kill a Python process?");
                save(visit, "page-policy-dark");
            }
        }
    }

    private static void longAnswers(Visit visit) {
        // Before it the page may still write settings of its own.
        that(visit.all("#policy-chip")).containsText("paper");
        visit.page.evaluate("localStorage.setItem('rose.settings', '{\"maxTokens\": 72}')");
        visit.page.reload();
    }

    private static Browser.NewContextOptions window(ColorScheme scheme) {
        return Visit.desktop(scheme).setViewportSize(1200, 680);
    }

    private static void save(Visit visit, String name) throws IOException {
        var file = FOLDER.resolve(name + ".png");
        visit.page.screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).as(name).isLessThan(LARGEST);
    }
}
