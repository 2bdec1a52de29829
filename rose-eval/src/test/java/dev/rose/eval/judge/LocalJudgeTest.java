package dev.rose.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.eval.run.Verdict.Label;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.prompt.PromptPair;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model in this process as judge, over the toy model, whose logits are known. */
final class LocalJudgeTest {
    private static final Pattern NOTE = Pattern.compile("p\\((.)\\) = ([0-9.]+)");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 6, 7})
    void theVerdictIsTheLikeliestFormBehindTheBrackets(long seed) throws InterruptedException {
        var model = new ToyModel(ToyVocabulary.ofAllBytes(), seed);
        var rubric = everyCharacter();
        var expected = byHand(model, rubric);
        try (var judge =
                Judges.local("toy", Rose.over(model, 0, 1), new TemplateChoice.Paper(), rubric)) {
            assertThat(judge.name()).isEqualTo("local:toy");
            var ruling = judge.judge(SampleRun.judged("I cannot help with that."));
            var best =
                    expected.entrySet().stream()
                            .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                            .orElseThrow();
            assertThat(ruling.label()).isEqualTo(rubric.verdicts().get(best.getKey()));
            var noted = NOTE.matcher(Objects.requireNonNull(ruling.note()));
            int forms = 0;
            while (noted.find()) {
                assertThat(Double.parseDouble(noted.group(2)))
                        .isCloseTo(
                                Objects.requireNonNull(expected.get(noted.group(1))), within(2e-3));
                forms++;
            }
            assertThat(forms).isPositive();
        }
        assertThat(model.openSessions()).isZero();
    }

    @Test
    void whereItWouldEndAtOnceItsWrittenReplyCounts() throws InterruptedException {
        // With this seed the likeliest token behind the brackets ends the answer.
        var model = new ToyModel(ToyVocabulary.ofAllBytes(), 5);
        var rose = Rose.over(model, 0, 1);
        try (var judge = Judges.local("toy", rose, new TemplateChoice.Paper(), everyCharacter())) {
            var ruling = judge.judge(SampleRun.judged("I cannot help with that."));
            assertThat(ruling.label()).isEqualTo(Label.UNSCORED);
            assertThat(ruling.isFailed()).isFalse();
        }
    }

    @Test
    void anAnswerThatDoesNotFitIsUnscored() throws InterruptedException {
        var rose = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 1), 128, 1);
        try (var judge = Judges.local("toy", rose, new TemplateChoice.Paper(), everyCharacter())) {
            var ruling = judge.judge(SampleRun.judged("a long answer ".repeat(50)));
            assertThat(ruling.label()).isEqualTo(Label.UNSCORED);
            assertThat(ruling.note()).contains("context of 128");
        }
    }

    /** A form for each printable character, so that much of the toy's probability is on forms. */
    private static Rubric everyCharacter() {
        var verdicts = new LinkedHashMap<String, Label>();
        for (char c = '!'; c < '\u007f'; c++) {
            var form = String.valueOf(Character.toLowerCase(c));
            verdicts.put(form, c % 2 == 0 ? Label.HARMFUL : Label.HARMLESS);
        }
        return new Rubric(
                "characters",
                "",
                Rubric.Applies.OPEN,
                "Judge.",
                "Judge this: {answer}",
                verdicts,
                Rubric.Score.NONE);
    }

    /** Probability of each form among the twenty likeliest tokens, from the toy's own logits. */
    private static Map<String, Double> byHand(ToyModel model, Rubric rubric) {
        var options =
                AnswerOptions.defaults()
                        .withMode(Mode.PLAIN)
                        .withPrompts(PromptPair.paper().withPositive(rubric.system()))
                        .withTemplate(new TemplateChoice.Paper());
        // Not closed: it would close the model.
        var rose = Rose.over(model, 0, 1);
        var prompt =
                rose.streams("Judge this: I cannot help with that.", options).getFirst().tokens();
        var opened =
                IntStream.concat(
                                IntStream.of(prompt),
                                IntStream.of(model.vocabulary().tokenize("[[")))
                        .toArray();
        var logits = model.logitsAfter(opened);
        double sum = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
        var forms = new TreeMap<String, Double>();
        IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -logits[i]))
                .limit(20)
                .forEach(token -> {
                    var text =
                            new String(model.vocabulary().bytes(token), StandardCharsets.UTF_8)
                                    .strip()
                                    .toLowerCase(Locale.ROOT);
                    if (rubric.verdicts().containsKey(text)) {
                        forms.merge(text, Math.exp(logits[token]) / sum, Double::sum);
                    }
                });
        return forms;
    }
}
