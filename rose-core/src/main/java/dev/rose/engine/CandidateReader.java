package dev.rose.engine;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.Softmax;
import dev.rose.method.TopTwo;
import dev.rose.model.Logits;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the candidates' scores from the rows after a prompt. */
final class CandidateReader implements Streams.RowReader {
    private final ScoringRequest request;
    private @Nullable Scoring scoring;

    /**
     * @throws IllegalArgumentException for a candidate that is no token of the vocabulary
     */
    CandidateReader(ScoringRequest request, Vocabulary vocabulary) {
        for (int token : request.candidates()) {
            if (token < 0 || token >= vocabulary.size()) {
                throw new IllegalArgumentException(
                        "candidate %d is no token: they are 0 to %d"
                                .formatted(token, vocabulary.size() - 1));
            }
        }
        this.request = request;
    }

    @Override
    public void read(Logits positive, List<Logits> reverse) {
        var scores = new float[positive.vocabSize()];
        var probabilities = new double[scores.length];
        new ContrastiveScorer(ReverseStream.alphas(request.reverse()))
                .score(positive, reverse, scores);
        Softmax.of(scores, probabilities);
        var candidates = new ArrayList<Scoring.Candidate>();
        for (int token : request.candidates()) {
            candidates.add(new Scoring.Candidate(token, scores[token], probabilities[token]));
        }
        scoring = new Scoring(TopTwo.of(scores).best(), candidates);
    }

    Scoring scoring() {
        var read = scoring;
        if (read == null) {
            throw new IllegalStateException("no row was read");
        }
        return read;
    }
}
