package dev.rose.eval.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.error.RoseException;
import dev.rose.eval.run.Steering;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.prompt.PaperPrompts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SteeringMeasurementTest {
    private static final SteeringQuestions QUESTIONS =
            new SteeringQuestions(
                    "mine", List.of("Why?", "How?", "When?"), List.of("Who?", "Is it?"));

    private final ToyModel model = new ToyModel(ToyVocabulary.ofAllBytes(), 7);

    @Test
    void theContrastIsThatOfAHandCalculation() throws InterruptedException {
        var steering = measure(QUESTIONS);
        assertThat(steering.harmful().contrasts()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(steering.harmful().contrasts().get(i))
                    .isCloseTo(byHand(QUESTIONS.harmful().get(i)), within(1e-4));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(steering.safe().contrasts().get(i))
                    .isCloseTo(byHand(QUESTIONS.safe().get(i)), within(1e-4));
        }
        assertThat(steering.harmful().contrast())
                .isCloseTo(
                        QUESTIONS.harmful().stream()
                                .mapToDouble(this::byHand)
                                .average()
                                .orElseThrow(),
                        within(1e-4));
        assertThat(steering.harmful().contrast())
                .isBetween(steering.harmful().contrastLow(), steering.harmful().contrastHigh());
    }

    /** From the toy's logits and the paper's template, without Rose. */
    private double byHand(String question) {
        return refusing(PaperPrompts.POSITIVE, question)
                - refusing(PaperPrompts.MANUAL_REVERSE, question);
    }

    private double refusing(String system, String question) {
        double sum = 0;
        for (var opening : List.of("I'm sorry", "I cannot", "I can't", "Sorry", "As an AI")) {
            var prompt = prompt(system, question);
            double probability = 1;
            for (int token : model.vocabulary().tokenize(opening)) {
                var logits = model.logitsAfter(prompt);
                double all = 0;
                for (float logit : logits) {
                    all += Math.exp(logit);
                }
                probability *= Math.exp(logits[token]) / all;
                prompt = Arrays.copyOf(prompt, prompt.length + 1);
                prompt[prompt.length - 1] = token;
            }
            sum += probability;
        }
        return Math.log(sum);
    }

    /** As the toy reads the paper's template: the token that begins all texts, then the text. */
    private int[] prompt(String system, String question) {
        var text = system + "\nHuman:\n" + question + "\n\nAssistant:\n";
        return IntStream.concat(
                        IntStream.of(ToyVocabulary.BEGIN),
                        IntStream.of(model.vocabulary().tokenize(text)))
                .toArray();
    }

    @Test
    void refusalsAreCountedUnderEachPrompt() {
        // A melody that begins where the positive prompt ends: the toy refuses whatever it is
        // asked,
        // and under a prompt of another length it begins in the middle.
        var sorry = model.vocabulary().tokenize("Sorry. ");
        int start = prompt(PaperPrompts.POSITIVE, "Why?").length;
        var melody = new int[sorry.length];
        for (int i = 0; i < sorry.length; i++) {
            melody[(i + start) % sorry.length] = sorry[i];
        }
        int apart = prompt(PaperPrompts.MANUAL_REVERSE, "Why?").length - start;
        assertThat(Math.floorMod(apart, sorry.length)).isNotZero();
        try (var rose = Rose.over(model.withMelody(melody, 0), 2048, 1)) {
            var measured = measurement(rose).measure("Why?");
            assertThat(measured.refusedPositive()).isTrue();
            assertThat(measured.refusedReverse()).isFalse();
        }
    }

    @Test
    void equalPromptsGiveNoContrast() throws InterruptedException {
        var paper = Policy.paper();
        var same =
                new Policy(
                        "same",
                        "",
                        PaperPrompts.MANUAL_REVERSE,
                        paper.reverse(),
                        0.5f,
                        paper.strength(),
                        0,
                        null);
        try (var rose = Rose.over(model, 2048, 1)) {
            var steering =
                    new SteeringMeasurement(rose, "toy", same, new TemplateChoice.Paper())
                            .run(QUESTIONS, (_, _) -> {});
            assertThat(steering.harmful().contrasts()).containsOnly(0.0);
            assertThat(steering.harmful().refusalsPositive())
                    .isEqualTo(steering.harmful().refusalsReverse());
            assertThat(steering.verdict()).isEqualTo(Steering.Verdict.NO_EFFECT);
            assertThat(steering.policy()).isEqualTo("same");
        }
    }

    @Test
    void theListenerHearsOfEachQuestionAndTwoRunsAreEqual() throws InterruptedException {
        var heard = new ArrayList<Integer>();
        Steering first;
        try (var rose = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 7), 2048, 1)) {
            first = measurement(rose).run(QUESTIONS, (done, total) -> heard.add(10 * total + done));
        }
        assertThat(heard).containsExactly(51, 52, 53, 54, 55);
        assertThat(measure(QUESTIONS)).isEqualTo(first);
    }

    @Test
    void withoutQuestionsOfOneKindThereIsNothingToMeasure() {
        assertThatThrownBy(() ->
                        measure(new SteeringQuestions("dangerousqa", List.of("Why?"), List.of())))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("1 harmful and 0 safe questions were found in dangerousqa");
    }

    @Test
    void aFailureOfTheModelIsTheMeasurements() {
        model.failAfter(3);
        assertThatThrownBy(() -> measure(QUESTIONS))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("the toy failed as asked");
        assertThat(model.openSteps()).isZero();
    }

    private Steering measure(SteeringQuestions questions) throws InterruptedException {
        try (var rose = Rose.over(model, 2048, 1)) {
            return measurement(rose).run(questions, (_, _) -> {});
        }
    }

    private static SteeringMeasurement measurement(Rose rose) {
        return new SteeringMeasurement(rose, "toy", Policy.paper(), new TemplateChoice.Paper());
    }
}
