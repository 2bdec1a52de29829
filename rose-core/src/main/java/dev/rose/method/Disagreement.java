package dev.rose.method;

import dev.rose.model.Logits;

/** The divergence of a step's reverse streams from the positive one. */
final class Disagreement {
    private final Distribution positive;
    private final Distribution reverse;
    private final Divergence divergence;

    Disagreement(int vocabSize) {
        positive = new Distribution(vocabSize, 1);
        reverse = new Distribution(vocabSize, 1);
        divergence = new Divergence(vocabSize);
    }

    void begin(Logits row) {
        positive.take(row);
    }

    double of(Logits row) {
        reverse.take(row);
        return divergence.bits(positive, reverse);
    }
}
