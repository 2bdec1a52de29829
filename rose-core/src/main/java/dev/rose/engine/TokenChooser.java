package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.LogprobReader;
import dev.rose.method.PlainChoice;
import dev.rose.method.Sampler;
import dev.rose.method.ScoreChanges;
import dev.rose.method.StepExplainer;
import dev.rose.method.StepExplanation;
import dev.rose.method.Strength;
import dev.rose.method.TokenLogprobs;
import dev.rose.model.Logits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the token of each step from the streams' rows, and keeps what is to be said of it. */
final class TokenChooser implements Streams.RowReader {
    private final Strength strength;
    private final int[] given;
    private final ContrastiveScorer scorer;
    private final @Nullable ScoreChanges changes;
    private final PlainChoice plain;
    private final @Nullable Sampling sampled;
    private final @Nullable StepExplainer explainer;
    private final @Nullable LogprobReader logprobReader;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<StepExplanation> steps = new ArrayList<>();
    private final List<TokenLogprobs> logprobs = new ArrayList<>();
    private final List<Integer> nearTies = new ArrayList<>();
    private final List<Integer> changed = new ArrayList<>();

    /** A sampler and the scores that it draws from; greedy decoding needs neither. */
    private record Sampling(Sampler sampler, float[] scores) {}

    TokenChooser(GenerationRequest request, int vocabSize) {
        var alphas = ReverseStream.alphas(request.reverse());
        strength = request.strength();
        given = request.given();
        scorer = ContrastiveScorer.of(strength, request.plausibility(), alphas);
        changes = ScoreChanges.of(request.sampling(), vocabSize).orElse(null);
        plain = new PlainChoice(changes);
        sampled =
                request.sampling().isGreedy()
                        ? null
                        : new Sampling(new Sampler(request.sampling()), new float[vocabSize]);
        explainer = request.explain() ? new StepExplainer(vocabSize, scorer) : null;
        logprobReader =
                request.logprobs() < 0
                        ? null
                        : new LogprobReader(vocabSize, scorer, request.logprobs());
        begin(request.beginning());
    }

    private void begin(Beginning beginning) {
        tokens.addAll(beginning.tokens());
        nearTies.addAll(beginning.nearTieSteps());
        changed.addAll(beginning.changedSteps());
        if (changes != null) {
            beginning.tokens().forEach(changes::count);
        }
    }

    @Override
    public void read(Logits positive, List<Logits> allReverse) {
        var reverse = readsReverse() ? allReverse : List.<Logits>of();
        scorer.weigh(tokens.size(), positive, reverse);
        int token = choose(positive, reverse);
        if (explainer != null) {
            explain(explainer.explain(token, positive, reverse), positive);
        } else if (asksPlain() && plain.isOtherThan(token, positive)) {
            changed.add(tokens.size());
        }
        if (logprobReader != null) {
            logprobs.add(logprobReader.read(token, positive, reverse));
        }
        if (changes != null) {
            changes.count(token);
        }
        tokens.add(token);
    }

    private int choose(Logits positive, List<Logits> reverse) {
        if (tokens.size() < given.length) {
            return given[tokens.size()];
        }
        var choice = chooseByScore(positive, reverse);
        if (choice.nearTie()) {
            nearTies.add(tokens.size());
        }
        if (sampled == null) {
            return choice.top().best();
        }
        scorer.score(positive, reverse, sampled.scores());
        if (changes != null) {
            changes.addTo(sampled.scores());
        }
        return sampled.sampler().sample(sampled.scores());
    }

    private ContrastiveScorer.Choice chooseByScore(Logits positive, List<Logits> reverse) {
        if (changes != null) {
            return scorer.choose(positive, reverse, changes);
        }
        return asksPlain()
                ? scorer.choose(positive, reverse, plain)
                : scorer.choose(positive, reverse);
    }

    /** Whether plain decoding is asked for its choice; an explainer knows it anyway. */
    private boolean asksPlain() {
        return explainer == null && !isPlainChoice();
    }

    /** Whether this step takes what plain greedy decoding takes, whatever that is. */
    private boolean isPlainChoice() {
        return sampled == null && tokens.size() >= given.length && scorer.isPlain();
    }

    private void explain(StepExplanation step, Logits positive) {
        var explained =
                changes == null
                        ? step
                        : step.withPlainToken(
                                new ContrastiveScorer()
                                        .choose(positive, List.of(), changes)
                                        .top()
                                        .best());
        steps.add(explained);
        if (explained.changed()) {
            changed.add(tokens.size());
        }
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

    /** Whether the last token was given and not chosen. */
    boolean lastWasGiven() {
        return tokens.size() <= given.length;
    }

    /** The given tokens that come next, {@code most} at most. */
    int[] nextGiven(int most) {
        int from = Math.min(tokens.size(), given.length);
        return Arrays.copyOfRange(given, from, Math.min(given.length, from + most));
    }

    /** What is done to the scores of the next token; a copy, and none where nothing is. */
    Optional<ScoreChanges> changes() {
        return Optional.ofNullable(changes).map(ScoreChanges::copy);
    }

    /** Steps whose two best scores were near; sampled answers count them alike. */
    List<Integer> nearTies() {
        return nearTies;
    }

    /** Steps whose token plain greedy decoding would not have taken. */
    List<Integer> changed() {
        return changed;
    }

    List<StepExplanation> steps() {
        return steps;
    }

    List<TokenLogprobs> logprobs() {
        return logprobs;
    }
}
