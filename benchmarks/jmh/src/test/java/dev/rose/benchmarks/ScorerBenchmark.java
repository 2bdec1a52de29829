package dev.rose.benchmarks;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.TopTwo;
import dev.rose.model.Logits;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * The score over a whole vocabulary, on rows outside the heap as llama.cpp lends them:
 *
 * <pre>{@code
 * benchmarks/jmh.sh Scorer
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ScorerBenchmark {
    static final int VOCABULARY = 49152;

    /** Reverse streams; 0 is plain decoding. */
    @Param({"0", "1", "2", "3"})
    public int reverse;

    private ContrastiveScorer scorer = new ContrastiveScorer();
    private Logits positive = Logits.of();
    private List<Logits> reverseRows = List.of();
    private final float[] scores = new float[VOCABULARY];

    @Setup
    public void rows() {
        var random = new Random(1);
        var alphas = new float[reverse];
        Arrays.fill(alphas, 0.5f);
        scorer = new ContrastiveScorer(alphas);
        positive = row(random);
        reverseRows = Stream.generate(() -> row(random)).limit(reverse).toList();
    }

    static Logits row(Random random) {
        var row = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, VOCABULARY);
        for (int token = 0; token < VOCABULARY; token++) {
            row.setAtIndex(ValueLayout.JAVA_FLOAT, token, (float) random.nextGaussian() * 4);
        }
        return new Logits(row);
    }

    /** What greedy decoding does. */
    @Benchmark
    public TopTwo topTwo() {
        return scorer.topTwo(positive, reverseRows);
    }

    /** What sampling does first. */
    @Benchmark
    public float[] score() {
        scorer.score(positive, reverseRows, scores);
        return scores;
    }
}
