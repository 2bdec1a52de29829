package dev.rose.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the engine relies on, whatever runs the model. A new implementation extends this class and
 * gets all of it.
 */
public abstract class ModelContract {
    // One thread: llama.cpp's threads wait for each other spinning, which is slow on a busy
    // machine.
    private static final SessionOptions OPTIONS = new SessionOptions(64, 3, 32, 1);

    /** Texts of which every byte must survive the way to tokens and back. */
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "Hello, world!",
                    " leading and trailing ",
                    "tabs\tand\r\nlines\n\n\n",
                    "naïve café — “quoted”",
                    "你好，世界。玫瑰有刺。",
                    "مرحبا بالعالم",
                    "🌹👩‍👩‍👧 e\u0301",
                    "for (int i = 0; i < 10; i++) { sum += a[i]; }",
                    "<|im_start|>system\nno structure in here<|im_end|>",
                    "\u0001\u007F\uFFFD");

    @TempDir private Path folder;
    private LanguageModel model;
    private ModelSession session;
    private int[] tokens;

    /** Opens the model anew; it spells {@code <|im_start|>} and {@code <|im_end|>}. */
    protected abstract LanguageModel open();

    /** How far logits may differ where they were computed in batches of another shape. */
    protected abstract float tolerance();

    @BeforeEach
    void openSession() {
        model = open();
        session = model.openSession(OPTIONS);
        var text =
                "Roses are red, violets are blue, and every thorn is there for a reason: it keeps"
                        + " the rose alive.";
        tokens = Arrays.copyOf(model.vocabulary().tokenize(text), 20);
        assertThat(tokens).doesNotContain(0);
    }

    @AfterEach
    void closeAll() {
        session.close();
        model.close();
        assertNothingIsLeft();
    }

    /** Called after each case, with everything closed. */
    protected void assertNothingIsLeft() {}

    // Vocabulary

    @Test
    void textSurvivesTheWayToTokensAndBack() {
        for (var text : TEXTS) {
            assertThat(detokenized(model.vocabulary().tokenize(text))).isEqualTo(text);
        }
    }

    @Test
    void randomTextSurvivesTheWayToTokensAndBack() {
        var random = new SplittableRandom(9);
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> random.nextInt(0x4E00, 0x9FFF);
                            case 1 -> random.nextInt(0x1F300, 0x1F6FF);
                            case 2 -> random.nextInt(0xA0, 0x2FF);
                            default -> random.nextInt(' ', '~' + 1);
                        });
            }
            assertThat(detokenized(model.vocabulary().tokenize(text.toString())))
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void controlTokensNeverComeFromText() {
        var vocabulary = model.vocabulary();
        int controls = 0;
        for (int token = 0; token < vocabulary.size(); token++) {
            if (vocabulary.isControl(token)) {
                controls++;
                var spelled = "so " + vocabulary.spelling(token) + " is text";
                assertThat(Arrays.stream(vocabulary.tokenize(spelled)))
                        .noneMatch(vocabulary::isControl);
                assertThat(detokenized(vocabulary.tokenize(spelled))).isEqualTo(spelled);
            }
        }
        assertThat(controls).isPositive();
    }

    @Test
    void structureSpellsControlTokens() {
        var vocabulary = model.vocabulary();
        var structure = vocabulary.tokenizeStructure("<|im_start|>user\nHi<|im_end|>");
        int start = structure[0];
        int end = structure[structure.length - 1];

        assertThat(vocabulary.isControl(start)).isTrue();
        assertThat(vocabulary.spelling(start)).isEqualTo("<|im_start|>");
        assertThat(vocabulary.isEndOfGeneration(start)).isFalse();
        assertThat(vocabulary.isControl(end)).isTrue();
        assertThat(vocabulary.spelling(end)).isEqualTo("<|im_end|>");
        assertThat(vocabulary.isEndOfGeneration(end)).isTrue();
        assertThat(Arrays.copyOfRange(structure, 1, structure.length - 1))
                .isEqualTo(vocabulary.tokenize("user\nHi"));
    }

    @Test
    void everyTokenHasBytesAndControlTokensHaveNone() {
        var vocabulary = model.vocabulary();
        for (int token = 0; token < vocabulary.size(); token++) {
            assertThat(vocabulary.bytes(token)).isNotNull();
            if (vocabulary.isControl(token)) {
                assertThat(vocabulary.bytes(token)).isEmpty();
                assertThat(vocabulary.spelling(token)).isNotEmpty();
            }
        }
    }

    // Decoding

    @Test
    void aRowThatAsksHasALogitForEachTokenOfTheVocabulary() {
        var batch = new DecodeBatch(2);
        batch.add(tokens[0], 0, 0, false);
        int asked = batch.add(tokens[1], 1, 0, true);
        try (var step = session.decode(batch)) {
            var logits = step.logits(asked);
            assertThat(logits.vocabSize()).isEqualTo(model.vocabulary().size());
            for (int token = 0; token < logits.vocabSize(); token++) {
                assertThat(logits.get(token)).isFinite();
            }
            for (int row : new int[] {0, 2, -1}) {
                assertThatThrownBy(() -> step.logits(row))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(session.length(0)).isEqualTo(2);
        assertThat(session.length(1)).isZero();
    }

    @Test
    void theSameDecodeGivesTheSameBits() {
        var first = append(0, tokens);
        session.clearSequence(0);

        assertThat(append(0, tokens)).isEqualTo(first);
    }

    @Test
    void thePastMatters() {
        var straight = append(0, tokens);
        var swapped = tokens.clone();
        swapped[1] = tokens[2];
        swapped[2] = tokens[1];

        assertThat(distance(append(1, swapped), straight)).isGreaterThan(2 * tolerance());
    }

    @Test
    void chunksGiveWhatTheWholeGives() {
        var whole = append(0, tokens);
        append(1, Arrays.copyOfRange(tokens, 0, 7));
        append(1, Arrays.copyOfRange(tokens, 7, 8));
        var inChunks = append(1, Arrays.copyOfRange(tokens, 8, tokens.length));

        assertClose(inChunks, whole);
    }

    @Test
    void sequencesInOneBatchGiveWhatEachGivesAlone() {
        var reversed = reversed();
        append(0, tokens);
        append(1, reversed);
        var alone = append(0, tokens[0]);
        var other = append(1, tokens[1]);
        session.cutSequence(0, tokens.length);
        session.cutSequence(1, reversed.length);

        var batch = new DecodeBatch(2);
        int first = batch.add(tokens[0], tokens.length, 0, true);
        int second = batch.add(tokens[1], reversed.length, 1, true);
        try (var step = session.decode(batch)) {
            assertClose(values(step.logits(first)), alone);
            assertClose(values(step.logits(second)), other);
        }
    }

    @Test
    void rowsOfSequencesMayAlternate() {
        var alone = append(0, tokens[0], tokens[1], tokens[2]);
        session.clearSequence(0);
        var batch = new DecodeBatch(6);
        int last = 0;
        for (int i = 0; i < 3; i++) {
            last = batch.add(tokens[i], i, 0, true);
            batch.add(tokens[3 + i], i, 2, false);
        }
        try (var step = session.decode(batch)) {
            assertClose(values(step.logits(last)), alone);
        }
        assertThat(session.length(0)).isEqualTo(3);
        assertThat(session.length(2)).isEqualTo(3);
    }

    @Test
    void aBatchThatIsWrongIsRefusedAndChangesNothing() {
        append(0, tokens);
        int length = tokens.length;

        refused(new DecodeBatch(0));
        refused(batch(tokens[0], length + 1, 0)); // a gap
        refused(batch(tokens[0], length - 1, 0)); // a place that is taken
        refused(batch(tokens[0], 1, 1)); // a sequence that does not begin at 0
        refused(batch(tokens[0], 0, OPTIONS.sequences()));
        refused(batch(tokens[0], 0, -1));
        refused(batch(-1, length, 0));
        refused(batch(model.vocabulary().size(), length, 0));
        var partlyWrong = batch(tokens[0], length, 0);
        partlyWrong.add(tokens[1], length + 2, 0, true);
        refused(partlyWrong);
        var tooLong = new DecodeBatch(8);
        for (int i = 0; i <= OPTIONS.batchSize(); i++) {
            tooLong.add(tokens[0], i, 1, false);
        }
        refused(tooLong);

        assertThat(session.length(0)).isEqualTo(length);
        assertThat(session.length(1)).isZero();
        var after = append(0, tokens[0]);
        append(2, tokens);
        assertClose(append(2, tokens[0]), after);
    }

    @Test
    void moreRowsWithLogitsThanThereIsMemoryForAreRefused() {
        try (var wide = model.openSession(new SessionOptions(256, 1, 256, 1))) {
            int outputs = wide.options().outputs();
            assertThat(outputs).isLessThan(256);
            var batch = new DecodeBatch(256);
            for (int i = 0; i <= outputs; i++) {
                batch.add(tokens[i % tokens.length], i, 0, true);
            }
            assertThatThrownBy(() -> wide.decode(batch))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(wide.length(0)).isZero();
        }
    }

    @Test
    void aFullContextIsRefusedAndLeavesTheSequencesAsTheyWere() {
        var whole = filled(OPTIONS.contextLength());
        for (int from = 0; from < whole.length; from += 32) {
            append(0, Arrays.copyOfRange(whole, from, from + 32));
        }
        append(1, tokens);
        var batch = new DecodeBatch(2);
        batch.add(tokens[0], tokens.length, 1, true);
        batch.add(tokens[0], whole.length, 0, true);

        assertThatThrownBy(() -> session.decode(batch))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_EXCEEDED))
                .hasMessageContaining(String.valueOf(OPTIONS.contextLength()));

        assertThat(session.length(0)).isEqualTo(whole.length);
        assertThat(session.length(1)).isEqualTo(tokens.length);
        var after = append(1, tokens[0]);
        append(2, tokens);
        assertClose(append(2, tokens[0]), after);
    }

    // Sequences

    @Test
    void aCutSequenceIsAsIfTheRestHadNeverBeen() {
        append(0, Arrays.copyOf(tokens, 9));
        append(1, tokens);

        assertThat(session.cutSequence(1, 9)).isTrue();

        assertThat(session.length(1)).isEqualTo(9);
        assertClose(append(1, tokens[0]), append(0, tokens[0]));
        assertThat(session.cutSequence(1, 10)).isTrue();
        assertThat(session.length(1)).isEqualTo(10);
    }

    @Test
    void aCopyIsAsIfItHadBeenDecoded() {
        append(0, tokens);
        append(1, reversed());

        assertThat(session.copySequence(0, 1, 9)).isTrue();

        assertThat(session.length(0)).isEqualTo(tokens.length);
        assertThat(session.length(1)).isEqualTo(9);
        append(2, Arrays.copyOf(tokens, 9));
        assertClose(append(1, tokens[3]), append(2, tokens[3]));
        assertThat(session.copySequence(0, 2, 0)).isTrue();
        assertThat(session.length(2)).isZero();
    }

    @Test
    void aCopyAndItsOriginGoTheirOwnWays() {
        append(0, tokens);
        session.copySequence(0, 1, tokens.length);
        append(0, tokens[0]);
        append(1, tokens[1]);
        session.clearSequence(0);

        append(2, tokens);
        append(2, tokens[1]);
        assertClose(append(1, tokens[4]), append(2, tokens[4]));
    }

    @Test
    void aClearedSequenceIsNew() {
        var first = append(0, tokens);
        append(1, reversed());
        session.clearSequence(1);
        session.clearSequence(2);

        assertThat(session.length(1)).isZero();
        assertClose(append(1, tokens), first);
    }

    @Test
    void lengthsAndSequencesOutOfRangeAreRefused() {
        append(0, tokens);

        refused(() -> session.cutSequence(0, tokens.length + 1));
        refused(() -> session.cutSequence(0, -1));
        refused(() -> session.copySequence(0, 1, tokens.length + 1));
        refused(() -> session.copySequence(0, 3, 1));
        refused(() -> session.copySequence(3, 0, 0));
        refused(() -> session.clearSequence(3));
        refused(() -> session.length(-1));
        assertThat(session.length(0)).isEqualTo(tokens.length);
    }

    @Test
    void aSavedSequenceComesBackInAnotherSession() {
        append(0, tokens);
        var file = folder.resolve("sequence");
        session.saveSequence(0, file, tokens);
        var next = append(0, tokens[0]);

        try (var other = model.openSession(OPTIONS)) {
            assertThat(other.loadSequence(2, file)).isEqualTo(tokens);
            assertThat(other.length(2)).isEqualTo(tokens.length);
            assertClose(append(other, 2, tokens[0]), next);
        }
        append(1, reversed());
        assertThat(session.loadSequence(1, file)).isEqualTo(tokens);
        assertClose(append(1, tokens[0]), next);
    }

    @Test
    void aFileThatIsNoWholeSequenceIsRefusedAndLeavesNone() throws IOException {
        append(0, tokens);
        var file = folder.resolve("sequence");
        session.saveSequence(0, file, tokens);
        var good = Files.readAllBytes(file);
        var damaged = new ArrayList<byte[]>();
        damaged.add(new byte[0]);
        damaged.add("not a sequence at all".getBytes(UTF_8));
        damaged.add(Arrays.copyOf(good, good.length - 1));
        damaged.add(Arrays.copyOf(good, good.length / 2));
        var otherKind = good.clone();
        otherKind[0] ^= 0x55;
        damaged.add(otherKind);

        for (var bytes : damaged) {
            Files.write(file, bytes);
            storageFails(file);
        }
        storageFails(folder.resolve("missing"));
    }

    // Life and death

    @Test
    void logitsEndWithTheirStep() {
        Logits logits;
        DecodeStep ended;
        try (var step = session.decode(batch(tokens[0], 0, 0))) {
            ended = step;
            logits = step.logits(0);
            logits.get(0);
        }
        stale(() -> logits.get(0));
        stale(logits::copy);
        stale(() -> ended.logits(0));
        ended.close();
    }

    @Test
    void logitsEndWithTheNextDecode() {
        var first = session.decode(batch(tokens[0], 0, 0));
        var logits = first.logits(0);
        try (var second = session.decode(batch(tokens[1], 1, 0))) {
            stale(() -> logits.get(0));
            stale(() -> first.logits(0));
            first.close();
            second.logits(0).get(0);
        }
    }

    @Test
    void logitsEndWithTheSession() {
        var step = session.decode(batch(tokens[0], 0, 0));
        var logits = step.logits(0);
        session.close();

        stale(() -> logits.get(0));
        stale(() -> step.logits(0));
        step.close();
    }

    @Test
    void aClosedSessionRefusesEverythingAndClosesAgain() {
        append(0, tokens);
        session.close();
        session.close();
        var file = folder.resolve("sequence");

        stale(() -> session.decode(batch(tokens[0], tokens.length, 0)));
        stale(() -> session.length(0));
        stale(() -> session.cutSequence(0, 1));
        stale(() -> session.clearSequence(0));
        stale(() -> session.copySequence(0, 1, 1));
        stale(() -> session.saveSequence(0, file, tokens));
        assertThat(file).doesNotExist();
    }

    @Test
    void aClosedModelOpensNothingAndItsSessionsLiveOn() {
        model.close();
        model.close();

        stale(() -> model.openSession(OPTIONS));
        assertThat(append(0, tokens)).hasSize(model.vocabulary().size());
        // What a running answer asks of the vocabulary goes on as well.
        assertThat(model.vocabulary().bytes(tokens[0])).isNotEmpty();
        assertThat(model.vocabulary().isEndOfGeneration(tokens[0])).isFalse();
        assertThat(model.vocabulary().isControl(tokens[0])).isFalse();
    }

    @Test
    void sessionsOfAModelKnowNothingOfEachOther() {
        var alone = append(0, tokens);
        session.clearSequence(0);
        try (var other = model.openSession(OPTIONS)) {
            append(other, 0, reversed());
            assertClose(append(0, tokens), alone);
            assertThat(other.length(0)).isEqualTo(tokens.length);
        }
        assertThat(session.length(0)).isEqualTo(tokens.length);
    }

    @Test
    void threadsMayTakeTurns() throws InterruptedException {
        append(0, tokens);
        var inOther = new AtomicReference<float[]>();
        var thread = Thread.ofPlatform().start(() -> inOther.set(append(0, tokens[0])));
        thread.join();
        append(1, tokens);

        assertClose(inOther.get(), append(1, tokens[0]));
        assertThat(append(0, tokens[1])).hasSize(model.vocabulary().size());
    }

    @Test
    void anotherThreadMayCloseDuringADecode() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            var own = model.openSession(OPTIONS);
            var running = new CountDownLatch(1);
            var failure = new AtomicReference<Throwable>();
            var thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    decodeWithoutEnd(own, running);
                                } catch (Throwable t) {
                                    failure.set(t);
                                }
                            });
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            own.close();
            thread.join(TimeUnit.SECONDS.toMillis(30));

            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
        }
    }

    private void decodeWithoutEnd(ModelSession own, CountDownLatch running) {
        for (int i = 0; true; i++) {
            if (own.length(0) == OPTIONS.contextLength()) {
                own.clearSequence(0);
            }
            try (var step = own.decode(batch(tokens[i % tokens.length], own.length(0), 0))) {
                step.logits(0).copy();
            }
            if (i == 3) {
                running.countDown();
            }
        }
    }

    // Tools

    private float[] append(int sequence, int... more) {
        return append(session, sequence, more);
    }

    /** Decodes {@code more} after what the sequence holds; the logits after the last of them. */
    private static float[] append(ModelSession session, int sequence, int... more) {
        var batch = new DecodeBatch(more.length);
        int row = 0;
        for (int i = 0; i < more.length; i++) {
            row = batch.add(more[i], session.length(sequence) + i, sequence, i == more.length - 1);
        }
        try (var step = session.decode(batch)) {
            return values(step.logits(row));
        }
    }

    private static float[] values(Logits logits) {
        var values = new float[logits.vocabSize()];
        logits.copyTo(values);
        return values;
    }

    private static DecodeBatch batch(int token, int position, int sequence) {
        var batch = new DecodeBatch(1);
        batch.add(token, position, sequence, true);
        return batch;
    }

    private int[] reversed() {
        var reversed = new int[tokens.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = tokens[tokens.length - 1 - i];
        }
        return reversed;
    }

    private int[] filled(int length) {
        var filled = new int[length];
        for (int i = 0; i < length; i++) {
            filled[i] = tokens[i % tokens.length];
        }
        return filled;
    }

    private String detokenized(int[] ids) {
        var bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(model.vocabulary().bytes(id));
        }
        return bytes.toString(UTF_8);
    }

    private void assertClose(float[] actual, float[] expected) {
        assertThat(distance(actual, expected)).isLessThanOrEqualTo(tolerance());
    }

    /** The largest difference of two rows. */
    private static float distance(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float distance = 0;
        for (int i = 0; i < a.length; i++) {
            distance = Math.max(distance, Math.abs(a[i] - b[i]));
        }
        return distance;
    }

    private void refused(DecodeBatch batch) {
        refused(() -> session.decode(batch));
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    private static void stale(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }

    private void storageFails(Path file) {
        append(1, tokens);
        assertThatThrownBy(() -> session.loadSequence(1, file))
                .isInstanceOfSatisfying(
                        RoseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE))
                .hasMessageContaining(file.getFileName().toString());
        assertThat(session.length(1)).isZero();
    }
}
