package dev.rose;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import dev.rose.method.TokenLogprobs;
import dev.rose.policy.Policy;
import dev.rose.prompt.PromptPair;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to answer. The defaults are the paper's: both of its prompts, α = 0.5, greedy.
 *
 * @param mode which streams decide
 * @param alpha strength of the contrast, finite and at least 0, shared by the reverse prompts that
 *     have no weight of their own; only {@link Mode#ROSE} uses it
 * @param strength scales the contrast from token to token; only {@link Mode#ROSE} uses it
 * @param plausibility β of the mask, in [0, 1): tokens whose positive probability is below β times
 *     the best one's are never taken; 0 (the paper's way) for no mask
 * @param prompts the system prompts of the streams
 * @param template the form in which the model reads them
 * @param sampling how a token is taken from the scores
 * @param maxTokens tokens to make at most, at least 1
 * @param stop texts that end the answer and are not part of it; none empty
 * @param explain whether each token is explained
 * @param logprobs how many of each step's best tokens are given with their log probabilities, 0 to
 *     20; −1 for no log probabilities at all
 * @param decoder how it is computed; of no influence on the text
 * @param scope whose caches and texts may serve the answer, and are served by it: what is cached
 *     can be told from timing, so callers that must not know of each other have different scopes;
 *     empty for everyone's
 */
public record AnswerOptions(
        Mode mode,
        float alpha,
        Strength strength,
        float plausibility,
        PromptPair prompts,
        TemplateChoice template,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        boolean explain,
        int logprobs,
        DecoderChoice decoder,
        String scope) {
    private static final AnswerOptions DEFAULTS =
            new AnswerOptions(
                    Mode.ROSE,
                    0.5f,
                    new Strength.Constant(),
                    0,
                    PromptPair.paper(),
                    new TemplateChoice.Auto(),
                    Sampling.greedy(),
                    128,
                    List.of(),
                    false,
                    -1,
                    DecoderChoice.AUTO,
                    "");

    public AnswerOptions {
        if (!(alpha >= 0 && Float.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha must be finite and at least 0, not " + alpha);
        }
        ContrastiveScorer.requirePlausibility(plausibility);
        TokenLogprobs.requireTop(logprobs);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max-tokens must be at least 1, not " + maxTokens);
        }
        stop = List.copyOf(stop);
        if (stop.contains("")) {
            throw new IllegalArgumentException("a stop text must not be empty");
        }
    }

    public static AnswerOptions defaults() {
        return DEFAULTS;
    }

    /** The α of all reverse streams together; 0 where no reverse stream is taken away. */
    public float totalAlpha() {
        return switch (mode) {
            case ROSE -> (float) prompts.weights(alpha).stream().mapToDouble(a -> a).sum();
            case PLAIN, REVERSE -> 0;
        };
    }

    public AnswerOptions withMode(Mode mode) {
        return with(change -> change.mode = mode);
    }

    public AnswerOptions withAlpha(float alpha) {
        return with(change -> change.alpha = alpha);
    }

    public AnswerOptions withStrength(Strength strength) {
        return with(change -> change.strength = strength);
    }

    public AnswerOptions withPlausibility(float plausibility) {
        return with(change -> change.plausibility = plausibility);
    }

    public AnswerOptions withPrompts(PromptPair prompts) {
        return with(change -> change.prompts = prompts);
    }

    public AnswerOptions withTemplate(TemplateChoice template) {
        return with(change -> change.template = template);
    }

    public AnswerOptions withSampling(Sampling sampling) {
        return with(change -> change.sampling = sampling);
    }

    public AnswerOptions withMaxTokens(int maxTokens) {
        return with(change -> change.maxTokens = maxTokens);
    }

    public AnswerOptions withStop(String... stop) {
        return with(change -> change.stop = List.of(stop));
    }

    public AnswerOptions withExplain(boolean explain) {
        return with(change -> change.explain = explain);
    }

    /** With log probabilities of each token and of the {@code top} best ones; −1 for none. */
    public AnswerOptions withLogprobs(int top) {
        return with(change -> change.logprobs = top);
    }

    public AnswerOptions withScope(String scope) {
        return with(change -> change.scope = scope);
    }

    public AnswerOptions withDecoder(DecoderChoice decoder) {
        return with(change -> change.decoder = decoder);
    }

    /**
     * With all that a policy says; the template stays where it names none.
     *
     * @param prompts the texts of its prompts, from {@link Rose#prompts}
     */
    public AnswerOptions withPolicy(Policy policy, PromptPair prompts) {
        var named = policy.template();
        return withAlpha(policy.alpha())
                .withStrength(policy.strength())
                .withPlausibility(policy.plausibility())
                .withPrompts(prompts)
                .withTemplate(named == null ? template : TemplateChoice.of(named));
    }

    private AnswerOptions with(Consumer<Change> by) {
        var change = new Change(this);
        by.accept(change);
        return change.applied();
    }

    /** A copy whose parts can be set one by one. */
    private static final class Change {
        private Mode mode;
        private float alpha;
        private Strength strength;
        private float plausibility;
        private PromptPair prompts;
        private TemplateChoice template;
        private Sampling sampling;
        private int maxTokens;
        private List<String> stop;
        private boolean explain;
        private int logprobs;
        private DecoderChoice decoder;
        private String scope;

        Change(AnswerOptions from) {
            mode = from.mode;
            alpha = from.alpha;
            strength = from.strength;
            plausibility = from.plausibility;
            prompts = from.prompts;
            template = from.template;
            sampling = from.sampling;
            maxTokens = from.maxTokens;
            stop = from.stop;
            explain = from.explain;
            logprobs = from.logprobs;
            decoder = from.decoder;
            scope = from.scope;
        }

        AnswerOptions applied() {
            return new AnswerOptions(
                    mode,
                    alpha,
                    strength,
                    plausibility,
                    prompts,
                    template,
                    sampling,
                    maxTokens,
                    stop,
                    explain,
                    logprobs,
                    decoder,
                    scope);
        }
    }
}
