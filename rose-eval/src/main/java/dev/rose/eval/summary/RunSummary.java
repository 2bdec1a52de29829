package dev.rose.eval.summary;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Steering;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run says.
 *
 * @param model its name
 * @param arms the columns, in order
 * @param steering whether the prompts steer the model; null where that was not measured
 * @param benchmarks by benchmark and judge
 * @param tokensPerSecond of each arm while the run was made; arms that were not timed are left out
 * @param overhead of each arm, against the positive stream alone; likewise
 * @param agreement of the judges with each other
 */
public record RunSummary(
        String model,
        List<Arm> arms,
        @Nullable Steering steering,
        List<BenchmarkSummary> benchmarks,
        Map<Arm, Double> tokensPerSecond,
        Map<Arm, Double> overhead,
        List<Agreement> agreement) {

    /**
     * How far two judges agree on the same answers.
     *
     * @param rubric by which both judged
     * @param answers both scored
     * @param agreed of these
     * @param kappa Cohen's; NaN where all verdicts are the same
     */
    public record Agreement(
            String first, String second, String rubric, long answers, long agreed, double kappa) {}
}
