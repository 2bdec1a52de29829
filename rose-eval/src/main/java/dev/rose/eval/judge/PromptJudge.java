package dev.rose.eval.judge;

import dev.rose.eval.run.Verdict.Label;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A model with a rubric. Pairs are asked in both orders. */
final class PromptJudge implements Judge {
    private final String name;
    private final Rubric rubric;
    private final int concurrency;
    private final Replier replier;

    /**
     * @param replier closed with this
     */
    PromptJudge(String name, Rubric rubric, int concurrency, Replier replier) {
        this.name = name;
        this.rubric = rubric;
        this.concurrency = concurrency;
        this.replier = replier;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Rubric rubric() {
        return rubric;
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public Ruling judge(JudgedAnswer answer) throws InterruptedException {
        var other = answer.other();
        if (other == null) {
            return ask(answer, answer.text(), "");
        }
        var first = ask(answer, answer.text(), other);
        if (first.isFailed()) {
            return first;
        }
        return both(first, ask(answer, other, answer.text()));
    }

    private Ruling ask(JudgedAnswer answer, String text, String second)
            throws InterruptedException {
        var item = answer.item().item();
        var values = new HashMap<String, String>();
        values.put("question", item.question());
        values.put("answer", text);
        values.put("answer_b", second);
        values.put("reference", Objects.requireNonNullElse(item.reference(), ""));
        return switch (replier.ask(rubric, rubric.fill(Map.copyOf(values)))) {
            case Replier.Reply.Text(var reply) -> VerdictReader.read(rubric, reply);
            case Replier.Reply.Measured(var ruling) -> ruling;
            case Replier.Reply.Failed(var why) -> Ruling.failed(why);
            case Replier.Reply.Refused(var why) -> Ruling.refused(why);
        };
    }

    /**
     * @param first with the answer in the first place
     * @param second with the answer in the second place, so that its win is a loss
     */
    private static Ruling both(Ruling first, Ruling second) {
        if (second.isFailed()) {
            return second;
        }
        var turned =
                switch (second.label()) {
                    case WIN -> Label.LOSS;
                    case LOSS -> Label.WIN;
                    default -> second.label();
                };
        var note = "in this order: %s | changed: %s".formatted(first.note(), second.note());
        if (first.label() == Label.UNSCORED || turned == Label.UNSCORED) {
            return Ruling.unscored(note);
        }
        return Ruling.of(first.label() == turned ? turned : Label.INCONSISTENT, note);
    }

    @Override
    public void close() {
        replier.close();
    }
}
