package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.Sampler;
import dev.rose.method.StepExplainer;
import dev.rose.method.StepExplanation;
import dev.rose.method.Strength;
import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the token of each step from the streams' rows, and keeps what is to be said of it. */
final class TokenChooser implements Streams.RowReader {
    private final Strength strength;
    private final ContrastiveScorer scorer;
    private final @Nullable Sampling sampled;
    private final @Nullable StepExplainer explainer;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<StepExplanation> steps = new ArrayList<>();
    private final List<Integer> nearTies = new ArrayList<>();

    /** A sampler and the scores that it draws from; greedy decoding needs neither. */
    private record Sampling(Sampler sampler, float[] scores) {}

    TokenChooser(GenerationRequest request, int vocabSize) {
        var alphas = ReverseStream.alphas(request.reverse());
        strength = request.strength();
        scorer = ContrastiveScorer.of(strength, request.plausibility(), alphas);
        sampled =
                request.sampling().isGreedy()
                        ? null
                        : new Sampling(new Sampler(request.sampling()), new float[vocabSize]);
        explainer = request.explain() ? new StepExplainer(vocabSize, scorer) : null;
    }

    @Override
    public void read(Logits positive, List<Logits> allReverse) {
        var reverse = readsReverse() ? allReverse : List.<Logits>of();
        scorer.weigh(tokens.size(), positive, reverse);
        var choice = scorer.choose(positive, reverse);
        int token = choice.top().best();
        if (sampled != null) {
            scorer.score(positive, reverse, sampled.scores());
            token = sampled.sampler().sample(sampled.scores());
        }
        if (choice.nearTie()) {
            nearTies.add(tokens.size());
        }
        if (explainer != null) {
            steps.add(explainer.explain(token, positive, reverse));
        }
        tokens.add(token);
    }

    /** Whether the next token depends on the reverse streams; where not, no later one does. */
    boolean readsReverse() {
        return strength.readsReverse(tokens.size());
    }

    /** The tokens taken so far. */
    List<Integer> tokens() {
        return tokens;
    }

    int last() {
        return tokens.getLast();
    }

    /** Steps whose two best scores were near; sampled answers count them alike. */
    List<Integer> nearTies() {
        return nearTies;
    }

    List<StepExplanation> steps() {
        return steps;
    }
}
