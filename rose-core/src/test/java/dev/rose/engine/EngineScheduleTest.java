package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine on random schedules of the toy model: who comes when, who leaves, who reads slowly,
 * what fails, what is cached and guessed. Whatever happens, finished answers are the naive
 * decoder's, and everything is given back.
 *
 * <p>{@code -Drose.schedules=1000} runs so many of each of ten blocks, all 10,000. {@code
 * -Drose.schedule=SEED} runs the schedule of a seed alone, a hundred times: threads differ.
 */
class EngineScheduleTest {
    private static final int IN_BLOCK = 1000;
    private static final int RUN = Math.min(IN_BLOCK, Integer.getInteger("rose.schedules", 250));

    private static ExecutorService threads;

    @BeforeAll
    static void startThreads() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stopThreads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void randomSchedules(int block) throws Exception {
        var only = Long.getLong("rose.schedule");
        long drafts = 0;
        long accepted = 0;
        long cached = 0;
        long moves = 0;
        for (int i = 0; i < (only == null ? RUN : 100); i++) {
            long seed = only == null ? (long) block * IN_BLOCK + i : only;
            var schedule = new Schedule(seed);
            try {
                var stats = new ScheduleRun(schedule, threads).run();
                drafts += stats.draftTokens();
                accepted += stats.draftTokensAccepted();
                cached += stats.cachedTokens();
                moves += stats.moves();
            } catch (Throwable e) {
                throw new AssertionError("-Drose.schedule=" + seed + ": " + schedule, e);
            }
        }
        if (only == null) {
            // Else the schedules would not try what they are there for.
            assertThat(accepted).isGreaterThan(RUN).isLessThan(drafts - RUN);
            assertThat(cached).isGreaterThan(RUN);
            assertThat(moves).isGreaterThan(RUN / 10);
        }
        System.out.printf(
                "block %d: %d guesses, %d right, %d cached, %d moves%n",
                block, drafts, accepted, cached, moves);
    }
}
