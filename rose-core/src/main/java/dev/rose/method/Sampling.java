package dev.rose.method;

/**
 * How a token is drawn from {@code softmax(scores / temperature)}. The filters apply in the order
 * top-k, top-p, min-p, each to what the one before left; ties keep the lower id.
 *
 * @param temperature 0 takes the arg max (greedy, the paper's way); else finite and positive
 * @param topK keep the k most probable tokens; 0 keeps all
 * @param topP keep the smallest set whose probability reaches p, in (0, 1]; 1 keeps all
 * @param minP keep tokens of at least p × the best one's probability, in [0, 1); 0 keeps all
 * @param seed of the generator; the same seed gives the same tokens
 */
public record Sampling(float temperature, int topK, float topP, float minP, long seed) {
    public Sampling {
        require(
                temperature >= 0 && Float.isFinite(temperature),
                "temperature must be finite and at least 0",
                temperature);
        require(topK >= 0, "top-k must be at least 0", topK);
        require(topP > 0 && topP <= 1, "top-p must be above 0 and at most 1", topP);
        require(minP >= 0 && minP < 1, "min-p must be at least 0 and below 1", minP);
    }

    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 0);
    }

    public static Sampling temperature(float temperature, long seed) {
        return new Sampling(temperature, 0, 1, 0, seed);
    }

    public Sampling withSeed(long seed) {
        return new Sampling(temperature, topK, topP, minP, seed);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    private static void require(boolean valid, String rule, Object seen) {
        if (!valid) {
            throw new IllegalArgumentException(rule + ", not " + seen);
        }
    }
}
