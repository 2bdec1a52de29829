package dev.rose.engine;

import dev.rose.model.DecodeBatch;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The streams of an answer as sequences of a session: 0 is the positive one, from 1 on the reverse
 * ones. A token goes to all that are still read, always; how it gets there is what decoders differ
 * in.
 */
abstract class Streams {

    /** Looks at the logits of all streams, which are borrowed for the time of the call. */
    @FunctionalInterface
    interface RowReader {
        /** Takes one row a stream that is read, the reverse ones in the order of the request. */
        void read(Logits positive, List<Logits> reverse);
    }

    protected final ModelSession session;
    protected final DecodeBatch batch = new DecodeBatch(8);
    private final List<int[]> prompts;
    private int count;

    Streams(ModelSession session, GenerationRequest request) {
        this.session = session;
        prompts = new ArrayList<>();
        prompts.add(request.prompt());
        for (var stream : request.reverse()) {
            prompts.add(stream.prompt());
        }
        count = prompts.size();
    }

    /** Streams that are read: all of them until the reverse ones are dropped. */
    final int count() {
        return count;
    }

    /** Gives the reverse streams up: no later token depends on them. */
    final void dropReverse() {
        clearFrom(1);
        count = 1;
    }

    /**
     * Decodes the prompts, and has the rows after them read.
     *
     * <p>Every decoder does it in the same way, each stream on its own in the same chunks, so that
     * the first scores are the same to the last bit whatever the decoder.
     *
     * @return false where it was cancelled; nothing was read then
     */
    final boolean prefill(BooleanSupplier cancelled, RowReader reader) {
        var rows = new ArrayList<Logits>();
        for (int stream = 0; stream < count(); stream++) {
            var prompt = prompts.get(stream);
            for (int from = 0; from < prompt.length; from += session.chunk()) {
                if (cancelled.getAsBoolean()) {
                    return false;
                }
                prefillChunk(stream, prompt, from, rows);
            }
        }
        read(rows, reader);
        return true;
    }

    private void prefillChunk(int stream, int[] prompt, int from, List<Logits> rows) {
        int end = Math.min(from + session.chunk(), prompt.length);
        batch.clear();
        int row = 0;
        for (int i = from; i < end; i++) {
            row = batch.add(prompt[i], i, stream, i == prompt.length - 1);
        }
        try (var step = session.decode(batch)) {
            if (end == prompt.length) {
                rows.add(step.logits(row).copy());
            }
        }
    }

    /** Appends {@code token} to every stream that is read, and has the rows after it read. */
    abstract void append(int token, RowReader reader);

    /** Empties the sequences. */
    final void clear() {
        clearFrom(0);
    }

    private void clearFrom(int first) {
        for (int stream = first; stream < count; stream++) {
            session.clearSequence(stream);
        }
    }

    protected static void read(List<Logits> rows, RowReader reader) {
        reader.read(rows.getFirst(), rows.subList(1, rows.size()));
    }
}
