package dev.rose.method;

import java.util.Map;

/**
 * How a token is drawn from {@code softmax(scores / temperature)}. First of all the scores are
 * changed, {@code sₜ + biasₜ − frequency · countₜ − presence · [countₜ > 0]}, where {@code countₜ}
 * is how often the answer has the token so far; greedy sampling takes the arg max of that too. Then
 * the filters apply in the order top-k, top-p, min-p, each to what the one before left; ties keep
 * the lower id.
 *
 * @param temperature 0 takes the arg max (greedy, the paper's way); else finite and positive
 * @param topK keep the k most probable tokens; 0 keeps all
 * @param topP keep the smallest set whose probability reaches p, in (0, 1]; 1 keeps all
 * @param minP keep tokens of at least p × the best one's probability, in [0, 1); 0 keeps all
 * @param seed of the generator; the same seed gives the same tokens
 * @param presencePenalty taken once from the score of each token that the answer has, in logits;
 *     finite, negative to favour them, 0 for none
 * @param frequencyPenalty taken for each time that the answer has the token, alike
 * @param logitBias by token, added to its score, in logits; finite. A token that the plausibility
 *     mask rules out stays so
 */
public record Sampling(
        float temperature,
        int topK,
        float topP,
        float minP,
        long seed,
        float presencePenalty,
        float frequencyPenalty,
        Map<Integer, Float> logitBias) {
    public Sampling {
        require(
                temperature >= 0 && Float.isFinite(temperature),
                "temperature must be finite and at least 0",
                temperature);
        require(topK >= 0, "top-k must be at least 0", topK);
        require(topP > 0 && topP <= 1, "top-p must be above 0 and at most 1", topP);
        require(minP >= 0 && minP < 1, "min-p must be at least 0 and below 1", minP);
        require(
                Float.isFinite(presencePenalty),
                "the presence penalty must be finite",
                presencePenalty);
        require(
                Float.isFinite(frequencyPenalty),
                "the frequency penalty must be finite",
                frequencyPenalty);
        logitBias = Map.copyOf(logitBias);
        logitBias.forEach((token, bias) -> {
            require(token >= 0, "a biased token must be at least 0", token);
            require(Float.isFinite(bias), "the bias of token " + token + " must be finite", bias);
        });
    }

    /** Without penalties and biases. */
    public Sampling(float temperature, int topK, float topP, float minP, long seed) {
        this(temperature, topK, topP, minP, seed, 0, 0, Map.of());
    }

    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 0);
    }

    public static Sampling temperature(float temperature, long seed) {
        return new Sampling(temperature, 0, 1, 0, seed);
    }

    public Sampling withSeed(long seed) {
        return new Sampling(
                temperature, topK, topP, minP, seed, presencePenalty, frequencyPenalty, logitBias);
    }

    public Sampling withPenalties(float presence, float frequency) {
        return new Sampling(temperature, topK, topP, minP, seed, presence, frequency, logitBias);
    }

    public Sampling withLogitBias(Map<Integer, Float> bias) {
        return new Sampling(
                temperature, topK, topP, minP, seed, presencePenalty, frequencyPenalty, bias);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether scores are changed before a token is taken from them. */
    public boolean changesScores() {
        return presencePenalty != 0 || frequencyPenalty != 0 || !logitBias.isEmpty();
    }

    private static void require(boolean valid, String rule, Object seen) {
        if (!valid) {
            throw new IllegalArgumentException(rule + ", not " + seen);
        }
    }
}
