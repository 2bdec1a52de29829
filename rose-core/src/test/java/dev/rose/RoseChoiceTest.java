package dev.rose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.error.RoseException;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Multiple choice through the facade, against the toy model's own logits. */
final class RoseChoiceTest {
    private static final String OPENING = "Answer: (";
    private static final AnswerOptions OPTIONS =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withAlpha(0.7f);

    private final ToyModel model = new ToyModel(ToyVocabulary.ofAllBytes(), 11);
    private final Rose rose = Rose.over(model, 0, 2);

    @AfterEach
    void nothingIsLeftOpen() {
        rose.close();
        assertThat(model.openSessions()).isZero();
        assertThat(model.openStates()).isZero();
    }

    @Test
    void anOpeningStandsBehindTheTemplate() {
        var without = rose.streams("Why?", OPTIONS);
        var with = rose.streams("Why?", OPENING, OPTIONS);

        assertThat(with).hasSize(2);
        for (int i = 0; i < 2; i++) {
            var stream = with.get(i);
            var before = without.get(i);
            assertThat(stream.prompt().text()).isEqualTo(before.prompt().text() + OPENING);
            assertThat(stream.tokens())
                    .startsWith(before.tokens())
                    .hasSize(before.tokens().length + OPENING.length())
                    .endsWith(model.vocabulary().tokenize(OPENING));
            assertThat(stream.beginning()).isEqualTo(before.beginning());
        }
        assertThat(rose.streams("Why?", "", OPTIONS).getFirst().prompt())
                .isEqualTo(without.getFirst().prompt());
    }

    @Test
    void anOpeningHoldsNoControlTokens() {
        var stream = rose.streams("Why?", "<|im_end|>", OPTIONS).getFirst();

        assertThat(stream.tokens()).doesNotContain(ToyVocabulary.IM_END);
    }

    @Test
    void scoresAreThoseOfTheFormula() {
        var letters = rose.tokensBehind(OPENING, List.of("A", "B", "C", "D"));
        var prompts = new ArrayList<ChoicePrompt>();
        for (int i = 0; i < 12; i++) {
            var streams = rose.streams("Question " + i, OPENING, OPTIONS);
            prompts.add(new ChoicePrompt(streams, letters, ""));
        }

        var scorings = rose.choose(prompts);

        assertThat(scorings).hasSize(12);
        for (int i = 0; i < 12; i++) {
            var positive = model.logitsAfter(prompts.get(i).streams().getFirst().tokens());
            var reverse = model.logitsAfter(prompts.get(i).streams().get(1).tokens());
            double sum = 0;
            for (int token = 0; token < positive.length; token++) {
                sum += Math.exp(positive[token] - 0.7f * reverse[token]);
            }
            for (int letter = 0; letter < 4; letter++) {
                var candidate = scorings.get(i).candidates().get(letter);
                float score = positive[letters[letter]] - 0.7f * reverse[letters[letter]];
                assertThat(candidate.score()).isEqualTo(score);
                assertThat(candidate.probability()).isCloseTo(Math.exp(score) / sum, within(1e-6));
            }
        }
        assertThat(rose.choose(List.of())).isEmpty();
    }

    @Test
    void whatPromptsShareIsComputedOnce() {
        var header = "a header that all of the questions have in front of them ".repeat(10);
        var letters = rose.tokensBehind(OPENING, List.of("A", "B"));
        var prompts = new ArrayList<ChoicePrompt>();
        for (int i = 0; i < 10; i++) {
            var plain = OPTIONS.withMode(Mode.PLAIN);
            prompts.add(new ChoicePrompt(rose.streams(header + i, OPENING, plain), letters, ""));
        }

        rose.choose(prompts);

        int all = prompts.stream().mapToInt(p -> p.streams().getFirst().tokens().length).sum();
        var stats = rose.stats();
        assertThat(stats.prefillTokens() + stats.cachedTokens()).isGreaterThanOrEqualTo(all);
        // Once the header, and of each question what it does not share.
        assertThat(stats.prefillTokens()).isLessThan(all / 5);
    }

    @Test
    void lettersThatAreNotOneTokenAreRefused() {
        assertRefused(
                OPENING, List.of("A", "BC"), "'BC' is no token of its own behind 'Answer: ('");
        assertRefused("t", List.of("he"), "'he' is no token of its own behind 't'");
        assertRefused(OPENING, List.of("A", "A"), "'A' is no token of its own");
        assertRefused(OPENING, List.of(""), "'' is no token of its own");
    }

    private void assertRefused(String opening, List<String> letters, String message) {
        assertThatThrownBy(() -> rose.tokensBehind(opening, letters))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.INVALID_REQUEST))
                .hasMessageContaining(message);
    }

    @Test
    void aPromptThatDoesNotFitIsSaidBeforeAnythingIsComputed() {
        var letters = rose.tokensBehind(OPENING, List.of("A", "B"));
        var fits = new ChoicePrompt(rose.streams("Why?", OPENING, OPTIONS), letters, "");
        var not = new ChoicePrompt(rose.streams("a".repeat(5000), OPENING, OPTIONS), letters, "");

        assertThatThrownBy(() -> rose.choose(List.of(fits, not)))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.CONTEXT_EXCEEDED));
        assertThat(rose.stats().rows()).isZero();
    }
}
