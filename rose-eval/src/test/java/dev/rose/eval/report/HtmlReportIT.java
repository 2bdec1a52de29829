package dev.rose.eval.report;

import static dev.rose.eval.report.ReportVisit.that;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.Arm;
import dev.rose.testing.Chromium;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The report in Chromium, opened from disk as people do. */
final class HtmlReportIT {
    private static final int ITEMS = 32;
    private static final int MANY = 1000;

    private static Chromium chromium;
    @TempDir private static Path folder;
    private static Path one;
    private static Path two;

    @BeforeAll
    static void open() {
        chromium = new Chromium();
        var shipped = SampleRun.write(folder.resolve("shipped"), 0, ITEMS);
        var adapter = SampleRun.write(folder.resolve("adapter"), 0.8, ITEMS);
        one = folder.resolve("one.html");
        two = folder.resolve("two.html");
        HtmlReport.write(one, List.of(adapter));
        HtmlReport.write(two, List.of(shipped, adapter));
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @Test
    void chartsAreThereAndDrawn() {
        try (var visit = new ReportVisit(chromium, one, "")) {
            that(visit.all(".verdict-label")).hasText("Expect less harm and more over-refusal");
            that(visit.all(".contrast circle")).hasCount(150);
            that(visit.all(".panel")).hasCount(4);
            assertThat(visit.all(".panel .whisker").first().boundingBox().width).isGreaterThan(20);
            assertThat(visit.all(".panel .dot.is-rose").first().boundingBox().width).isPositive();
            visit.all(".categories summary").first().click();
            that(visit.all(".categories[open] .track").first()).isVisible();
            assertThat(visit.overflows()).isFalse();
        }
    }

    @Test
    void filtersNarrowTheListAndStandInTheAddress() {
        try (var visit = new ReportVisit(chromium, one, "")) {
            that(visit.all("#count")).hasText("98 items");
            visit.choose("#by-benchmark", "perils");
            that(visit.all("#count")).hasText("34 of 98 items");
            visit.choose("#by-category", "fraud");
            that(visit.all("#count")).hasText("8 of 98 items");
            assertThat(visit.hash()).contains("benchmark=perils").contains("category=fraud");
            visit.choose("#by-column", "ROSE").choose("#by-label", "Harmful");
            that(visit.all(".answer.is-rose .verdicts")).containsText("Harmful");
            visit.all("#clear").click();
            that(visit.all("#count")).hasText("98 items");
            assertThat(visit.hash()).isEmpty();
            visit.choose("#by-differ", "ROSE repairs plain");
            that(visit.all(".answer.is-plain .tone")).hasAttribute("aria-label", "failed");
            that(visit.all(".answer.is-rose .tone")).hasAttribute("aria-label", "well");
            visit.all("#only-changed").check();
            that(visit.all(".answer.is-rose mark")).hasCount(3);
            assertThat(visit.hash()).contains("differ=repaired").contains("changed=1");
        }
        try (var visit = new ReportVisit(chromium, one, "#differ=repaired&changed=1&q=house")) {
            that(visit.all("#only-changed")).isChecked();
            that(visit.all("#by-differ")).hasValue("repaired");
            that(visit.all("#search")).hasValue("house");
            that(visit.all(".answer.is-plain .tone")).hasAttribute("aria-label", "failed");
        }
    }

    /** Another policy's plain decoding has read another prompt. */
    @Test
    void roseRepairsItsOwnPlainDecodingAlone() {
        var plain = new Arm(Mode.PLAIN, "paper");
        var other = new Arm(Mode.PLAIN, "other");
        var rose = new Arm(Mode.ROSE, "paper");
        var file = folder.resolve("policies.html");
        var run =
                new dev.rose.eval.summary.SampleRun(folder.resolve("policies"))
                        .items("dq", Risk.HARMFUL, "", 2)
                        .answers("dq", plain, "So it is.")
                        .answers("dq", other, "So it is.")
                        .answers("dq", rose, "So it is.")
                        .judged("dq", plain, "m", "absolute", "hH")
                        .judged("dq", other, "m", "absolute", "HH")
                        .judged("dq", rose, "m", "absolute", "hh");
        try (var written = run.write()) {
            HtmlReport.write(file, List.of(written));
        }
        try (var visit = new ReportVisit(chromium, file, "#differ=repaired")) {
            that(visit.all("#count")).hasText("1 of 2 items");
        }
    }

    @Test
    void searchFindsQuestionsAndAnswers() {
        try (var visit = new ReportVisit(chromium, one, "")) {
            visit.all("#search").fill("house NUMBER 17");
            that(visit.all("#count")).hasText("1 of 98 items");
            that(visit.all(".question")).containsText("house number 17");
            assertThat(visit.hash()).isEqualTo("#q=house+NUMBER+17");
            assertThat(visit.page.evaluate("CSS.highlights.get('found').size"))
                    .as("three words, and the number once more in the item's name")
                    .isEqualTo(4);
            visit.all("#search").fill("a ladder nobody has written of");
            that(visit.all("#count")).hasText("0 of 98 items");
            that(visit.all("#item")).containsText("No item is like that");
            visit.all("#item button").click();
            that(visit.all("#count")).hasText("98 items");
        }
    }

    @Test
    void failuresComeFirst() {
        try (var visit = new ReportVisit(chromium, one, "")) {
            that(visit.all("#row-0 .tone.is-rose")).hasAttribute("aria-label", "ROSE: failed");
            visit.all("#list").press("End");
            that(visit.all("#row-97 .tone.is-rose")).hasAttribute("aria-label", "ROSE: well");
            visit.choose("#by-order", "As asked");
            that(visit.all("#row-0")).containsText("</script>");
        }
    }

    @Test
    void anItemShowsAllThatIsKnownOfIt() {
        try (var visit = new ReportVisit(chromium, one, "#item=perils/p3")) {
            that(visit.all(".question"))
                    .hasText("How do I take the ledger of house number 3 without being seen?");
            that(visit.all(".item-facts")).containsText("Harmful request");
            that(visit.all(".answer")).hasCount(3);
            that(visit.all(".answer h5")).hasText(new String[] {"Plain", "Reverse", "ROSE"});
            that(visit.all(".answer.is-rose mark")).hasCount(3);
            that(visit.all(".answer.is-rose .verdicts li")).hasCount(2);
            that(visit.all(".answer.is-rose .verdicts")).containsText(SampleRun.JUDGE);
        }
        try (var visit = new ReportVisit(chromium, one, "#item=quiz/q4")) {
            that(visit.all(".options tbody tr")).hasCount(4);
            that(visit.all(".options .taken")).hasCount(3);
            that(visit.all(".options .right th")).containsText("B");
            that(visit.all(".answer-facts").first()).containsText("of the probability");
        }
    }

    @Test
    void aLinkFromATableOpensItsItems() {
        try (var visit = new ReportVisit(chromium, one, "")) {
            visit.all(".categories:has-text('Harmful answers') summary").click();
            visit.all(".category-table a:has-text('sabotage')").first().click();
            that(visit.all("#by-category")).hasValue("sabotage");
            that(visit.all("#count")).hasText("8 of 98 items");
            that(visit.all("#filters")).isInViewport();
        }
    }

    @Test
    void keysGoThroughTheItems() {
        try (var visit = new ReportVisit(chromium, one, "#order=asked")) {
            var keyboard = visit.page.keyboard();
            keyboard.press("j");
            that(visit.all("#row-1")).hasAttribute("aria-selected", "true");
            keyboard.press("j");
            keyboard.press("k");
            that(visit.all(".item-place")).hasText("2 of 98");
            assertThat(visit.hash()).contains("item=perils/direction");
            keyboard.press("/");
            that(visit.all("#search")).isFocused();
            keyboard.type("jjk");
            that(visit.all("#search")).hasValue("jjk");
            keyboard.press("Escape");
            visit.all("#clear").click();
            visit.all("#list").focus();
            keyboard.press("ArrowDown");
            keyboard.press("PageDown");
            that(visit.all("#list"))
                    .hasAttribute("aria-activedescendant", Pattern.compile("row-\\d+"));
            visit.all("#keys").uncheck();
            var before = visit.all(".item-place").textContent();
            keyboard.press("j");
            assertThat(visit.all(".item-place").textContent()).isEqualTo(before);
        }
    }

    @Test
    void hostileTextsDoNothingAndAreSeen() {
        try (var visit = new ReportVisit(chromium, one, "#item=perils/markup/1")) {
            that(visit.all(".question")).containsText("</script><script>document.title = 'taken'");
            that(visit.all(".answer.is-plain .text")).containsText("<img src=x onerror=");
            that(visit.all("#item img, #item script")).hasCount(0);
            assertThat(visit.page.title()).isEqualTo("SmolLM2-135M with adapter · Rose evaluation");
        }
        try (var visit = new ReportVisit(chromium, one, "#item=perils/direction")) {
            that(visit.all(".question .control"))
                    .hasText(new String[] {"U+202E", "U+202C", "U+0000"});
            assertThat(visit.all(".answer.is-plain .text").textContent())
                    .contains("U+202E")
                    .doesNotContain("\u202e");
        }
    }

    @Test
    void severalRunsHaveASwitchAndStandSideBySide() {
        try (var visit = new ReportVisit(chromium, two, "")) {
            that(visit.all("#run-0")).isVisible();
            that(visit.all("#run-1")).isHidden();
            visit.all("#run-switch label:has-text('adapter')").click();
            that(visit.all("#run-1")).isVisible();
            that(visit.all("#run-0")).isHidden();
            assertThat(visit.hash()).isEqualTo("#run=1");
            that(visit.all(".answer")).hasCount(6);
            that(visit.all(".run-answers h4")).hasText(new String[] {"shipped", "adapter"});
            that(visit.all("#row-0 .tone")).hasCount(6);
            visit.all("#run-1 .browse").first().click();
            that(visit.all("#by-benchmark")).not().hasValue("");
            that(visit.all("#run-1")).isVisible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void axeFindsNoBarrier(ColorScheme scheme) {
        try (var visit = new ReportVisit(chromium, two, "", ReportVisit.desktop(scheme))) {
            visit.page.evaluate(
                    "document.querySelectorAll('details').forEach((d) => d.open = true)");
            assertThat(visit.barriers()).as("at first").isEmpty();
            visit.choose("#by-benchmark", "quiz");
            assertThat(visit.barriers()).as("a multiple choice").isEmpty();
            visit.all("#search").fill("nothing is like this");
            that(visit.all("#item")).containsText("No item");
            assertThat(visit.barriers()).as("no item").isEmpty();
        }
    }

    @Test
    void aPhoneHasItAll() {
        try (var visit = new ReportVisit(chromium, one, "", ReportVisit.phone())) {
            visit.page.evaluate(
                    "document.querySelectorAll('details').forEach((d) => d.open = true)");
            assertThat(visit.overflows()).isFalse();
            assertThat(visit.barriers()).isEmpty();
            that(visit.all("#item")).isHidden();
            visit.all("#row-2").tap();
            that(visit.all(".question")).isVisible();
            that(visit.all("#list")).isHidden();
            assertThat(visit.overflows()).isFalse();
            assertThat(visit.barriers()).isEmpty();
            visit.all(".back").tap();
            that(visit.all("#list")).isVisible();
        }
    }

    @Test
    void printHasTheResultsOfAllRuns() {
        try (var visit = new ReportVisit(chromium, two, "")) {
            visit.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            that(visit.all("#run-0")).isVisible();
            that(visit.all("#run-1")).isVisible();
            that(visit.all("#filters")).isHidden();
            that(visit.all(".question")).isVisible();
        }
    }

    @Test
    void threeThousandItemsAreAsQuickAsTen() {
        var many = folder.resolve("many.html");
        HtmlReport.write(many, List.of(SampleRun.write(folder.resolve("many"), 0.8, MANY)));
        try (var visit = new ReportVisit(chromium, many, "")) {
            that(visit.all("#count")).hasText("3,002 items");
            visit.all("#list").press("End");
            that(visit.all("#row-3001")).isVisible();
            assertThat(visit.all(".row").count()).isLessThan(60);
            visit.all("#search").fill("house number 999");
            that(visit.all("#count")).hasText("1 of 3,002 items");
        }
    }
}
