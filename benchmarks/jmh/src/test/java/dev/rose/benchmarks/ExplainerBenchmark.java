package dev.rose.benchmarks;

import dev.rose.method.ContrastiveScorer;
import dev.rose.method.StepExplainer;
import dev.rose.method.StepExplanation;
import dev.rose.method.Strength;
import dev.rose.model.Logits;
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
 * What a step pays for an explanation and for adaptive strength, over a whole vocabulary:
 *
 * <pre>{@code
 * benchmarks/jmh.sh Explainer
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ExplainerBenchmark {

    @Param({"1", "3"})
    public int reverse;

    private ContrastiveScorer adaptive = new ContrastiveScorer();
    private StepExplainer explainer = new StepExplainer(1, adaptive);
    private Logits positive = Logits.of();
    private List<Logits> reverseRows = List.of();
    private int token;

    @Setup
    public void rows() {
        var random = new Random(1);
        var alphas = new float[reverse];
        Arrays.fill(alphas, 0.5f);
        var scorer = new ContrastiveScorer(alphas);
        adaptive = ContrastiveScorer.of(new Strength.Adaptive(), 0, alphas);
        explainer = new StepExplainer(ScorerBenchmark.VOCABULARY, scorer);
        positive = ScorerBenchmark.row(random);
        reverseRows = Stream.generate(() -> ScorerBenchmark.row(random)).limit(reverse).toList();
        token = scorer.argMax(positive, reverseRows);
    }

    @Benchmark
    public StepExplanation explain() {
        return explainer.explain(token, positive, reverseRows);
    }

    @Benchmark
    public float[] adaptiveWeights() {
        adaptive.weigh(0, positive, reverseRows);
        return adaptive.stepAlphas();
    }
}
