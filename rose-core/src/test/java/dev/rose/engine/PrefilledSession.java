package dev.rose.engine;

import dev.rose.model.DecodeBatch;
import dev.rose.model.DecodeStep;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.SequenceState;
import dev.rose.model.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A session that does not decode the same prompt twice. Every decoder prefills alike, so a test
 * that compares what comes after pays for a prompt once, and for the beginning that all prompts of
 * a stream share once altogether.
 *
 * <p>Sequence {@code s} of this session is {@code s} of the one below; {@code n + s} keeps the last
 * prompt of {@code s}, from which the next one takes the tokens that both begin with.
 */
final class PrefilledSession implements ModelSession {
    private final ModelSession below;
    private final int sequences;
    private final int[][] prompts;
    private final Logits[] rows;

    /**
     * @param below has twice as many sequences as this session
     */
    PrefilledSession(ModelSession below) {
        this.below = below;
        sequences = below.options().sequences() / 2;
        prompts = new int[sequences][0];
        rows = new Logits[sequences];
    }

    @Override
    public SessionOptions options() {
        var options = below.options();
        return new SessionOptions(
                options.contextLength(), sequences, options.batchSize(), options.threads());
    }

    /** A batch that begins a sequence is a whole prompt, which asks for the last row's logits. */
    @Override
    public DecodeStep decode(DecodeBatch batch) {
        return batch.position(0) == 0 ? prefill(batch) : below.decode(batch);
    }

    private DecodeStep prefill(DecodeBatch batch) {
        int sequence = batch.sequence(0);
        int last = batch.size() - 1;
        var prompt = new int[batch.size()];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = batch.token(i);
        }
        if (!Arrays.equals(prompt, prompts[sequence])) {
            int known = Math.max(0, Arrays.mismatch(prompt, prompts[sequence]));
            known = Math.min(known, last);
            below.cutSequence(sequences + sequence, known);
            var rest = new DecodeBatch(batch.size());
            for (int i = known; i <= last; i++) {
                rest.add(prompt[i], i, sequences + sequence, i == last);
            }
            try (var step = below.decode(rest)) {
                rows[sequence] = step.logits(rest.size() - 1).copy();
            }
            prompts[sequence] = prompt;
        }
        below.copySequence(sequences + sequence, sequence, prompt.length);
        return new Remembered(rows[sequence], last);
    }

    private record Remembered(Logits logits, int last) implements DecodeStep {
        @Override
        public Logits logits(int row) {
            if (row != last) {
                throw new IllegalArgumentException("row " + row + " asked for no logits");
            }
            return logits;
        }

        @Override
        public void close() {}
    }

    @Override
    public int chunk() {
        return below.chunk();
    }

    @Override
    public int length(int sequence) {
        return below.length(sequence);
    }

    @Override
    public boolean copySequence(int from, int to, int length) {
        return below.copySequence(from, to, length);
    }

    @Override
    public boolean cutSequence(int sequence, int length) {
        return below.cutSequence(sequence, length);
    }

    @Override
    public boolean canCut() {
        return below.canCut();
    }

    @Override
    public boolean canCutDecoded() {
        return below.canCutDecoded();
    }

    @Override
    public SequenceState copyState(int sequence) {
        return below.copyState(sequence);
    }

    @Override
    public void setState(int sequence, SequenceState state) {
        below.setState(sequence, state);
    }

    @Override
    public void clearSequence(int sequence) {
        below.clearSequence(sequence);
    }

    @Override
    public void saveSequence(int sequence, Path file, int[] tokens) {
        below.saveSequence(sequence, file, tokens);
    }

    @Override
    public int[] loadSequence(int sequence, Path file) {
        return below.loadSequence(sequence, file);
    }

    @Override
    public void close() {
        below.close();
    }
}
