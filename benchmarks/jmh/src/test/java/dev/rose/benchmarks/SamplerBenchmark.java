package dev.rose.benchmarks;

import dev.rose.method.Sampler;
import dev.rose.method.Sampling;
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
 * Taking a token from the scores of a whole vocabulary:
 *
 * <pre>{@code
 * benchmarks/jmh.sh Sampler
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SamplerBenchmark {

    @Param({"greedy", "all", "top-k 40", "top-p 0.9", "min-p 0.05"})
    public String sampling = "greedy";

    private Sampler sampler = new Sampler(Sampling.greedy());
    private final float[] scores = new float[ScorerBenchmark.VOCABULARY];

    @Setup
    public void scores() {
        var random = new Random(1);
        for (int token = 0; token < scores.length; token++) {
            scores[token] = (float) random.nextGaussian() * 4;
        }
        sampler =
                new Sampler(
                        switch (sampling) {
                            case "greedy" -> Sampling.greedy();
                            case "all" -> new Sampling(0.8f, 0, 1, 0, 1);
                            case "top-k 40" -> new Sampling(0.8f, 40, 1, 0, 1);
                            case "top-p 0.9" -> new Sampling(0.8f, 0, 0.9f, 0, 1);
                            case "min-p 0.05" -> new Sampling(0.8f, 0, 1, 0.05f, 1);
                            default -> throw new IllegalArgumentException(sampling);
                        });
    }

    @Benchmark
    public int sample() {
        return sampler.sample(scores);
    }
}
