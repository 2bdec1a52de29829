package dev.rose.eval.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningsTest {
    private static final AnswerOptions PLAIN =
            AnswerOptions.defaults().withMode(Mode.PLAIN).withTemplate(new TemplateChoice.Paper());

    @Test
    void noneOfRosesOwnBeginsWithAnother() {
        var texts = Openings.texts();
        assertThat(texts).hasSizeGreaterThan(3).doesNotHaveDuplicates();
        for (var text : texts) {
            assertThat(texts).noneMatch(other -> !other.equals(text) && text.startsWith(other));
        }
    }

    @Test
    void whatBeginsWithAnotherIsNotCountedTwice() {
        try (var rose = Rose.over(new ToyModel(ToyVocabulary.ofAllBytes(), 7), 2048, 1)) {
            var alone = probability(rose, List.of("No", "Yes"));
            assertThat(probability(rose, List.of("No", "No, never", "Yes", "No"))).isEqualTo(alone);
            assertThat(Math.exp(alone))
                    .isCloseTo(
                            Math.exp(probability(rose, List.of("No")))
                                    + Math.exp(probability(rose, List.of("Yes"))),
                            within(1e-9));
        }
    }

    @Test
    void allFirstTokensTogetherAreCertain() {
        var vocabulary = ToyVocabulary.ofAllBytes();
        try (var rose = Rose.over(new ToyModel(vocabulary, 7), 2048, 1)) {
            // All characters of one byte; what is left is that of the other tokens.
            var ascii =
                    java.util.stream.IntStream.range(1, 128)
                            .mapToObj(c -> Character.toString((char) c))
                            .toList();
            assertThat(Math.exp(probability(rose, ascii))).isBetween(0.2, 0.8);
        }
    }

    @Test
    void sumsOfSmallProbabilitiesStayNumbers() {
        assertThat(Openings.logSum(-1000, -1000)).isCloseTo(-1000 + Math.log(2), within(1e-9));
        assertThat(Openings.logSum(Math.log(0.25), Math.log(0.5)))
                .isCloseTo(Math.log(0.75), within(1e-12));
        assertThat(Openings.logSum(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    private static double probability(Rose rose, List<String> texts) {
        var prompt = rose.streams("Why?", PLAIN).getFirst();
        return new Openings(rose, texts).logProbability(prompt, PLAIN);
    }
}
