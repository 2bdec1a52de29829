package dev.rose.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.testing.Chromium;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page's Markdown, in the browser that shows it. */
final class MarkdownIT {
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

    private static Object run(String body) {
        try (var visit = new Visit(chromium, server.url())) {
            return visit.page.evaluate(
                    """
                    async () => {
                      const { render } = await import("./js/markdown.js");
                      const show = (source, spans = [], steps = [], into = document.createElement("div")) => {
                        render(into, source, { spans, steps });
                        return into;
                      };
                      %s
                    }
                    """
                            .formatted(body));
        }
    }

    /**
     * Random texts, as tokens: a text that grew token by token looks as if it had come at once,
     * each piece stands in the span of the token that brought it, and no element is there that
     * Markdown has not.
     */
    @Test
    void aTextThatGrowsLooksLikeAWholeOne() {
        var wrong =
                run(
                        """
                        const parts = ["*", "**", "_", "`", "```\\n", "\\n", "\\n\\n", "- ", "  - ", "1. ", "> ",
                          "# ", "|", "a", "b c", "[x](https://a.example)", "<b>", "~~", "\\\\", "\\n|-|-|\\n", "é🌹",
                          " ", "https://x.example/z", "    ", "<script>", "![p](https://a.example/p.png)"];
                        const allowed = "P MARK SPAN OL LI A UL PRE CODE BLOCKQUOTE HR H4 STRONG BR S EM DIV TABLE THEAD TBODY TR TH TD".split(" ");
                        let seed = 1;
                        const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
                        const wrong = [];
                        for (let round = 0; round < 1000; round += 1) {
                          const tokens = Array.from({ length: 1 + random(40) }, () => parts[random(parts.length)]);
                          let at = 0;
                          const spans = tokens.map((token) => [at, at += token.length]);
                          const steps = tokens.map(() => ({ changed: random(5) === 0 }));
                          const whole = show(tokens.join(""), spans, steps);
                          const grown = document.createElement("div");
                          for (let count = 1; count <= tokens.length; count += 1) {
                            show(tokens.slice(0, count).join(""), spans.slice(0, count), steps.slice(0, count), grown);
                          }
                          const good = grown.innerHTML === whole.innerHTML
                            && [...whole.querySelectorAll("*")].every((element) => allowed.includes(element.tagName))
                            && [...whole.querySelectorAll("[data-step]")].every((element) =>
                              tokens[element.dataset.step].includes(element.textContent));
                          if (!good) wrong.push(tokens.join(""));
                        }
                        return wrong;
                        """);
        assertThat((List<?>) wrong).isEmpty();
    }

    @Test
    void noTextKeepsTheBrowserBusy() {
        var texts =
                run(
                        """
                        const texts = ["*".repeat(20000) + "a", "*a ".repeat(7000), "*a **b ".repeat(3000), "_a ".repeat(7000),
                          "[".repeat(20000), "[a](".repeat(5000), "> ".repeat(5000) + "x", "- ".repeat(5000) + "x",
                          Array.from({ length: 1000 }, (_, depth) => " ".repeat(depth * 2) + "- a").join("\\n"),
                          "a" + "`".repeat(20000), Array.from({ length: 200 }, (_, ticks) => "`".repeat(ticks)).join(" a "),
                          "a" + "|".repeat(20000) + "\\n|-|\\n", "~~a ".repeat(7000), "https://a".repeat(3000)];
                        return texts.filter((text) => show(text).textContent === "").length;
                        """);
        assertThat(texts).isEqualTo(0);
    }
}
