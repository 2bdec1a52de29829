package dev.rose.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptPairTest {

    @Test
    void aSingleReversePromptHasAlphaItself() {
        assertThat(PromptPair.paper().weights(0.7f)).containsExactly(0.7f);
    }

    @Test
    void promptsWithoutWeightShareAlphaBesideThoseWithOne() {
        var pair =
                PromptPair.paper()
                        .withReverse(
                                ReversePrompt.manual(),
                                ReversePrompt.of("Be rude.").withWeight(0.2f),
                                ReversePrompt.of("Lie."));
        assertThat(pair.weights(0.5f)).containsExactly(0.25f, 0.2f, 0.25f);
    }

    @Test
    void alphaIsOfNoAccountWhereEveryPromptHasItsWeight() {
        var pair = PromptPair.paper().withReverse(ReversePrompt.manual().withWeight(0));
        assertThat(pair.weights(0.5f)).containsExactly(0f);
    }

    @Test
    void refusesBlankPromptsAndImpossibleWeights() {
        assertThatThrownBy(() -> PromptPair.paper().withPositive(" \n"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReversePrompt.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PromptPair("Be kind.", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        for (var weight : new float[] {-0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ReversePrompt.manual().withWeight(weight))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("not " + weight);
        }
    }
}
