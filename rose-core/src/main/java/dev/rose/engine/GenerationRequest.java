package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import dev.rose.method.TokenLogprobs;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What to decode: {@code s = logits_pos − Σ αᵢ · logits_revᵢ}, step by step. Plain decoding is the
 * case without reverse streams.
 *
 * @param prompt tokens of the positive stream; not empty, not copied
 * @param reverse the reverse streams, possibly none
 * @param strength scales the weights from token to token
 * @param plausibility β, in [0, 1): tokens whose positive probability is below β times the best
 *     one's are never taken; 0 for no such mask
 * @param sampling how the token is taken from the scores
 * @param maxTokens tokens to make at most, at least 1
 * @param stop texts that end the answer and are not part of it; none empty
 * @param explain whether each step is explained
 * @param logprobs how many of each step's best tokens are given with their log probabilities, 0 to
 *     {@link TokenLogprobs#MOST}; −1 for no log probabilities at all
 * @param given tokens that are taken first, whatever their scores are, none of which ends the
 *     answer; empty to choose from the first one on. Not copied
 * @param beginning what the answer is known to begin with, so that an engine need not decode it
 *     again; decoders that go step by step, and deterministic answers, pay no heed to it. Only of
 *     greedy answers of which nothing is explained and no token given
 * @param companions other requests of that kind, which may read the same streams: the answer's
 *     result says how far they go with it. One that reads a prompt which this request does not goes
 *     no step, nor does one of another {@code beginning}
 */
public record GenerationRequest(
        int[] prompt,
        List<ReverseStream> reverse,
        Strength strength,
        float plausibility,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        boolean explain,
        int logprobs,
        int[] given,
        Beginning beginning,
        List<GenerationRequest> companions) {
    private static final int[] NONE = {};
    private static final String GREEDY =
            "greedy answers that explain nothing, give no log probabilities and are given no tokens";

    public GenerationRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt is empty");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
        }
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop text is empty");
        }
        ContrastiveScorer.requirePlausibility(plausibility);
        TokenLogprobs.requireTop(logprobs);
        reverse = List.copyOf(reverse);
        stop = List.copyOf(stop);
        companions = List.copyOf(companions);
        if (!beginning.isEmpty() && !canBegin(sampling, explain, logprobs, given)) {
            throw new IllegalArgumentException("a beginning is only of " + GREEDY);
        }
        if (!companions.stream().allMatch(GenerationRequest::canBegin)) {
            throw new IllegalArgumentException("companions are only " + GREEDY);
        }
    }

    /** All tokens chosen, and no log probabilities. */
    public GenerationRequest(
            int[] prompt,
            List<ReverseStream> reverse,
            Strength strength,
            float plausibility,
            Sampling sampling,
            int maxTokens,
            List<String> stop,
            boolean explain) {
        this(
                prompt,
                reverse,
                strength,
                plausibility,
                sampling,
                maxTokens,
                stop,
                explain,
                -1,
                NONE,
                Beginning.NONE,
                List.of());
    }

    /** Greedy decoding of constant strength, without a mask or stop texts. */
    public static GenerationRequest greedy(
            int[] prompt, List<ReverseStream> reverse, int maxTokens) {
        return new GenerationRequest(
                prompt,
                reverse,
                new Strength.Constant(),
                0,
                Sampling.greedy(),
                maxTokens,
                List.of(),
                false);
    }

    /** What the streams read, the positive one first. */
    List<int[]> prompts() {
        return Stream.concat(Stream.of(prompt), reverse.stream().map(ReverseStream::prompt))
                .toList();
    }

    /** Whether nothing is lost where its first tokens are not decoded. */
    boolean canBegin() {
        return canBegin(sampling, explain, logprobs, given);
    }

    private static boolean canBegin(Sampling sampling, boolean explain, int logprobs, int[] given) {
        return sampling.isGreedy() && !explain && logprobs < 0 && given.length == 0;
    }

    /** Whether events name their tokens. */
    boolean reportsTokens() {
        return explain || logprobs >= 0;
    }

    public GenerationRequest withPrompt(int[] prompt) {
        return with(change -> change.prompt = prompt);
    }

    public GenerationRequest withStrength(Strength strength) {
        return with(change -> change.strength = strength);
    }

    public GenerationRequest withPlausibility(float plausibility) {
        return with(change -> change.plausibility = plausibility);
    }

    public GenerationRequest withSampling(Sampling sampling) {
        return with(change -> change.sampling = sampling);
    }

    public GenerationRequest withStop(List<String> stop) {
        return with(change -> change.stop = stop);
    }

    public GenerationRequest withExplain(boolean explain) {
        return with(change -> change.explain = explain);
    }

    public GenerationRequest withLogprobs(int logprobs) {
        return with(change -> change.logprobs = logprobs);
    }

    public GenerationRequest withGiven(int... given) {
        return with(change -> change.given = given);
    }

    public GenerationRequest withBeginning(Beginning beginning) {
        return with(change -> change.beginning = beginning);
    }

    public GenerationRequest withCompanions(List<GenerationRequest> companions) {
        return with(change -> change.companions = companions);
    }

    private GenerationRequest with(Consumer<Change> by) {
        var change = new Change(this);
        by.accept(change);
        return change.applied();
    }

    /** A copy whose parts can be set one by one. */
    private static final class Change {
        private final GenerationRequest from;
        private int[] prompt;
        private Strength strength;
        private float plausibility;
        private Sampling sampling;
        private List<String> stop;
        private boolean explain;
        private int logprobs;
        private int[] given;
        private Beginning beginning;
        private List<GenerationRequest> companions;

        Change(GenerationRequest from) {
            this.from = from;
            prompt = from.prompt;
            strength = from.strength;
            plausibility = from.plausibility;
            sampling = from.sampling;
            stop = from.stop;
            explain = from.explain;
            logprobs = from.logprobs;
            given = from.given;
            beginning = from.beginning;
            companions = from.companions;
        }

        GenerationRequest applied() {
            return new GenerationRequest(
                    prompt,
                    from.reverse,
                    strength,
                    plausibility,
                    sampling,
                    from.maxTokens,
                    stop,
                    explain,
                    logprobs,
                    given,
                    beginning,
                    companions);
        }
    }
}
