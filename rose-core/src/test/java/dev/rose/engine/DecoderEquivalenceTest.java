package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.method.Sampling;
import dev.rose.method.Softmax;
import dev.rose.method.Strength;
import dev.rose.method.TopTwo;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.ToyModel;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * On the toy model every decoder gives what the naive one gives, to the last bit, and the naive one
 * gives what the formula says. The same check rejects the two wrong ports of ROSE that are known.
 */
class DecoderEquivalenceTest {
    private static final int CASES = 4000;

    @Test
    void batchedEqualsNaive() {
        assertThat(firstDifference(Decoder.naive(), Decoder.batched(), CASES)).isEmpty();
    }

    @Test
    void naiveGivesWhatTheFormulaSays() {
        var compared = new HashMap<Class<?>, Integer>();
        int changed = 0;
        for (long seed = 0; seed < CASES; seed++) {
            var toy = ToyCase.of(seed);
            if (toy.request().sampling().isGreedy() && toy.request().stop().isEmpty()) {
                var expected = byTheFormula(toy);
                compared.merge(toy.request().strength().getClass(), 1, Integer::sum);
                changed += toy.request().sampling().changesScores() ? 1 : 0;
                var tokens = toy.run(Decoder.naive()).tokens();
                assertThat(dependsOnRounding(toy) ? tokens.subList(0, expected.size()) : tokens)
                        .as("case %d: %s", seed, toy.request())
                        .isEqualTo(expected);
            }
        }
        assertThat(compared.values()).hasSize(4).allMatch(count -> count > CASES / 50);
        assertThat(changed).isGreaterThan(CASES / 20);
    }

    @Test
    void changedTokensAreThoseThatExplanationsSay() {
        int changed = 0;
        for (long seed = 0; seed < 1000; seed++) {
            var toy = ToyCase.of(seed);
            var explained = toy.with(toy.request().withExplain(true)).run(Decoder.naive());
            var silent = toy.with(toy.request().withExplain(false)).run(Decoder.naive());
            assertThat(silent.tokens()).isEqualTo(explained.tokens());
            var steps = explained.steps();
            assertThat(silent.changedSteps())
                    .as("case %d", seed)
                    .isEqualTo(explained.changedSteps())
                    .isEqualTo(
                            IntStream.range(0, steps.size())
                                    .filter(i -> steps.get(i).changed())
                                    .boxed()
                                    .toList());
            changed += silent.changedSteps().size();
        }
        assertThat(changed).isGreaterThan(1000);
    }

    @Test
    void plainGreedyAnswersHaveNoChangedTokens() {
        for (long seed = 0; seed < 1000; seed++) {
            var toy = ToyCase.of(seed);
            if (toy.request().reverse().isEmpty() && toy.request().sampling().isGreedy()) {
                var plain = toy.with(toy.request().withPlausibility(0).withGiven());
                assertThat(plain.run(Decoder.naive()).changedSteps()).isEmpty();
            }
        }
    }

    @Test
    void theCasesCoverWhatCanHappen() {
        var reasons = EnumSet.noneOf(FinishReason.class);
        int pieces = 0;
        int stopped = 0;
        int ties = 0;
        for (long seed = 0; seed < 1000; seed++) {
            var toy = ToyCase.of(seed);
            var outcome = toy.run(Decoder.naive());
            reasons.add(outcome.finishReason());
            pieces += outcome.pieces().size();
            ties += outcome.nearTies();
            boolean ended = toy.model().vocabulary().isEndOfGeneration(outcome.tokens().getLast());
            stopped += outcome.finishReason() == FinishReason.STOP && !ended ? 1 : 0;
        }
        assertThat(reasons).containsExactlyInAnyOrder(FinishReason.STOP, FinishReason.LENGTH);
        assertThat(pieces).isGreaterThan(3000);
        assertThat(stopped).as("ended by a stop text").isGreaterThan(100);
        assertThat(ties).isGreaterThan(100);
    }

    @Test
    void aPortThatFeedsEachStreamItsOwnArgMaxIsRejected() {
        assertThat(firstDifference(Decoder.naive(), new Wrong(OwnArgMax::new), 50)).isPresent();
        assertThat(share(new Wrong(OwnArgMax::new))).isGreaterThan(0.5);
    }

    @Test
    void aPortThatOverwritesTheLastTokenIsRejected() {
        assertThat(firstDifference(Decoder.naive(), new Wrong(Overwriting::new), 50)).isPresent();
        assertThat(share(new Wrong(Overwriting::new))).isGreaterThan(0.5);
    }

    /** The seed of the first case on which the two differ. */
    private static OptionalLong firstDifference(Decoder truth, Decoder other, int cases) {
        return LongStream.range(0, cases)
                .filter(seed -> !ToyCase.of(seed).run(truth).equals(ToyCase.of(seed).run(other)))
                .findFirst();
    }

    /** The share of cases with something to go wrong on which a decoder differs from the truth. */
    private static double share(Decoder other) {
        int different = 0;
        int cases = 0;
        for (long seed = 0; seed < 300; seed++) {
            var truth = ToyCase.of(seed).run(Decoder.naive());
            if (truth.tokens().size() > 4 && truth.reversePromptTokens() > 0) {
                cases++;
                different += truth.equals(ToyCase.of(seed).run(other)) ? 0 : 1;
            }
        }
        return (double) different / cases;
    }

    /**
     * Greedy ROSE on whole prefixes: no session, no cache, nothing shared with the decoders. Ends
     * before a token that hangs on how a factor is rounded.
     */
    private static List<Integer> byTheFormula(ToyCase toy) {
        var request = toy.request();
        int longest = request.prompt().length;
        for (var stream : request.reverse()) {
            longest = Math.max(longest, stream.prompt().length);
        }
        int limit = Math.min(request.maxTokens(), toy.options().contextLength() - longest);
        var answer = new ArrayList<Integer>();
        while (answer.size() < limit) {
            if (answer.size() < request.given().length) {
                answer.add(request.given()[answer.size()]);
                continue;
            }
            var positive = logits(toy.model(), request.prompt(), answer);
            var scores = positive.clone();
            for (var stream : request.reverse()) {
                var reverse = logits(toy.model(), stream.prompt(), answer);
                double factor = factor(request.strength(), answer.size(), positive, reverse);
                float alpha = (float) (stream.alpha() * factor);
                for (int i = 0; i < scores.length; i++) {
                    scores[i] -= alpha * reverse[i];
                }
            }
            change(scores, request.sampling(), answer);
            mask(scores, positive, request.plausibility());
            var top = TopTwo.of(scores);
            if (dependsOnRounding(toy) && top.margin() < 1e-3) {
                break;
            }
            answer.add(top.best());
            if (toy.model().vocabulary().isEndOfGeneration(top.best())) {
                break;
            }
        }
        return answer;
    }

    private static void change(float[] scores, Sampling sampling, List<Integer> answer) {
        for (int token = 0; token < scores.length; token++) {
            int count = Collections.frequency(answer, token);
            float change = sampling.logitBias().getOrDefault(token, 0f);
            change -= count * sampling.frequencyPenalty();
            change -= count > 0 ? sampling.presencePenalty() : 0;
            scores[token] += change;
        }
    }

    private static boolean dependsOnRounding(ToyCase toy) {
        return toy.request().strength() instanceof Strength.Adaptive
                && !toy.request().reverse().isEmpty();
    }

    private static double factor(Strength strength, int step, float[] positive, float[] reverse) {
        return switch (strength) {
            case Strength.Constant() -> 1;
            case Strength.FirstTokens(int tokens) -> step < tokens ? 1 : 0;
            case Strength.Decaying(int halfLife) -> Math.pow(2, -(double) step / halfLife);
            case Strength.Adaptive() -> divergence(positive, reverse);
        };
    }

    private static double divergence(float[] positive, float[] reverse) {
        var p = new double[positive.length];
        var q = new double[positive.length];
        Softmax.of(positive, p);
        Softmax.of(reverse, q);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double middle = (p[i] + q[i]) / 2;
            sum += p[i] * Math.log(p[i] / middle) / 2 + q[i] * Math.log(q[i] / middle) / 2;
        }
        return sum / Math.log(2);
    }

    private static void mask(float[] scores, float[] positive, float plausibility) {
        float best = positive[0];
        for (float logit : positive) {
            best = Math.max(best, logit);
        }
        for (int i = 0; i < scores.length; i++) {
            if (positive[i] < best + (float) Math.log(plausibility)) {
                scores[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static float[] logits(ToyModel model, int[] prompt, List<Integer> answer) {
        var prefix = Arrays.copyOf(prompt, prompt.length + answer.size());
        for (int i = 0; i < answer.size(); i++) {
            prefix[prompt.length + i] = answer.get(i);
        }
        return model.logitsAfter(prefix);
    }

    /** A decoder that is right in all but how a token reaches the streams. */
    private record Wrong(BiFunction<ModelSession, GenerationRequest, Streams> streams)
            implements Decoder {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public Generation start(
                ModelSession session, Vocabulary vocabulary, GenerationRequest request) {
            return new StepLoop(session, vocabulary, request, streams.apply(session, request));
        }
    }

    /** Known mistake: every stream goes its own way after the prompt. */
    private static final class OwnArgMax extends Streams {
        private List<Logits> rows = List.of();

        OwnArgMax(ModelSession session, GenerationRequest request) {
            super(session, request);
        }

        @Override
        void append(int token, RowReader reader) {
            var next = new ArrayList<Logits>();
            for (int stream = 0; stream < count(); stream++) {
                int own = rows.isEmpty() ? token : TopTwo.of(floats(rows.get(stream))).best();
                batch.clear();
                batch.add(own, session.length(stream), stream, true);
                try (var step = session.decode(batch)) {
                    next.add(step.logits(0).copy());
                }
            }
            rows = next;
            read(rows, reader);
        }

        private static float[] floats(Logits row) {
            var values = new float[row.vocabSize()];
            row.copyTo(values);
            return values;
        }
    }

    /** Known mistake: the token takes the place of the prompt's last one. */
    private static final class Overwriting extends Streams {
        Overwriting(ModelSession session, GenerationRequest request) {
            super(session, request);
        }

        @Override
        void append(int token, RowReader reader) {
            var rows = new ArrayList<Logits>();
            for (int stream = 0; stream < count(); stream++) {
                session.cutSequence(stream, session.length(stream) - 1);
                batch.clear();
                batch.add(token, session.length(stream), stream, true);
                try (var step = session.decode(batch)) {
                    rows.add(step.logits(0).copy());
                }
            }
            read(rows, reader);
        }
    }
}
