package dev.rose.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.engine.Decoder;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.ReverseStream;
import dev.rose.model.DecodeBatch;
import dev.rose.model.SessionOptions;
import dev.rose.testing.RealModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Native memory is owned: given back, whatever is closed first and whoever closes it. */
class LifecycleIT {
    private static final int CYCLES = Integer.getInteger("rose.cycles", 80);
    private static final int SETTLED = 20;

    /**
     * What the JVM's own heap and code may add meanwhile, in KiB: less than a leak of a batch or a
     * small context in each cycle would.
     */
    private static final long SLACK = 30_000;

    private static LlamaLanguageModel open() {
        return LlamaLanguageModel.open(
                LlamaModelOptions.of(
                        LlamaNatives.unpackInto(RealModel.home().natives()), RealModel.path()));
    }

    @Test
    void residentMemoryStaysFlatOverOpeningsAndClosings() throws IOException {
        long settled = 0;
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
            try (var model = open();
                    var session = model.openSession(SessionOptions.of(64, 2).withThreads(1))) {
                var prompt = model.vocabulary().tokenize("The sky is");
                var reverse = model.vocabulary().tokenize("No sky");
                var request =
                        GenerationRequest.greedy(
                                prompt, List.of(new ReverseStream(reverse, 0.5f)), 3);
                try (var answer = Decoder.batched().start(session, model.vocabulary(), request)) {
                    assertThat(answer.result().tokens()).hasSize(3);
                }
            }
            if (cycle == SETTLED) {
                settled = residentKib();
            }
        }
        long end = residentKib();
        System.getLogger("memory")
                .log(
                        System.Logger.Level.INFO,
                        "resident after {0} cycles {1} KiB, after {2} cycles {3} KiB",
                        SETTLED,
                        settled,
                        CYCLES,
                        end);
        assertThat(end - settled).isLessThan(SLACK);
    }

    @Test
    void modelClosedFirstLivesUntilItsSessionsAreClosed() {
        var model = open();
        var session = model.openSession(SessionOptions.of(64, 1).withThreads(1));
        model.close();
        model.close();

        var batch = new DecodeBatch(1);
        int row = batch.add(100, 0, 0, true);
        try (var step = session.decode(batch)) {
            assertThat(step.logits(row).get(0)).isFinite();
        }
        assertThatThrownBy(() -> model.openSession(SessionOptions.of(64, 1)))
                .isInstanceOf(IllegalStateException.class);
        session.close();
        session.close();
    }

    @Test
    void sessionClosedUnderAReaderKeepsItsLogitsUntilTheStepEnds() throws Exception {
        try (var model = open();
                var session = model.openSession(SessionOptions.of(64, 1).withThreads(1))) {
            var batch = new DecodeBatch(1);
            int row = batch.add(100, 0, 0, true);
            try (var step = session.decode(batch)) {
                var logits = step.logits(row);
                var before = logits.get(7);
                var closer = new Thread(session::close);
                closer.start();
                closer.join();

                assertThat(logits.get(7)).isEqualTo(before);
                assertThatThrownBy(() -> session.decode(batch))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void closingWaitsForADecodeOfAnotherThread() throws Exception {
        try (var model = open()) {
            for (int round = 0; round < 20; round++) {
                var session = model.openSession(SessionOptions.of(512, 1).withThreads(1));
                var begun = new CountDownLatch(1);
                var failure = new Throwable[1];
                var decoder =
                        new Thread(() -> {
                            try {
                                decodeUntilClosed(session, begun);
                            } catch (Throwable t) {
                                failure[0] = t;
                            }
                        });
                decoder.start();
                begun.await();
                Thread.sleep(round);
                session.close();
                decoder.join();
                assertThat(failure[0]).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    private static void decodeUntilClosed(
            dev.rose.model.ModelSession session, CountDownLatch begun) {
        var batch = new DecodeBatch(1);
        for (int position = 0; position < 512; position++) {
            batch.clear();
            batch.add(100 + position, position, 0, true);
            try (var step = session.decode(batch)) {
                assertThat(step.logits(0).vocabSize()).isPositive();
            }
            begun.countDown();
        }
    }

    private static long residentKib() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
