package dev.rose.method;

/**
 * Probabilities from scores, {@code pᵢ = exp((sᵢ − max s) / T) / Σⱼ exp((sⱼ − max s) / T)}, in
 * double precision. The maximum is taken out first, so that nothing overflows.
 */
public final class Softmax {
    private Softmax() {}

    /** At temperature 1; see {@link #of(float[], double, double[])}. */
    public static void of(float[] scores, double[] out) {
        of(scores, 1, out);
    }

    /**
     * At any temperature.
     *
     * @param scores shape {@code [vocabSize]}; one that is not finite has probability 0
     * @param temperature T, finite and positive
     * @param out shape {@code [vocabSize]}; sums to 1 after the call
     * @throws dev.rose.error.RoseException with kind {@code ENGINE_FAILED} where no score is finite
     */
    public static void of(float[] scores, double temperature, double[] out) {
        if (!(temperature > 0) || !Double.isFinite(temperature)) {
            throw new IllegalArgumentException(
                    "temperature must be finite and above 0, not " + temperature);
        }
        if (out.length != scores.length) {
            throw new IllegalArgumentException(
                    "out has %d places for %d scores".formatted(out.length, scores.length));
        }
        double max = TopTwo.of(scores).bestScore();
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            out[i] = weight(scores[i], max, temperature);
            sum += out[i];
        }
        for (int i = 0; i < out.length; i++) {
            out[i] /= sum;
        }
    }

    /** {@code exp((score − max) / temperature)}: 1 for the best, 0 for what is not finite. */
    static double weight(float score, double max, double temperature) {
        return Math.abs(score) <= Float.MAX_VALUE ? Math.exp((score - max) / temperature) : 0;
    }
}
