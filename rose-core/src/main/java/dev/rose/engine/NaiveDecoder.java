package dev.rose.engine;

import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;

/**
 * The truth that every other decoder is held to: for each token one pass a stream, and a copy of
 * each row, because a row dies with the next pass.
 */
final class NaiveDecoder implements Decoder {

    @Override
    public String name() {
        return "naive";
    }

    @Override
    public Generation start(
            ModelSession session, Vocabulary vocabulary, GenerationRequest request) {
        return new StepLoop(session, vocabulary, request, new PassEach(session, request));
    }

    private static final class PassEach extends Streams {
        PassEach(ModelSession session, GenerationRequest request) {
            super(session, request);
        }

        @Override
        void append(int token, RowReader reader) {
            var rows = new ArrayList<Logits>();
            for (int stream = 0; stream < count(); stream++) {
                batch.clear();
                batch.add(token, session.length(stream), stream, true);
                try (var step = session.decode(batch)) {
                    rows.add(step.logits(0).copy());
                }
            }
            read(rows, reader);
        }
    }
}
