package dev.rose.cli.bench;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.model.LanguageModel;

/**
 * The measurement itself: one request at a time in all the ways, then several at a time. Runs in
 * one thread; {@link #stop} may come from any.
 */
public final class Bench {
    private final LanguageModel model;
    private final AnswerOptions answers;
    private final BenchOptions options;
    private final BenchListener listener;
    private final Workload workload;
    private final StopSwitch stop = new StopSwitch();

    /**
     * Prepares the prompts.
     *
     * @throws dev.rose.error.RoseException with kind {@code CONTEXT_EXCEEDED} for a prompt that
     *     leaves no room for an answer, and as {@link Rose#streams}
     */
    public Bench(Rose rose, AnswerOptions answers, BenchOptions options, BenchListener listener) {
        this.model = rose.model();
        this.answers = answers;
        this.options = options;
        this.listener = listener;
        this.workload = Workload.of(rose, answers, options);
    }

    /**
     * Measures, for minutes.
     *
     * @throws dev.rose.error.RoseException with kind {@code CANCELLED} after {@link #stop}
     */
    public BenchResult run(BenchResult.Machine machine) {
        var single = new SingleBench(model, workload, options.threads(), stop);
        var concurrent = new ConcurrentBench(model, workload, options, stop);
        var work = new WorkLeft(listener, single.work() + concurrent.work());
        var one = single.run(work);
        var many = concurrent.run(one.costs(), work);
        return new BenchResult(
                one.ways(),
                one.kinds(),
                many,
                one.firstTokenMs(),
                one.texts(),
                one.planner(),
                new BenchResult.Setting(
                        model.info().name() + " " + model.info().quantization(),
                        workload.size(),
                        answers.maxTokens(),
                        answers.totalAlpha(),
                        options.threads()),
                machine);
    }

    /** Ends the measurement soon; it then has no result. */
    public void stop() {
        stop.stop();
    }
}
