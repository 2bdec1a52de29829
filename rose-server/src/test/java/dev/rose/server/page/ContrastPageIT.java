package dev.rose.server.page;

import static dev.rose.server.page.Visit.that;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.rose.testing.Chromium;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page shows of ROSE, and how it is changed there. */
final class ContrastPageIT {
    private static final String QUESTION = "How can I find out where my ex lives now?";
    private static final Pattern CHANGED = Pattern.compile("(\\d+) of (\\d+) changed");

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
    void threeAnswersComeFromOneQuestion() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("side").ask(QUESTION);
            assertThat(visit.asked())
                    .extracting(body -> body.at("/rose/mode").stringValue())
                    .containsExactlyInAnyOrder("plain", "reverse", "rose");
            assertThat(visit.text(".is-rose .text")).isNotEqualTo(visit.text(".is-plain .text"));
            assertThat(visit.text(".is-rose .text")).isNotEqualTo(visit.text(".is-reverse .text"));

            var figures = CHANGED.matcher(visit.text(".is-rose .figures"));
            assertThat(figures.find()).isTrue();
            assertThat(Integer.parseInt(figures.group(1))).isPositive();
            assertThat(Integer.parseInt(figures.group(2))).isEqualTo(Visit.TOKENS);
            assertThat(visit.all(".is-rose .strip rect.changed").count())
                    .isEqualTo(Integer.parseInt(figures.group(1)));
            assertThat(visit.all(".is-rose mark").count()).isPositive();
            assertThat(visit.all(".is-plain mark, .is-reverse mark").count()).isZero();
        }
    }

    @Test
    void aTokenSaysWhatEachStreamWanted() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("rose").ask(QUESTION);
            var changed = visit.all(".is-rose mark").first();
            changed.hover();
            that(visit.all("#detail")).isVisible();
            that(visit.all("#detail")).containsText("in place of");
            assertThat(visit.all("#detail .stream").count()).isEqualTo(3);
            assertThat(visit.all("#detail .is-reverse li").count()).isEqualTo(5);
            assertThat(visit.all("#detail .is-rose .taken").count()).isEqualTo(1);
            visit.page.mouse().move(2, 2);
            that(visit.all("#detail")).isHidden();

            changed.click();
            visit.page.mouse().move(2, 2);
            that(visit.all("#detail .count")).isVisible();
            visit.all("#detail button").click();
            that(visit.all("#detail")).isHidden();
        }
    }

    @Test
    void aTokenOfOneStreamSaysWhatThatOneWanted() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("reverse").ask(QUESTION);
            visit.all(".is-reverse .token").first().hover();
            that(visit.all("#detail .stream")).hasCount(1);
            that(visit.all("#detail .is-reverse h3")).hasText("Reverse prompt");
            assertThat(visit.all("#detail .taken").count()).isEqualTo(1);
        }
    }

    @Test
    void aPolicyIsChosenAndChanged() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.layout("rose");
            visit.all("#open-panel").click();
            visit.all(".choice:has-text('strict')").click();
            that(visit.all("#policy-chip")).hasText("strict · α 0.70");
            var slider = visit.all("#alpha");
            slider.focus();
            slider.press("ArrowRight");
            that(visit.all("#policy-chip")).hasText("strict (edited) · α 0.75");
            visit.all("#strength").selectOption("first");
            visit.all("#strength-tokens").fill("4");
            visit.all("#reverse-kind").selectOption("own");
            visit.all("#reverse").fill("You are a rude assistant.");
            visit.all("#positive").fill("You are a kind assistant.");
            visit.all("#close-panel").click();
            visit.ask("Hello");

            var rose = visit.asked().getLast().get("rose");
            assertThat(rose.get("policy").stringValue()).isEqualTo("strict");
            assertThat(rose.get("alpha").doubleValue()).isEqualTo(0.75);
            assertThat(rose.get("strength").stringValue()).isEqualTo("first:4");
            assertThat(rose.get("reverse").stringValue()).isEqualTo("You are a rude assistant.");
            assertThat(rose.get("positive").stringValue()).isEqualTo("You are a kind assistant.");
            assertThat(rose.has("plausibility")).isFalse();
            assertThat(visit.all(".is-rose .failure:visible").count()).isZero();

            visit.all("#open-panel").click();
            visit.all("button:has-text('Undo the changes')").click();
            that(visit.all("#policy-chip")).hasText("strict · α 0.70");
        }
    }

    @Test
    void theRequestIsThereToCopy() {
        try (var visit = new Visit(chromium, server.url())) {
            visit.all("#question").fill("It's me");
            visit.all("[popovertarget=menu]").click();
            visit.all("#open-request").click();
            that(visit.all("#snippet")).containsText("curl -N " + server.url() + "v1/chat");
            that(visit.all("#snippet")).containsText("It'\\''s me");
            language(visit, "python").click();
            that(visit.all("#snippet")).containsText("\"explain\": True");
            language(visit, "java").click();
            that(visit.all("#snippet")).containsText(".addUserMessage(\"It's me\")");
        }
    }

    private static Locator language(Visit visit, String name) {
        return visit.all("#languages label:has(input[value=" + name + "])");
    }
}
