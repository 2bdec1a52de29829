package dev.rose.benchmarks;

import dev.rose.engine.prefix.PrefixCache;
import dev.rose.model.SequenceState;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The tree of cached prompts: many under few system prompts, full, so that each new one drops an
 * old one:
 *
 * <pre>{@code
 * benchmarks/jmh.sh Prefix
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PrefixBenchmark {
    private static final int SYSTEM_PROMPTS = 4;
    private static final int SYSTEM_TOKENS = 120;
    private static final int TOKENS = 160;

    /** Prompts in the cache. */
    @Param({"64", "1024"})
    public int held;

    private PrefixCache cache = new PrefixCache(0, true);
    private int[][] prompts = {};
    private int next;

    private record State(int length) implements SequenceState {
        @Override
        public long byteSize() {
            return 1;
        }

        @Override
        public void close() {}
    }

    @Setup
    public void fill() {
        var random = new Random(1);
        prompts = new int[held * 2][];
        for (int i = 0; i < prompts.length; i++) {
            var prompt = random.ints(TOKENS, 0, 49152).toArray();
            for (int at = 0; at < SYSTEM_TOKENS; at++) {
                prompt[at] = i % SYSTEM_PROMPTS * 1000 + at;
            }
            prompts[i] = prompt;
        }
        cache = new PrefixCache(held, true);
        for (int i = 0; i < held; i++) {
            cache.put(prompts[i], new State(TOKENS), false);
        }
    }

    @TearDown
    public void close() {
        cache.close();
    }

    /** Of prompts of which half are there as a whole, and all in their beginning. */
    @Benchmark
    public Optional<PrefixCache.Match> longest() {
        return cache.longest(prompts[next++ % prompts.length], TOKENS - 1);
    }

    @Benchmark
    public int putAndEvict() {
        cache.put(prompts[next++ % prompts.length], new State(TOKENS), false);
        return cache.size();
    }
}
