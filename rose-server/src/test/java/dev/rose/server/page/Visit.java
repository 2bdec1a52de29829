package dev.rose.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.rose.testing.Barriers;
import dev.rose.testing.Chromium;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A reader's visit to the page: a tab of its own, and all that its console said. */
final class Visit implements AutoCloseable {
    static final int TOKENS = 32;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern QUIET = Pattern.compile("(?s)(error|warning): .*");
    // Answers wait for whoever else uses the machine.
    private static final double PATIENCE = 180_000;

    final Page page;
    private final BrowserContext context;
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());

    Visit(Chromium chromium, String url) {
        this(chromium, url, desktop(ColorScheme.LIGHT));
    }

    Visit(Chromium chromium, String url, Browser.NewContextOptions options) {
        context = chromium.window(options);
        context.setDefaultTimeout(PATIENCE);
        context.addInitScript(
                """
                localStorage.getItem("rose.settings")
                  ?? localStorage.setItem("rose.settings", JSON.stringify({maxTokens: %d}));
                document.addEventListener("securitypolicyviolation",
                  (event) => console.error("CSP", event.violatedDirective, event.blockedURI));
                """
                        .formatted(TOKENS));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            var line = message.type() + ": " + message.text();
            if (QUIET.matcher(line).matches()) {
                complaints.add(line);
            }
        });
        page.onPageError(error -> complaints.add("error: " + error));
        page.onRequest(this::note);
        page.navigate(url);
    }

    static Browser.NewContextOptions desktop(ColorScheme scheme) {
        return new Browser.NewContextOptions().setViewportSize(1360, 850).setColorScheme(scheme);
    }

    static Browser.NewContextOptions phone() {
        return new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setHasTouch(true)
                .setIsMobile(true);
    }

    private void note(Request request) {
        var body = request.postData();
        if (body != null && request.url().endsWith("/v1/chat/completions")) {
            asked.add(JSON.readTree(body));
        }
    }

    /** The bodies of the requests for answers so far. */
    List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    /** How answers are to be made: {@code side}, {@code rose}, {@code plain} or {@code reverse}. */
    Visit layout(String value) {
        page.locator("#layouts label:has(input[value=" + value + "])").click();
        return this;
    }

    /** Asks, and waits for all answers. */
    Visit ask(String question) {
        begin(question);
        return finished();
    }

    Visit begin(String question) {
        var before = page.locator(".turn").count();
        page.locator("#question").fill(question);
        page.locator("#question").press("Enter");
        that(page.locator(".turn")).hasCount(before + 1);
        return this;
    }

    Visit finished() {
        that(page.locator(".answer[aria-busy=true]")).hasCount(0);
        return this;
    }

    Locator all(String selector) {
        return page.locator(selector);
    }

    String text(String selector) {
        return Objects.requireNonNull(page.locator(selector).last().textContent());
    }

    static LocatorAssertions that(Locator locator) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        return PlaywrightAssertions.assertThat(locator);
    }

    List<String> barriers() {
        return Barriers.of(page);
    }

    /** Whether the page is wider than the window. */
    boolean overflows() {
        return (Boolean)
                page.evaluate(
                        "document.documentElement.scrollWidth > document.body.clientWidth + 1");
    }

    /** Takes what the console said out of the account: a failed request always shows there. */
    List<String> takeComplaints() {
        var taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    /** Ends the visit, in which the console must have said nothing. */
    @Override
    public void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }
}
