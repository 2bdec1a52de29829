package dev.rose.eval.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.catalogue.CatalogueOptions;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.benchmark.Query;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.method.Softmax;
import dev.rose.model.DecodeBatch;
import dev.rose.model.SessionOptions;
import dev.rose.policy.Policy;
import dev.rose.testing.RealModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Multiple choice with the real model, against scores that are computed one prompt at a time.
 * {@code -Drose.eval.choices=300} compares more items.
 */
class ChoiceIT {
    private static final int ITEMS = Integer.getInteger("rose.eval.choices", 9);

    private static final float ALPHA = 0.7f;

    @TempDir private Path temp;

    @Test
    void predictionsAreThoseOfOnePromptAtATime() throws InterruptedException {
        var data = SampleData.choice("mc", ITEMS, 2);
        var policies = Map.of("paper", Policy.paper());
        var plan =
                new EvaluationPlan(
                        List.of(data),
                        EvaluationPlan.arms(EnumSet.allOf(Mode.class), policies),
                        policies,
                        Profile.DEFAULT,
                        0,
                        0,
                        1,
                        Shard.whole());
        var answers = new ArrayList<RunAnswer>();
        // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes long.
        var options =
                RoseOptions.defaults()
                        .withModel(RealModel.path().toString())
                        .withCatalogue(CatalogueOptions.defaults().withHome(RealModel.home()))
                        .withThreads(1)
                        .withSlots(4);
        try (var rose = Rose.open(options)) {
            var evaluation = new Evaluation(rose, plan);
            try (var run = RunFolder.write(temp.resolve("run"), evaluation.manifest())) {
                evaluation.run(run, (answer, _, _) -> answers.add(answer));
            }
            assertThat(answers).hasSize(3 * ITEMS);
            for (int i = 0; i < answers.size(); i += 3) {
                var id = answers.get(i).item();
                var item =
                        data.items().stream()
                                .filter(one -> one.id().equals(id))
                                .findFirst()
                                .orElseThrow();
                check(answers.subList(i, i + 3), data.query(item, Profile.DEFAULT), rose);
            }
            var stats = rose.stats();
            assertThat(stats.cachedTokens()).isGreaterThan(2 * stats.prefillTokens());
        }
    }

    /** Plain, reverse and ROSE of one item. */
    private static void check(List<RunAnswer> answers, Query query, Rose rose) {
        var streams = rose.streams(query.text(), query.opening(), AnswerOptions.defaults());
        var positive = logits(streams.get(0).tokens(), rose);
        var reverse = logits(streams.get(1).tokens(), rose);
        var letters = rose.tokensBehind(query.opening(), query.letters());
        for (var answer : answers) {
            var scores = scores(answer.arm().mode(), positive, reverse);
            var probabilities = new double[scores.length];
            Softmax.of(scores, probabilities);
            int best = 0;
            for (int i = 0; i < letters.length; i++) {
                best = scores[letters[i]] > scores[letters[best]] ? i : best;
                assertThat(answer.choice().probabilities().get(query.letters().get(i)))
                        .as("item %s, letter %d", answer.item(), i)
                        .isCloseTo(probabilities[letters[i]], within(1e-9));
            }
            assertThat(answer.choice().prediction()).isEqualTo(query.letters().get(best));
        }
    }

    private static float[] scores(Mode mode, float[] positive, float[] reverse) {
        var scores = new float[positive.length];
        for (int token = 0; token < scores.length; token++) {
            scores[token] =
                    switch (mode) {
                        case PLAIN -> positive[token];
                        case REVERSE -> reverse[token];
                        case ROSE -> positive[token] - ALPHA * reverse[token];
                    };
        }
        return scores;
    }

    private static float[] logits(int[] prompt, Rose rose) {
        try (var session =
                rose.model().openSession(SessionOptions.of(prompt.length, 1).withThreads(1))) {
            var batch = new DecodeBatch(8);
            for (int from = 0; ; from += session.chunk()) {
                int end = Math.min(from + session.chunk(), prompt.length);
                batch.clear();
                int row = 0;
                for (int i = from; i < end; i++) {
                    row = batch.add(prompt[i], i, 0, i == prompt.length - 1);
                }
                try (var step = session.decode(batch)) {
                    if (end == prompt.length) {
                        var logits = step.logits(row);
                        var copied = new float[logits.vocabSize()];
                        for (int token = 0; token < copied.length; token++) {
                            copied[token] = logits.get(token);
                        }
                        return copied;
                    }
                }
            }
        }
    }
}
