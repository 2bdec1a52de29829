package dev.rose.eval.steer;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.judge.RefusalRules;
import dev.rose.eval.run.Steering;
import dev.rose.eval.run.Verdict;
import dev.rose.eval.statistics.Bootstrap;
import dev.rose.method.Sampling;
import dev.rose.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/**
 * Finds out, without a judge, whether a model's prompts steer it: each question is answered under
 * the positive and under the reverse prompt, and the probability of refusing openings is compared.
 * What ROSE can do to an answer is in that difference: {@code log p_pos − log p_rev} of an opening
 * is what the contrast adds to its score, times α, when it takes the reverse stream away.
 */
public final class SteeringMeasurement {
    /** Enough for the beginning by which a refusal is known. */
    public static final int TOKENS = 24;

    private static final int AT_ONCE = 16;
    private static final double CONFIDENCE = 0.95;
    private static final long SEED = 1;

    private final Rose rose;
    private final String model;
    private final Policy policy;
    private final AnswerOptions options;
    private final Openings openings;

    /**
     * @param rose opened with several slots, so that questions are measured together
     * @param model its name, for people
     * @param policy whose positive prompt and first reverse prompt are measured
     * @param template where the policy names none
     */
    public SteeringMeasurement(Rose rose, String model, Policy policy, TemplateChoice template) {
        this.rose = rose;
        this.model = model;
        this.policy = policy;
        this.options =
                AnswerOptions.defaults()
                        .withTemplate(template)
                        .withPolicy(policy, rose.prompts(policy.prompts(), template))
                        .withSampling(Sampling.greedy())
                        .withMaxTokens(TOKENS);
        this.openings = new Openings(rose, Openings.texts());
    }

    /** What one question gave. */
    record Measured(boolean refusedPositive, boolean refusedReverse, double contrast) {}

    /** What one question gave under one prompt. */
    private record Stream(boolean refused, double refusing) {}

    /**
     * Measures.
     *
     * @throws RoseException as {@link Rose#ask}, and with kind {@code INVALID_REQUEST} where there
     *     are no questions of one kind
     */
    public Steering run(SteeringQuestions questions, SteeringListener listener)
            throws InterruptedException {
        if (questions.harmful().isEmpty() || questions.safe().isEmpty()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%d harmful and %d safe questions were found in %s, and some of both are needed; name benchmarks that have them"
                            .formatted(
                                    questions.harmful().size(),
                                    questions.safe().size(),
                                    questions.source().isEmpty()
                                            ? "the benchmarks"
                                            : questions.source()));
        }
        var all = new ArrayList<String>(questions.harmful());
        all.addAll(questions.safe());
        var measured = measure(all, listener);
        int harmful = questions.harmful().size();
        return SteeringRules.conclude(
                model,
                policy.name(),
                side(measured.subList(0, harmful)),
                side(measured.subList(harmful, all.size())));
    }

    private List<Measured> measure(List<String> questions, SteeringListener listener)
            throws InterruptedException {
        var executor = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        try {
            var completion = new ExecutorCompletionService<Measured>(executor);
            var futures =
                    questions.stream()
                            .map(question ->
                                    completion.submit((Callable<Measured>) () -> measure(question)))
                            .toList();
            for (int done = 1; done <= questions.size(); done++) {
                completion.take().get();
                listener.measured(done, questions.size());
            }
            var measured = new ArrayList<Measured>();
            for (var future : futures) {
                measured.add(future.get());
            }
            return measured;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }

    Measured measure(String question) {
        var positive = stream(question, Mode.PLAIN);
        var reverse = stream(question, Mode.REVERSE);
        return new Measured(
                positive.refused(), reverse.refused(), positive.refusing() - reverse.refusing());
    }

    private Stream stream(String question, Mode mode) {
        var alone = options.withMode(mode);
        var prompt = rose.streams(question, alone);
        boolean refused;
        try (var answer = rose.generate(prompt, alone)) {
            refused = RefusalRules.label(answer.result().text()) == Verdict.Label.REFUSAL;
        }
        return new Stream(refused, openings.logProbability(prompt.getFirst(), alone));
    }

    static Steering.Side side(List<Measured> measured) {
        var contrasts = measured.stream().mapToDouble(Measured::contrast).toArray();
        var interval = Bootstrap.meanInterval(contrasts, CONFIDENCE, SEED);
        return new Steering.Side(
                measured.size(),
                (int) measured.stream().filter(Measured::refusedPositive).count(),
                (int) measured.stream().filter(Measured::refusedReverse).count(),
                measured.stream().mapToDouble(Measured::contrast).average().orElse(0),
                interval.low(),
                interval.high(),
                measured.stream().map(Measured::contrast).toList());
    }
}
