package dev.rose.engine;

import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;

/** One pass a token, with a row of every stream; the rows are read where the model left them. */
final class BatchedDecoder implements Decoder {

    @Override
    public String name() {
        return "batched";
    }

    /**
     * @throws IllegalArgumentException where the session's batches have no room for a row of each
     *     stream
     */
    @Override
    public Generation start(
            ModelSession session, Vocabulary vocabulary, GenerationRequest request) {
        var streams = new PassForAll(session, request);
        if (streams.count() > session.options().batchSize()) {
            throw new IllegalArgumentException(
                    "batched decoding of %d streams needs batches of as many rows, not %d"
                            .formatted(streams.count(), session.options().batchSize()));
        }
        return new StepLoop(session, vocabulary, request, streams);
    }

    private static final class PassForAll extends Streams {
        PassForAll(ModelSession session, GenerationRequest request) {
            super(session, request);
        }

        @Override
        void append(int token, RowReader reader) {
            batch.clear();
            for (int stream = 0; stream < count(); stream++) {
                batch.add(token, session.length(stream), stream, true);
            }
            try (var step = session.decode(batch)) {
                var rows = new ArrayList<Logits>(count());
                for (int row = 0; row < count(); row++) {
                    rows.add(step.logits(row));
                }
                read(rows, reader);
            }
        }
    }
}
