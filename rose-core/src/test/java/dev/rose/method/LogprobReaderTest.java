package dev.rose.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.model.Logits;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogprobReaderTest {

    @Test
    void logprobsAreTheLogarithmsOfTheSoftmaxOfTheScores() {
        var random = new SplittableRandom(1);
        for (int run = 0; run < 200; run++) {
            int size = random.nextInt(1, 3000);
            int top = random.nextInt(TokenLogprobs.MOST + 1);
            var scorer = new ContrastiveScorer(0.5f);
            var positive = row(random, size);
            var reverse = List.of(row(random, size));
            var scores = new float[size];
            var probabilities = new double[size];
            scorer.score(positive, reverse, scores);
            Softmax.of(scores, probabilities);
            int token = random.nextInt(size);

            var read = new LogprobReader(size, scorer, top).read(token, positive, reverse);

            assertThat(read.token()).isEqualTo(token);
            assertThat(read.logprob()).isCloseTo(Math.log(probabilities[token]), within(1e-4));
            var best =
                    IntStream.range(0, size)
                            .boxed()
                            .sorted(Comparator.comparing(i -> -scores[i]))
                            .limit(top)
                            .toList();
            assertThat(read.top().stream().map(TokenLogprobs.Candidate::token).toList())
                    .isEqualTo(best);
            for (var candidate : read.top()) {
                assertThat(candidate.logprob())
                        .isCloseTo(Math.log(probabilities[candidate.token()]), within(1e-4));
            }
        }
    }

    @Test
    void whatIsRuledOutHasNoProbability() {
        var masked = ContrastiveScorer.of(new Strength.Constant(), 0.5f);
        var read = new LogprobReader(3, masked, 3).read(0, Logits.of(-9, 2, 2), List.of());

        assertThat(read.logprob()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(read.top()).hasSize(2);
        assertThat(read.top().getFirst().logprob()).isCloseTo(Math.log(0.5), within(1e-5));
    }

    @Test
    void refusesANumberOfBestTokensThatIsNone() {
        for (int top : new int[] {-2, 21}) {
            assertThatThrownBy(() -> TokenLogprobs.requireTop(top))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("logprobs must be 0 to 20, or -1 for none, not " + top);
        }
    }

    private static Logits row(SplittableRandom random, int size) {
        var row = new float[size];
        for (int i = 0; i < size; i++) {
            row[i] = (float) random.nextDouble(-15, 15);
        }
        return Logits.of(row);
    }
}
