package dev.rose.testing;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What hinders people seriously on a page, as axe finds it. */
public final class Barriers {
    private Barriers() {}

    /** A line for each, with the rule and the first element; none where nothing was found. */
    @SuppressWarnings("unchecked")
    public static List<String> of(Page page) {
        if (!(Boolean) page.evaluate("'axe' in window")) {
            page.evaluate(axe());
        }
        return (List<String>)
                page.evaluate(
                        """
                        async () => (await axe.run({resultTypes: ["violations"]})).violations
                          .filter((found) => ["serious", "critical"].includes(found.impact))
                          .map((found) => `${found.id}: ${found.nodes[0].html}`)
                        """);
    }

    private static String axe() {
        try (var source = Barriers.class.getResourceAsStream("/axe.min.js")) {
            return new String(
                    Objects.requireNonNull(source, "axe.min.js is not on the class path")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
