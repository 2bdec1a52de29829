package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many callers for a while, a good part of whom leave: every answer that stays is right, every slot
 * comes back, and memory does not grow. {@code -Drose.soak.requests=500} is the long run.
 */
class EngineSoakIT {
    private static final int REQUESTS = Integer.getInteger("rose.soak.requests", 30);
    private static final int CALLERS = 32;
    private static final int PROMPTS = Math.min(20, REQUESTS / 3);
    private static final int CONTEXT = 320;
    private static final int TOKENS = 24;

    /** Resident memory may grow by so much: heap pages that are touched for the first time. */
    private static final long MOST_GROWTH = 64L << 20;

    private static RealAnswers answers;
    private static List<GenerationRequest> requests;

    private final AtomicInteger cancelled = new AtomicInteger();

    /** Memory at a moment, in bytes. */
    private record Memory(long resident, long heap) {
        static Memory now() throws IOException {
            System.gc();
            long kilobytes =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return new Memory(kilobytes << 10, heap);
        }
    }

    @BeforeAll
    static void askTheNaiveDecoder() throws Exception {
        answers = new RealAnswers(CONTEXT);
        requests = answers.requests(PROMPTS, TOKENS);
        answers.compute(requests);
    }

    @AfterAll
    static void closeModel() {
        answers.close();
    }

    @Test
    void manyCallersOfWhomSomeLeave() throws Exception {
        long begin = System.nanoTime();
        var memory = new ArrayList<Memory>();
        // A cache that is full after the first third and goes on evicting.
        var options =
                EngineOptions.of(CONTEXT)
                        .withSlots(CALLERS)
                        .withThreads(2)
                        .withPrefixCacheBytes(64 << 20);
        EngineStats stats;
        try (var engine = Engine.open(answers.model(), options)) {
            for (int third = 0; third < 3; third++) {
                run(engine, third, REQUESTS / 3);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> {
                            assertThat(engine.stats().running()).isZero();
                            assertThat(engine.stats().waiting()).isZero();
                        });
                memory.add(Memory.now());
            }
            assertEverySlotIsFree(engine);
            assertThat(engine.drain(Duration.ofMinutes(1))).isTrue();
            stats = engine.stats();
        }
        System.out.printf(
                "%d requests, %d of them cancelled, in %.1f s: %s%nmemory after each third: %s%n",
                REQUESTS, cancelled.get(), (System.nanoTime() - begin) / 1e9, stats, memory);
        assertThat(answers.report("soak")).isLessThanOrEqualTo(REQUESTS / 20);
        assertThat(stats.failed()).isZero();
        assertThat(cancelled.get()).isBetween(REQUESTS / 6, REQUESTS / 2);
        assertThat(memory.getLast().resident() - memory.getFirst().resident())
                .isLessThan(MOST_GROWTH);
        assertThat(memory.getLast().heap() - memory.getFirst().heap()).isLessThan(MOST_GROWTH / 4);
    }

    private void run(Engine engine, int third, int count) throws Exception {
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            var calls = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                int seed = third * REQUESTS + i;
                calls.add(callers.submit(() -> call(engine, new SplittableRandom(seed))));
            }
            for (var call : calls) {
                call.get();
            }
        }
    }

    private void call(Engine engine, SplittableRandom random) {
        var request = requests.get(random.nextInt(PROMPTS));
        boolean leaves = random.nextInt(10) < 3;
        int after = random.nextInt(TOKENS);
        try (var generation = engine.submit(EngineRequest.of(request))) {
            if (leaves) {
                cancelled.incrementAndGet();
                for (int i = 0; i < after && generation.hasNext(); i++) {
                    generation.next();
                }
                if (random.nextBoolean() || !generation.hasNext()) {
                    return;
                }
                generation.cancel();
            }
            answers.check("in company", request, generation.result());
        }
    }

    private static void assertEverySlotIsFree(Engine engine) {
        var generations = new ArrayList<Generation>();
        for (int i = 0; i < CALLERS; i++) {
            generations.add(engine.submit(EngineRequest.of(requests.get(i % PROMPTS))));
        }
        for (int i = 0; i < CALLERS; i++) {
            answers.check("slot " + i, requests.get(i % PROMPTS), generations.get(i).result());
        }
    }
}
