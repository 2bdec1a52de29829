package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptPlanTest {
    private static final ReverseChoice MANUAL = ReverseChoice.of(new ReverseChoice.Manual());
    private static final ReverseChoice OPPOSITE = ReverseChoice.of(new ReverseChoice.Opposite());
    private static final ReverseChoice MODEL = ReverseChoice.of(new ReverseChoice.ByModel());
    private static final ReverseWriter NOBODY =
            prompt -> {
                throw new AssertionError("asked for the reverse of " + prompt);
            };

    @Test
    void thePapersPlanIsThePapersPair() {
        assertThat(PromptPlan.paper().toPair(NOBODY)).isEqualTo(PromptPair.paper());
        assertThat(PromptPlan.paper().needsModel()).isFalse();
    }

    @Test
    void instructionsOfOnesOwnStandBehindEveryPrompt() {
        var rude = new ReverseChoice(new ReverseChoice.Text("rude.txt", "Be rude."), 0.3f);
        var pair =
                PromptPlan.paper()
                        .withOwn("Answer in rhyme.")
                        .withReverse(List.of(MANUAL, rude))
                        .toPair(NOBODY);
        assertThat(pair)
                .isEqualTo(
                        new PromptPair(
                                PaperPrompts.POSITIVE + "\n\nAnswer in rhyme.",
                                List.of(
                                        new ReversePrompt(
                                                "manual",
                                                PaperPrompts.MANUAL_REVERSE
                                                        + "\n\nAnswer in rhyme.",
                                                null),
                                        new ReversePrompt(
                                                "rude.txt",
                                                "Be rude.\n\nAnswer in rhyme.",
                                                0.3f))));
    }

    @Test
    void instructionsOfOnesOwnAreNotTurnedRound() {
        var plan = new PromptPlan("Be safe.", "Be polite.", List.of(OPPOSITE, MODEL));
        assertThat(plan.toPair(prompt -> "not: " + prompt).reverse())
                .extracting(ReversePrompt::text)
                .containsExactly("Be unsafe.\n\nBe polite.", "not: Be safe.\n\nBe polite.");
        assertThat(plan.needsModel()).isTrue();
    }

    @Test
    void withoutASafetyPromptOnesOwnFacesItsReverse() {
        var pair = PromptPlan.ofOwn("Be polite.", List.of(OPPOSITE, MANUAL)).toPair(NOBODY);
        assertThat(pair.positive()).isEqualTo("Be polite.");
        assertThat(pair.reverse())
                .extracting(ReversePrompt::text)
                .containsExactly("Be rude.", PaperPrompts.MANUAL_REVERSE);
    }

    @Test
    void randomWordsAreSeededAndAsManyAsThePromptHas() {
        var texts =
                PromptPlan.paper()
                        .withReverse(List.of(random(0), random(0), random(1)))
                        .toPair(NOBODY)
                        .reverse();
        assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
        assertThat(texts.get(0).name()).isEqualTo("random");
        for (var prompt : texts) {
            assertThat(prompt.text().split(" "))
                    .hasSameSizeAs(PaperPrompts.POSITIVE.split(" "))
                    .allMatch(word -> word.matches("[a-z]{3,}"));
        }
        assertThat(ReversePrompt.random("Be kind.\n\n Be good.", 7).text())
                .as("a seed means the same words in every release")
                .isEqualTo("lantern timber baseball harbor");
    }

    @Test
    void blankPromptsAndImpossibleWeightsAreRefused() {
        assertThatThrownBy(() -> PromptPlan.paper().withOwn(" "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PromptPlan(null, null, List.of(MANUAL)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PromptPlan.ofOwn("Be kind.", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MANUAL.withWeight(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReverseChoice.of(new ReverseChoice.Text("x", "\n")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ReverseChoice random(long seed) {
        return ReverseChoice.of(new ReverseChoice.Random(seed));
    }
}
