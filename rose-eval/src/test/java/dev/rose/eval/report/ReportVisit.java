package dev.rose.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import dev.rose.testing.Barriers;
import dev.rose.testing.Chromium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A reader of a report that was opened from disk. At the end nothing must have been asked of any
 * network, and the console must have said nothing: no error, no warning, no breach of the policy.
 */
final class ReportVisit implements AutoCloseable {
    private static final double PATIENCE = 60_000;

    final Page page;
    private final BrowserContext context;
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    ReportVisit(Chromium chromium, Path report, String hash) {
        this(chromium, report, hash, desktop(ColorScheme.LIGHT));
    }

    ReportVisit(Chromium chromium, Path report, String hash, Browser.NewContextOptions options) {
        context = chromium.window(options);
        context.setDefaultTimeout(PATIENCE);
        context.addInitScript(
                """
                document.addEventListener("securitypolicyviolation",
                  (event) => console.error("CSP", event.violatedDirective, event.blockedURI));
                """);
        page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        page.onPageError(error -> complaints.add("error: " + error));
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().startsWith("data:")) {
                requests.add(request.url());
            }
        });
        page.navigate(report.toUri() + hash);
        that(all("html")).hasClass("scripted");
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

    Locator all(String selector) {
        return page.locator(selector);
    }

    static LocatorAssertions that(Locator locator) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        return PlaywrightAssertions.assertThat(locator);
    }

    ReportVisit choose(String select, String label) {
        all(select).selectOption(new SelectOption().setLabel(label));
        return this;
    }

    /** What stands behind the # in the address. */
    String hash() {
        return (String) page.evaluate("decodeURIComponent(location.hash)");
    }

    List<String> barriers() {
        return Barriers.of(page);
    }

    /** Whether the page is wider than the window. */
    boolean overflows() {
        return (Boolean)
                page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1");
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).isEmpty();
        assertThat(requests).hasSize(1).allMatch(url -> url.startsWith("file:"));
    }
}
