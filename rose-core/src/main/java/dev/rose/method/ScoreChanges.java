package dev.rose.method;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the biases and penalties of a {@link Sampling} add to the scores of the next token. Belongs
 * to one answer, whose tokens it counts; not thread-safe.
 */
public final class ScoreChanges {
    private final Sampling sampling;
    private final float[] changes;
    private final Map<Integer, Integer> counts;

    private ScoreChanges(Sampling sampling, float[] changes, Map<Integer, Integer> counts) {
        this.sampling = sampling;
        this.changes = changes;
        this.counts = counts;
    }

    /**
     * The changes before the first token; none where the sampling leaves scores as they are.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} where a biased token is none of the
     *     vocabulary
     */
    public static Optional<ScoreChanges> of(Sampling sampling, int vocabSize) {
        if (!sampling.changesScores()) {
            return Optional.empty();
        }
        var changes = new float[vocabSize];
        sampling.logitBias()
                .forEach((token, bias) -> {
                    if (token >= vocabSize) {
                        throw new RoseException(
                                INVALID_REQUEST,
                                "a bias is set for token %d, and the model's tokens are 0 to %d"
                                        .formatted(token, vocabSize - 1));
                    }
                    changes[token] = bias;
                });
        return Optional.of(new ScoreChanges(sampling, changes, new HashMap<>()));
    }

    /** As they are now, apart from these. */
    public ScoreChanges copy() {
        return new ScoreChanges(sampling, changes.clone(), new HashMap<>(counts));
    }

    /** The answer has {@code token} once more. */
    public void count(int token) {
        int count = counts.merge(token, 1, Integer::sum);
        float bias = sampling.logitBias().getOrDefault(token, 0f);
        changes[token] = bias - count * sampling.frequencyPenalty() - sampling.presencePenalty();
    }

    float of(int token) {
        return changes[token];
    }

    /**
     * Changes all scores.
     *
     * @param scores shape {@code [vocabSize]}
     */
    public void addTo(float[] scores) {
        addTo(scores, 0, scores.length);
    }

    /** Changes the scores of {@code length} tokens from {@code token} on. */
    void addTo(float[] scores, int token, int length) {
        for (int i = 0; i < length; i++) {
            scores[i] += changes[token + i];
        }
    }
}
