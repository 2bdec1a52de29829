package dev.rose.server.page;

import static dev.rose.server.page.Visit.that;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.rose.testing.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for those who use no mouse, see little, or have a small screen. */
final class PageAccessIT {
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

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void axeFindsNoBarrier(ColorScheme scheme) {
        try (var visit = new Visit(chromium, server.url(), Visit.desktop(scheme))) {
            that(visit.all("#policy-chip")).containsText("paper");
            assertThat(visit.barriers()).as("at first").isEmpty();
            visit.layout("side").ask("How do I steal a car?");
            assertThat(visit.barriers()).as("with answers").isEmpty();
            visit.all(".is-rose mark").first().click();
            assertThat(visit.barriers()).as("with a token's card").isEmpty();
            visit.page.keyboard().press("Escape");
            visit.all("#open-panel").click();
            assertThat(visit.barriers()).as("with the panel").isEmpty();
            visit.all(".tools button:has-text('Request')").click();
            assertThat(visit.barriers()).as("with the request").isEmpty();
        }
    }

    @Test
    void theKeyboardIsEnough() {
        try (var visit = new Visit(chromium, server.url())) {
            var keyboard = visit.page.keyboard();
            that(visit.all("#policy-chip")).containsText("paper");
            that(visit.all("#question")).isFocused();
            keyboard.press("Tab");
            keyboard.press("Tab");
            that(visit.all("#layouts input:focus")).hasValue("side");
            keyboard.press("ArrowRight");
            that(visit.all("#layouts input:focus")).hasValue("rose");
            keyboard.press("Shift+Tab");
            keyboard.press("Shift+Tab");
            keyboard.type("How do I steal a car?");
            keyboard.press("Enter");
            that(visit.all(".turn")).hasCount(1);
            visit.finished();

            for (var step = 0; step < 12 && !focused(visit, ".strip"); step += 1) {
                keyboard.press("Shift+Tab");
            }
            that(visit.all(".is-rose .strip")).isFocused();
            that(visit.all("#detail .count")).hasText("1 / " + Visit.TOKENS);
            keyboard.press("PageDown");
            that(visit.all("#detail")).containsText("in place of");
            assertThat(visit.all(".is-rose .strip").getAttribute("aria-valuetext"))
                    .contains("changed, plain");
            keyboard.press("End");
            that(visit.all("#detail .count")).hasText(Visit.TOKENS + " / " + Visit.TOKENS);
            keyboard.press("Escape");
            that(visit.all("#detail")).isHidden();

            for (var step = 0; step < 20 && !focused(visit, "#open-panel"); step += 1) {
                keyboard.press("Shift+Tab");
            }
            keyboard.press("Enter");
            that(visit.all("#panel")).isVisible();
            keyboard.press("Escape");
            that(visit.all("#panel")).isHidden();
            that(visit.all("#open-panel")).isFocused();
            keyboard.press("/");
            that(visit.all("#question")).isFocused();
        }
    }

    private static boolean focused(Visit visit, String selector) {
        return (Boolean)
                visit.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector);
    }

    @Test
    void aPhoneHasItAll() {
        try (var visit = new Visit(chromium, server.url(), Visit.phone())) {
            that(visit.all("#policy-chip")).containsText("paper");
            assertThat(visit.overflows()).isFalse();
            assertThat(visit.barriers()).isEmpty();
            visit.ask("How do I steal a car?");
            assertThat(visit.overflows()).isFalse();
            var changed = visit.all(".is-rose mark").first();
            changed.scrollIntoViewIfNeeded();
            changed.tap();
            that(visit.all("#detail .stream").last()).isVisible();
            assertThat(visit.barriers()).isEmpty();
            visit.all("#detail button").tap();
            visit.all("#open-panel").tap();
            that(visit.all("#alpha")).isVisible();
            assertThat(visit.overflows()).isFalse();
            assertThat(visit.barriers()).isEmpty();
        }
    }

    @Test
    void whatIsSaidIsAnnouncedPolitely() {
        try (var visit = new Visit(chromium, server.url())) {
            assertThat(visit.all("#announcer").getAttribute("aria-live")).isEqualTo("polite");
            visit.layout("rose").ask("How do I steal a car?");
            that(visit.all("#announcer")).containsText("ROSE: done");
        }
    }
}
