package dev.rose.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.llama.LlamaLibrary;
import dev.rose.llama.LlamaModel;
import dev.rose.llama.MemoryKind;
import dev.rose.model.DecodeBatch;
import dev.rose.model.ModelSession;
import dev.rose.model.SequenceState;
import dev.rose.model.SessionOptions;
import dev.rose.testing.RealModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What can be done with a sequence, for each kind of memory: whatever is not refused gives the
 * logits of a sequence that was decoded from its first token on.
 */
class MemoryKindIT {
    /** Longer than the window, and not a multiple of it. */
    private static final int LENGTH = 3 * TinyGguf.WINDOW + 5;

    /**
     * Batches of another shape sum in another order, and the cache rounds to 16 bits. A token that
     * is missing changes logits by 1 and more.
     */
    private static final float CLOSE = 0.03f;

    @TempDir private static Path folder;
    private static final Map<TinyGguf, LlamaLanguageModel> MODELS = new EnumMap<>(TinyGguf.class);
    private static int[] tokens;

    @BeforeAll
    static void openModels() throws IOException {
        for (var kind : TinyGguf.values()) {
            MODELS.put(kind, LlamaLanguageModel.open(LlamaModelOptions.of(natives(), file(kind))));
        }
        tokens = new SplittableRandom(11).ints(LENGTH + 8, 0, 250).toArray();
    }

    @AfterAll
    static void closeModels() {
        MODELS.values().forEach(LlamaLanguageModel::close);
    }

    private static Path natives() {
        return LlamaNatives.unpackInto(RealModel.home().natives());
    }

    private static Path file(TinyGguf kind) throws IOException {
        return kind.writeTo(folder.resolve(kind + ".gguf"));
    }

    @ParameterizedTest
    @EnumSource
    void theLibraryTellsTheKind(TinyGguf kind) throws IOException {
        try (var model = LlamaModel.load(LlamaLibrary.load(natives()), file(kind), 0)) {
            assertThat(model.memoryKind()).isEqualTo(kindOf(kind));
        }
    }

    private static MemoryKind kindOf(TinyGguf kind) {
        return switch (kind) {
            case LLAMA -> MemoryKind.ATTENTION;
            case GEMMA3 -> MemoryKind.SLIDING_WINDOW;
            case MAMBA -> MemoryKind.RECURRENT;
            case JAMBA, LFM2, LFM2_WINDOW -> MemoryKind.HYBRID;
        };
    }

    @ParameterizedTest
    @EnumSource
    void sessionsTellWhatCanBeCut(TinyGguf kind) {
        try (var session = session(kind)) {
            assertThat(session.canCut()).isEqualTo(kind == TinyGguf.LLAMA);
            assertThat(session.canCutDecoded()).isEqualTo(canCutDecoded(kind));
        }
    }

    @ParameterizedTest
    @EnumSource
    void textsVaryAndEveryTokenThatCanBeSeenMatters(TinyGguf kind) {
        try (var session = session(kind)) {
            append(session, 0, tokens, 0, LENGTH);
            int best;
            var seen = new boolean[session.length(0) + 300];
            int different = 0;
            var logits = append(session, 0, tokens, LENGTH, LENGTH + 1);
            for (int i = 0; i < 60; i++) {
                best = argMax(logits);
                different += seen[best] ? 0 : 1;
                seen[best] = true;
                logits = append(session, 0, new int[] {best}, 0, 1);
            }
            assertThat(different).isGreaterThan(5);

            var other = Arrays.copyOf(tokens, LENGTH);
            other[LENGTH - 4] ^= 1;
            var expected = append(session, 1, tokens, 0, LENGTH);
            assertThat(distance(append(session, 2, other, 0, LENGTH), expected))
                    .isGreaterThan(30 * CLOSE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasDecodedIsCutRightlyOrNotAtAll(TinyGguf kind) {
        try (var session = session(kind)) {
            for (int length = 0; length <= LENGTH; length += length == 0 ? 1 : 4) {
                fill(session, 0, LENGTH);
                boolean cut = session.cutSequence(0, length);

                assertThat(cut)
                        .as("%s cut to %d", kind, length)
                        .isEqualTo(length == 0 || length == LENGTH || canCutDecoded(kind));
                assertContinues(session, 0, cut ? length : LENGTH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredSequenceIsCutRightlyOrNotAtAll(TinyGguf kind) {
        try (var session = session(kind)) {
            fill(session, 0, LENGTH - 6);
            int right = 0;
            try (var state = session.copyState(0)) {
                for (int length = 1; length < LENGTH; length++) {
                    session.setState(1, state);
                    append(session, 1, tokens, LENGTH - 6, LENGTH);
                    boolean cut = session.cutSequence(1, length);
                    right += cut ? 1 : 0;
                    if (session.canCut() || (canCutDecoded(kind) && length >= LENGTH - 6)) {
                        assertThat(cut).as("%s cut to %d", kind, length).isTrue();
                    }
                    assertContinues(session, 1, cut ? length : LENGTH);
                }
            }
            // The window of a state reaches one token further back than the next one needs.
            int most = session.canCut() ? LENGTH - 1 : canCutDecoded(kind) ? 7 : 0;
            assertThat(right).isEqualTo(most);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShortRestoredSequenceIsCutRightlyOrNotAtAll(TinyGguf kind) {
        try (var session = session(kind)) {
            int short_ = TinyGguf.WINDOW - 3;
            fill(session, 0, short_);
            try (var state = session.copyState(0)) {
                for (int length = 1; length < short_; length++) {
                    session.setState(1, state);
                    boolean cut = session.cutSequence(1, length);
                    assertThat(cut).isEqualTo(canCutDecoded(kind));
                    assertContinues(session, 1, cut ? length : short_);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPartIsCopiedRightlyOrNotAtAll(TinyGguf kind) {
        try (var session = session(kind)) {
            for (int length = 0; length <= LENGTH; length += length == 0 ? 1 : 4) {
                fill(session, 0, LENGTH);
                fill(session, 1, 3);
                boolean copied = session.copySequence(0, 1, length);

                assertThat(copied)
                        .as("%s copied %d", kind, length)
                        .isEqualTo(length == 0 || length == LENGTH || canCutDecoded(kind));
                assertThat(session.length(1)).isEqualTo(copied ? length : 0);
                assertContinues(session, 1, session.length(1));
                assertContinues(session, 0, LENGTH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPartOfARestoredSequenceIsCopiedRightlyOrNotAtAll(TinyGguf kind) {
        try (var session = session(kind)) {
            fill(session, 0, LENGTH);
            try (var state = session.copyState(0)) {
                session.setState(0, state);
            }
            for (int length = 1; length <= LENGTH; length++) {
                boolean copied = session.copySequence(0, 1, length);
                assertThat(session.length(1)).isEqualTo(copied ? length : 0);
                assertContinues(session, 1, session.length(1));
            }
            assertContinues(session, 0, LENGTH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCopyAndItsOriginGoTheirOwnWays(TinyGguf kind) {
        try (var session = session(kind)) {
            fill(session, 0, LENGTH);
            assertThat(session.copySequence(0, 1, LENGTH)).isTrue();
            var other = Arrays.copyOf(tokens, LENGTH + 2);
            other[LENGTH] ^= 3;

            var original = append(session, 0, tokens, LENGTH, LENGTH + 2);
            var copy = append(session, 1, other, LENGTH, LENGTH + 2);

            assertClose(original, append(session, 2, tokens, 0, LENGTH + 2));
            session.clearSequence(2);
            assertClose(copy, append(session, 2, other, 0, LENGTH + 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStateComesBackInAnotherPlace(TinyGguf kind) {
        try (var session = session(kind);
                var elsewhere = session(kind)) {
            fill(session, 2, LENGTH);
            try (var state = session.copyState(2)) {
                var next = append(session, 2, tokens, LENGTH, LENGTH + 1);
                append(session, 2, tokens, LENGTH + 1, LENGTH + 5);
                for (var target : new ModelSession[] {session, elsewhere}) {
                    for (int sequence = 0; sequence < 3; sequence++) {
                        target.setState(sequence, state);
                        assertThat(target.length(sequence)).isEqualTo(LENGTH);
                    }
                    for (int sequence = 0; sequence < 3; sequence++) {
                        assertClose(append(target, sequence, tokens, LENGTH, LENGTH + 1), next);
                    }
                }
            }
        }
    }

    /** A pair of contexts, and one for everything, have different numbers of sequences. */
    @ParameterizedTest
    @EnumSource
    void aStateFitsASessionOfAnyNumberOfSequences(TinyGguf kind) {
        var held = Arrays.copyOf(tokens, LENGTH);
        for (int from : new int[] {4, 13}) {
            try (var session = session(kind, from)) {
                for (int sequence : new int[] {0, from - 2}) {
                    fill(session, sequence, LENGTH);
                    var saved = folder.resolve(kind + "." + from + "." + sequence);
                    session.saveSequence(sequence, saved, held);
                    try (var state = session.copyState(sequence)) {
                        for (int to : new int[] {4, 5, 12}) {
                            try (var other = session(kind, to)) {
                                if (kind == TinyGguf.LFM2_WINDOW && from != to) {
                                    assertRefused(other, state, saved);
                                    continue;
                                }
                                other.setState(1, state);
                                assertContinues(other, 1, LENGTH);
                                assertThat(other.loadSequence(2, saved)).isEqualTo(held);
                                assertContinues(other, 2, LENGTH);
                                assertContinues(other, 1, LENGTH + 1);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Three pieces, of which the public functions do not tell the bounds. */
    private static void assertRefused(ModelSession session, SequenceState state, Path saved) {
        assertThatThrownBy(() -> session.setState(1, state)).isInstanceOf(RoseException.class);
        assertThatThrownBy(() -> session.loadSequence(2, saved)).isInstanceOf(RoseException.class);
        assertContinues(session, 1, 0);
        assertContinues(session, 2, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aStateOfAStateIsAsGood(TinyGguf kind) {
        try (var session = session(kind)) {
            fill(session, 0, LENGTH);
            try (var first = session.copyState(0)) {
                session.setState(1, first);
                try (var second = session.copyState(1)) {
                    session.setState(2, second);
                    assertContinues(session, 2, LENGTH);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSavedSequenceComesBackInAnotherSession(TinyGguf kind) {
        var saved = folder.resolve(kind + ".sequence");
        var held = Arrays.copyOf(tokens, LENGTH);
        try (var session = session(kind)) {
            fill(session, 1, LENGTH);
            session.saveSequence(1, saved, held);
        }
        try (var session = session(kind)) {
            fill(session, 1, 9);
            assertThat(session.loadSequence(0, saved)).isEqualTo(held);
            assertContinues(session, 0, LENGTH);
            assertContinues(session, 1, 9);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sequencesOfDifferentLengthsInOneBatchKeepApart(TinyGguf kind) {
        try (var session = session(kind)) {
            fill(session, 0, LENGTH);
            fill(session, 2, 11);
            var batch = new DecodeBatch(16);
            int first = batch.add(tokens[LENGTH], LENGTH, 0, true);
            for (int i = 0; i < 7; i++) {
                batch.add(tokens[i], i, 1, false);
            }
            int second = batch.add(tokens[7], 7, 1, true);
            int third = batch.add(tokens[11], 11, 2, true);
            float[][] rows;
            try (var step = session.decode(batch)) {
                rows =
                        new float[][] {
                            values(step.logits(first)),
                            values(step.logits(second)),
                            values(step.logits(third))
                        };
            }
            assertClose(rows[0], fresh(session, LENGTH + 1));
            assertClose(rows[1], fresh(session, 8));
            assertClose(rows[2], fresh(session, 12));
            assertContinues(session, 0, LENGTH + 1);
            assertContinues(session, 1, 8);
            assertContinues(session, 2, 12);
        }
    }

    // Tools

    private static boolean canCutDecoded(TinyGguf kind) {
        return kind == TinyGguf.LLAMA || kind == TinyGguf.GEMMA3;
    }

    /** Sequence 3 is for what others are compared with. */
    private static ModelSession session(TinyGguf kind) {
        return session(kind, 4);
    }

    private static ModelSession session(TinyGguf kind, int sequences) {
        return MODELS.get(kind).openSession(new SessionOptions(256, sequences, 128, 1));
    }

    private static void fill(ModelSession session, int sequence, int length) {
        session.clearSequence(sequence);
        append(session, sequence, tokens, 0, length);
    }

    /** The sequence holds the first {@code length} tokens, as the next one's logits show. */
    private static void assertContinues(ModelSession session, int sequence, int length) {
        assertThat(session.length(sequence)).isEqualTo(length);
        assertClose(
                append(session, sequence, tokens, length, length + 1), fresh(session, length + 1));
    }

    /** Logits after the first {@code length} tokens, decoded as a prompt is. */
    private static float[] fresh(ModelSession session, int length) {
        session.clearSequence(3);
        return append(session, 3, tokens, 0, length);
    }

    /** Decodes tokens behind what the sequence holds; the logits after the last of them. */
    private static float[] append(
            ModelSession session, int sequence, int[] from, int begin, int end) {
        var batch = new DecodeBatch(end - begin);
        int at = session.length(sequence);
        for (int i = begin; i < end; i++) {
            batch.add(from[i], at + i - begin, sequence, i == end - 1);
        }
        try (var step = session.decode(batch)) {
            return values(step.logits(end - begin - 1));
        }
    }

    private static float[] values(dev.rose.model.Logits logits) {
        var values = new float[logits.vocabSize()];
        logits.copyTo(values);
        return values;
    }

    private static int argMax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(distance(actual, expected)).isLessThanOrEqualTo(CLOSE);
    }

    private static float distance(float[] a, float[] b) {
        float distance = 0;
        for (int i = 0; i < a.length; i++) {
            distance = Math.max(distance, Math.abs(a[i] - b[i]));
        }
        return distance;
    }
}
