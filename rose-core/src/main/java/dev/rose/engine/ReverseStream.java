package dev.rose.engine;

import java.util.List;

/**
 * A reverse stream of a request.
 *
 * @param prompt its prompt's tokens; not empty, not copied
 * @param alpha weight of its logits, finite and at least 0
 */
public record ReverseStream(int[] prompt, float alpha) {
    public ReverseStream {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt of a reverse stream is empty");
        }
        if (!(alpha >= 0) || !Float.isFinite(alpha)) {
            throw new IllegalArgumentException("alpha must be finite and at least 0, not " + alpha);
        }
    }

    /** The weights of streams, in their order. */
    static float[] alphas(List<ReverseStream> streams) {
        var alphas = new float[streams.size()];
        for (int i = 0; i < alphas.length; i++) {
            alphas[i] = streams.get(i).alpha();
        }
        return alphas;
    }
}
