package dev.rose.engine;

import dev.rose.error.RoseException;
import dev.rose.model.DecodeBatch;
import dev.rose.model.DecodeStep;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.SequenceState;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session of the engine, with the sequences that are free and the batch of the next step. */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final ModelSession session;
    private final DecodeBatch batch;
    // The lowest first: sequences that follow each other are decoded at once.
    private final PriorityQueue<Integer> free = new PriorityQueue<>();
    private @Nullable DecodeStep step;

    Lane(ModelSession session) {
        this.session = session;
        this.batch = new DecodeBatch(session.options().batchSize());
        for (int sequence = 0; sequence < session.options().sequences(); sequence++) {
            free.add(sequence);
        }
    }

    ModelSession session() {
        return session;
    }

    DecodeBatch batch() {
        return batch;
    }

    /** The lowest free sequence, or one beyond all where there is none. */
    int lowestFree() {
        return free.isEmpty() ? session.options().sequences() : free.element();
    }

    /** Takes a free, empty sequence. */
    Seat lease() {
        return new Seat(this, free.remove());
    }

    void giveBack(int sequence) {
        session.clearSequence(sequence);
        free.add(sequence);
    }

    /** KV cells of all sequences. */
    long cells() {
        var size = session.options();
        return (long) size.sequences() * size.contextLength();
    }

    /** Those that hold a token. */
    long usedCells() {
        long used = 0;
        for (int sequence = 0; sequence < session.options().sequences(); sequence++) {
            used += session.length(sequence);
        }
        return used;
    }

    /** Decodes the batch; nothing where it is empty. The step stays open until {@link #endStep}. */
    void decode() {
        if (batch.size() > 0) {
            step = session.decode(batch);
        }
    }

    Logits logits(int row) {
        var open = step;
        if (open == null) {
            throw new IllegalStateException("nothing was decoded");
        }
        return open.logits(row);
    }

    void endStep() {
        var open = step;
        step = null;
        batch.clear();
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        session.close();
    }

    /** A leased sequence of a lane. */
    record Seat(Lane lane, int sequence) {

        int length() {
            return lane.session().length(sequence);
        }

        /** Computes tokens behind those that the sequence holds; no logits are kept. */
        void prefill(int[] tokens) {
            int most = lane.session().chunk();
            for (int from = 0; from < tokens.length; from += most) {
                int position = length();
                for (int i = from; i < Math.min(tokens.length, from + most); i++) {
                    lane.batch().add(tokens[i], position + i - from, sequence, false);
                }
                lane.decode();
                lane.endStep();
            }
        }

        SequenceState copyState() {
            return lane.session().copyState(sequence);
        }

        /** A copy of the sequence; none where there is no memory for it. */
        Optional<SequenceState> tryCopy() {
            try {
                return Optional.of(copyState());
            } catch (RoseException e) {
                LOG.debug("a sequence is not copied: {}", e.getMessage());
                return Optional.empty();
            }
        }

        /** Copies the sequence; false, with the other one empty, where that cannot be. */
        boolean copyTo(Seat to) {
            if (length() == 0) {
                return true;
            }
            var copy = tryCopy();
            if (copy.isEmpty()) {
                return false;
            }
            try (var state = copy.get()) {
                return to.tryState(state);
            }
        }

        /** False, with the sequence empty, where the session does not take it. */
        boolean tryState(SequenceState state) {
            try {
                lane.session().setState(sequence, state);
                return true;
            } catch (RoseException e) {
                LOG.debug("a sequence is computed anew: {}", e.getMessage());
                return false;
            }
        }

        /** False where this memory cannot be cut. */
        boolean cut(int length) {
            return length == length() || lane.session().cutSequence(sequence, length);
        }

        void giveBack() {
            lane.giveBack(sequence);
        }
    }
}
