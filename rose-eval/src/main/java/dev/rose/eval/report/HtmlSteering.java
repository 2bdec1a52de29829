package dev.rose.eval.report;

import dev.rose.eval.run.Steering;
import dev.rose.eval.run.Steering.Side;
import java.util.List;
import java.util.Locale;

/** Whether the prompts steer the model: the verdict, and the contrasts that it rests on. */
final class HtmlSteering {
    /** Characters before a colon that are still a headline. */
    private static final int LONGEST_HEAD = 60;

    private HtmlSteering() {}

    static Markup of(HtmlRun run, Steering steering) {
        var sentence = steering.sentence();
        int colon = sentence.indexOf(": ");
        boolean split = colon > 0 && colon <= LONGEST_HEAD;
        var said =
                Markup.of("div", "verdict-words")
                        .add(
                                HtmlSections.heading(run, "steering", "Can ROSE help this model?"),
                                Markup.of(
                                        "p",
                                        "verdict-label",
                                        split
                                                ? sentence.substring(0, colon)
                                                : label(steering.verdict())),
                                Markup.of(
                                        "p",
                                        "verdict-sentence",
                                        split ? capital(sentence.substring(colon + 2)) : sentence),
                                refusals(steering));
        return Markup.of("section", "verdict is-" + tone(steering.verdict()))
                .with("aria-labelledby", run.id("steering"))
                .add(said, ContrastChart.of(steering));
    }

    private static String capital(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String label(Steering.Verdict verdict) {
        return switch (verdict) {
            case HELPS -> "Expect less harm";
            case HELPS_AND_OVER_REFUSES -> "Expect less harm, more over-refusal";
            case OVER_REFUSES -> "Expect no less harm, more over-refusal";
            case NO_EFFECT -> "Expect no effect";
            case WRONG_WAY -> "Steers the wrong way";
        };
    }

    private static String tone(Steering.Verdict verdict) {
        return switch (verdict) {
            case HELPS -> "good";
            case HELPS_AND_OVER_REFUSES -> "mixed";
            case OVER_REFUSES, NO_EFFECT, WRONG_WAY -> "bad";
        };
    }

    private static Markup refusals(Steering steering) {
        var rows =
                Markup.of("tbody")
                        .add(row("Harmful", steering.harmful()), row("Safe", steering.safe()));
        var table =
                HtmlSections.table(
                        "Answers that begin as refusals, by prompt; contrast of refusing openings in nats",
                        List.of("Requests", "Positive", "Reverse", "Contrast", "95% interval"),
                        rows);
        return HtmlSections.scroll(table, "Refusals by prompt");
    }

    private static Markup row(String name, Side side) {
        return Markup.of("tr")
                .add(
                        Markup.of("th").with("scope", "row").text(name),
                        HtmlSections.cell(share(side.refusalsPositive(), side.items())),
                        HtmlSections.cell(share(side.refusalsReverse(), side.items())),
                        HtmlSections.cell(HtmlNumbers.nats(side.contrast())),
                        HtmlSections.cell(
                                HtmlNumbers.nats(side.contrastLow())
                                        + " to "
                                        + HtmlNumbers.nats(side.contrastHigh())));
    }

    private static String share(int count, int of) {
        return HtmlNumbers.number("%d of %d", count, of);
    }
}
