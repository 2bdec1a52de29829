package dev.rose.method;

/**
 * Jensen–Shannon divergence of two distributions, {@code ½ Σ p ln(p/m) + ½ Σ q ln(q/m)} with {@code
 * m = (p + q) / 2}, in bits.
 *
 * <p>With {@code d} the difference of the two logarithms of a token's probability and {@code z =
 * exp(−|d|)} the ratio of the smaller to the larger, the token adds {@code (p + q) / 2 · (ln 2 −
 * |d| · z / (1 + z) − ln(1 + z))}: one smooth logarithm, which a polynomial can stand for.
 *
 * <p>Not thread-safe; holds two arrays of the vocabulary's size.
 */
final class Divergence {
    private final float[] ratios;
    private final float[] terms;

    Divergence(int vocabSize) {
        ratios = new float[vocabSize];
        terms = new float[vocabSize];
    }

    /** In [0, 1] within 10⁻⁵, and 0 for equal rows. */
    double bits(Distribution p, Distribution q) {
        float pNorm = (float) (1 / p.sum());
        float qNorm = (float) (1 / q.sum());
        // Scores are taken relative to the best ones, so their difference lacks this.
        float shift = (float) (StrictMath.log(q.sum()) - StrictMath.log(p.sum()));
        double nats = 0;
        // Several loops, for the reasons that Distribution gives.
        for (int from = 0; from < terms.length; from += Distribution.BLOCK) {
            int end = Math.min(from + Distribution.BLOCK, terms.length);
            ratios(p.weights(), pNorm, q.weights(), qNorm, from, end, ratios);
            differences(p.scores(), p.floor(), q.scores(), q.floor(), shift, from, end, terms);
            factors(ratios, from, end, terms);
            scale(p.weights(), pNorm, q.weights(), qNorm, from, end, terms);
            nats += Distribution.sum(terms, from, end);
        }
        // Rounding must not leave the range.
        return Math.clamp(nats / 2 / StrictMath.log(2), 0, 1);
    }

    private static void ratios(
            float[] p, float pNorm, float[] q, float qNorm, int from, int end, float[] out) {
        for (int i = from; i < end; i++) {
            float pHere = p[i] * pNorm;
            float qHere = q[i] * qNorm;
            float both = pHere + qHere;
            float apart = Math.abs(pHere - qHere);
            out[i] = (both - apart) / (both + apart);
        }
    }

    private static void differences(
            float[] p,
            float pFloor,
            float[] q,
            float qFloor,
            float shift,
            int from,
            int end,
            float[] out) {
        for (int i = from; i < end; i++) {
            float pHeight = p[i] - pFloor;
            float qHeight = q[i] - qFloor;
            float twice = qHeight + Math.abs(qHeight) - (pHeight + Math.abs(pHeight));
            out[i] = Math.abs(twice * 0.5f - shift);
        }
    }

    private static void factors(float[] ratios, int from, int end, float[] differences) {
        for (int i = from; i < end; i++) {
            float z = ratios[i];
            differences[i] = LN_2 - differences[i] * z / (1 + z) - log1p(z);
        }
    }

    private static void scale(
            float[] p, float pNorm, float[] q, float qNorm, int from, int end, float[] out) {
        for (int i = from; i < end; i++) {
            out[i] *= p[i] * pNorm + q[i] * qNorm;
        }
    }

    // ln(1 + z) / z in the Chebyshev nodes of [0, 1]; ln(1 + z) is within 10⁻⁶.
    private static float log1p(float z) {
        float tail = -0.2345452f + z * (0.14829414f + z * (-0.06559031f + z * 0.01387448f));
        return z * (0.99999857f + z * (-0.49985898f + z * (0.33097526f + z * tail)));
    }

    /** What the polynomial says, for equal tokens to add nothing. */
    private static final float LN_2 = log1p(1);
}
