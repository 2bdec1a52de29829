package dev.rose.cli.bench;

import dev.rose.model.DecodeBatch;
import dev.rose.model.DecodeStep;
import dev.rose.model.ModelSession;
import dev.rose.model.SequenceState;
import dev.rose.model.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Notes when each decode of a session begins, so that the whole of a step is timed. */
final class TimedSession implements ModelSession {
    private final ModelSession session;
    private final List<Long> begins = new ArrayList<>();

    TimedSession(ModelSession session) {
        this.session = session;
    }

    void forget() {
        begins.clear();
    }

    /** Milliseconds of the last {@code count} steps, each to the next one's first decode. */
    double[] lastSteps(int count, int decodesAStep) {
        long end = System.nanoTime();
        int first = begins.size() - count * decodesAStep;
        var times = new double[count];
        for (int step = count - 1; step >= 0; step--) {
            long begin = begins.get(first + step * decodesAStep);
            times[step] = (end - begin) / 1e6;
            end = begin;
        }
        return times;
    }

    @Override
    public DecodeStep decode(DecodeBatch batch) {
        begins.add(System.nanoTime());
        return session.decode(batch);
    }

    @Override
    public SessionOptions options() {
        return session.options();
    }

    @Override
    public int chunk() {
        return session.chunk();
    }

    @Override
    public int length(int sequence) {
        return session.length(sequence);
    }

    @Override
    public boolean copySequence(int from, int to, int length) {
        return session.copySequence(from, to, length);
    }

    @Override
    public boolean cutSequence(int sequence, int length) {
        return session.cutSequence(sequence, length);
    }

    @Override
    public boolean canCut() {
        return session.canCut();
    }

    @Override
    public boolean canCutDecoded() {
        return session.canCutDecoded();
    }

    @Override
    public void clearSequence(int sequence) {
        session.clearSequence(sequence);
    }

    @Override
    public SequenceState copyState(int sequence) {
        return session.copyState(sequence);
    }

    @Override
    public void setState(int sequence, SequenceState state) {
        session.setState(sequence, state);
    }

    @Override
    public void saveSequence(int sequence, Path file, int[] tokens) {
        session.saveSequence(sequence, file, tokens);
    }

    @Override
    public int[] loadSequence(int sequence, Path file) {
        return session.loadSequence(sequence, file);
    }

    @Override
    public void close() {
        session.close();
    }
}
