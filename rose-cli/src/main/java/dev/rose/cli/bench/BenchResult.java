package dev.rose.cli.bench;

import dev.rose.engine.StepShape;
import dev.rose.engine.plan.Way;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a benchmark found. Times are in milliseconds; each ratio is to plain decoding in the same
 * run; NaN stands where there is nothing to tell.
 *
 * @param single each way of decoding one request at a time, by name: {@code plain}, {@code naive},
 *     {@code batched}, {@code engine}, and {@code engine_repeated}, the same prompts once more
 * @param kinds the same by kind of prompt
 * @param concurrent requests at a time
 * @param firstTokenMs median time to the first token; {@code engine} has its prompts' beginnings
 *     cached, {@code engine_uncached} nothing, {@code engine_repeated} the whole prompts
 * @param texts how the engine's texts compare with the naive decoder's
 */
public record BenchResult(
        Map<String, Single> single,
        List<Kind> kinds,
        List<Concurrent> concurrent,
        Map<String, Double> firstTokenMs,
        Texts texts,
        Planner planner,
        Setting setting,
        Machine machine) {

    /** One way's figures. */
    public Single way(String way) {
        return Objects.requireNonNull(single.get(way), way);
    }

    /** The engine's time to the first token, cached, to that of plain with nothing cached. */
    public double firstTokenRatio() {
        return firstTokenMs.getOrDefault("engine", Double.NaN)
                / firstTokenMs.getOrDefault("plain", Double.NaN);
    }

    /** The kinds of prompt on which the engine took longer than batched decoding. */
    public List<String> worseThanBatched() {
        return kinds.stream().filter(Kind::isWorseThanBatched).map(Kind::name).toList();
    }

    /**
     * One way of decoding.
     *
     * @param msPerToken each step at the median of its shape
     * @param spread the middle half of whole answers' times a token, as a share of their median
     * @param ratio to plain
     * @param acceptance guessed tokens that were right, of those that were checked
     * @param nearTies steps that were near ties
     * @param tokens decoded in all, the first of each answer left out
     */
    public record Single(
            double msPerToken,
            double spread,
            double ratio,
            double acceptance,
            int nearTies,
            int tokens) {}

    /** Milliseconds a token on one kind of prompt. */
    public record Kind(
            String name, int prompts, double plain, double naive, double batched, double engine) {

        public double engineToBatched() {
            return engine / batched;
        }

        /** By as much as two decimals of the ratio show. */
        public boolean isWorseThanBatched() {
            return engineToBatched() >= 1.005;
        }
    }

    /**
     * Several requests at a time, by one engine.
     *
     * @param n of them
     * @param plainTokensPerSecond median of the rounds
     * @param ratio of ROSE's tokens a second to plain decoding's: median of the rounds' ratios
     * @param spread of the rounds' ratios, as a share of their median
     * @param tokens of each answer at most
     * @param failure why there is no figure, or empty
     */
    public record Concurrent(
            int n,
            double plainTokensPerSecond,
            double roseTokensPerSecond,
            double ratio,
            double spread,
            int rounds,
            int tokens,
            String failure) {

        static Concurrent failed(int n, String failure) {
            return new Concurrent(n, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, failure);
        }
    }

    /**
     * The engine's texts against the naive decoder's.
     *
     * @param equal texts with the same tokens
     * @param differences first differences of the others
     */
    public record Texts(int equal, List<Difference> differences) {

        public long partedAtNearTie() {
            return differences.stream().filter(Difference::nearTie).count();
        }

        /** Any is a fault. */
        public long unexplained() {
            return differences.size() - partedAtNearTie();
        }
    }

    /**
     * Where a text of the engine first differs.
     *
     * @param prompt its number, from 1
     * @param token its number in the answer, from 1
     * @param nearTie whether the naive decoder's two best scores were nearly equal there
     */
    public record Difference(int prompt, int token, boolean nearTie) {}

    /**
     * What the engine's planner did for one request at a time, and why.
     *
     * @param steps by way
     * @param moves of an answer's caches from one way to the other
     * @param engineShare share of the engine's steps that is not the model's decode, medians of
     *     each shape
     * @param shapes of step, the one that took most time first
     * @param costs milliseconds of a decode by rows, as measured before the first answer
     * @param reasons in words
     */
    public record Planner(
            Map<Way, Long> steps,
            long moves,
            double engineShare,
            List<StepShape> shapes,
            Map<Way, Map<Integer, Double>> costs,
            List<String> reasons) {}

    /** What was measured. */
    public record Setting(String model, int prompts, int maxTokens, float alpha, int threads) {}

    /** Where and when it ran. */
    public record Machine(
            String processor, int cores, String system, String java, String rose, String time) {}
}
