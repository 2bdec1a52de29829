package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.model.Logits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/** The scores of src/test/golden/golden.py, which knows the formula and nothing of this code. */
class GoldenVectorsTest {

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Golden(
            String name,
            float[] positive,
            List<float[]> reverse,
            float[] alphas,
            double[] scores,
            int argMax,
            double[] softmax) {
        @Override
        public String toString() {
            return name;
        }

        Logits positiveRow() {
            return Logits.of(positive);
        }

        List<Logits> reverseRows() {
            return reverse.stream().map(Logits::of).toList();
        }
    }

    static Stream<Golden> cases() {
        try (var json = GoldenVectorsTest.class.getResourceAsStream("/golden/scores.json")) {
            return Arrays.stream(new JsonMapper().readValue(json, Golden[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyAlphaAndNumberOfStreamsIsThere() {
        assertThat(cases()).hasSize(2 * 6 * 4 + 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scores(Golden golden) {
        var out = new float[golden.positive.length];
        new ContrastiveScorer(golden.alphas).score(golden.positiveRow(), golden.reverseRows(), out);

        for (int i = 0; i < out.length; i++) {
            // A few roundings of numbers of this size; 2⁻²⁴ is half a unit in the last place.
            double size = Math.abs(golden.positive[i]);
            for (int s = 0; s < golden.alphas.length; s++) {
                size += Math.abs(golden.alphas[s] * golden.reverse.get(s)[i]);
            }
            assertThat((double) out[i])
                    .isCloseTo(golden.scores[i], within(8 * size * 0x1p-24 + Double.MIN_VALUE));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void argMax(Golden golden) {
        var scorer = new ContrastiveScorer(golden.alphas);

        assertThat(scorer.argMax(golden.positiveRow(), golden.reverseRows()))
                .isEqualTo(golden.argMax);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void softmax(Golden golden) {
        var scores = new float[golden.positive.length];
        new ContrastiveScorer(golden.alphas)
                .score(golden.positiveRow(), golden.reverseRows(), scores);
        var out = new double[scores.length];
        Softmax.of(scores, out);

        assertThat(out).containsExactly(golden.softmax, within(1e-5));
        assertThat(Arrays.stream(out).sum()).isCloseTo(1, within(1e-12));
    }
}
