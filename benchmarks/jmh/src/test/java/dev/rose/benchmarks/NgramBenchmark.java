package dev.rose.benchmarks;

import dev.rose.engine.draft.Draft;
import dev.rose.engine.draft.NgramIndex;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The index of past texts that guesses come from:
 *
 * <pre>{@code
 * benchmarks/jmh.sh Ngram
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class NgramBenchmark {
    private static final int CAPACITY = 1 << 16;
    private static final int GUESSES = 31;

    /** Tokens that are in the index; the last fills it, so that adding forgets the older half. */
    @Param({"1000", "65000"})
    public int held;

    private NgramIndex index = new NgramIndex(CAPACITY);
    private int[] text = {};
    private int[] unknown = {};
    private int next;

    @Setup
    public void texts() {
        var random = new Random(1);
        // Few different tokens often, many seldom, as in text.
        text = random.ints(CAPACITY, 0, 49152).map(token -> token % (1 + token % 500)).toArray();
        unknown = random.ints(64, 50000, 60000).toArray();
        index = new NgramIndex(CAPACITY);
        index.addText(text, held);
    }

    /** Forgetting included, at its share. */
    @Benchmark
    public void add() {
        index.add(text[next++ & CAPACITY - 1]);
    }

    @Benchmark
    public Draft proposeWhatIsThere() {
        return index.propose(text, 500, GUESSES);
    }

    @Benchmark
    public Draft proposeWhatIsNot() {
        return index.propose(unknown, unknown.length, GUESSES);
    }
}
