package dev.rose.eval.judge;

import dev.rose.Rose;
import dev.rose.TemplateChoice;

/** Makes judges. */
public final class Judges {
    /** How a judge that is a model in this process begins on the command line. */
    public static final String LOCAL = "local:";

    /** Answers that a model in this process judges at a time. */
    private static final int AT_ONCE = 2;

    private Judges() {}

    public static Judge refusal() {
        return new RefusalJudge();
    }

    /**
     * A model behind an endpoint.
     *
     * @param cache of its replies; closed with the judge
     */
    public static Judge at(Endpoint endpoint, Rubric rubric, JudgementCache cache) {
        return at(endpoint, rubric, cache, Thread::sleep);
    }

    static Judge at(
            Endpoint endpoint, Rubric rubric, JudgementCache cache, EndpointReplier.Pause pause) {
        return new PromptJudge(
                endpoint.name(),
                rubric,
                endpoint.concurrency(),
                new EndpointReplier(endpoint, cache, pause));
    }

    /**
     * A model in this process.
     *
     * @param model as the command line names it
     * @param rose closed with the judge
     * @param template in which it reads the rubric's prompt
     */
    public static Judge local(String model, Rose rose, TemplateChoice template, Rubric rubric) {
        return new PromptJudge(LOCAL + model, rubric, AT_ONCE, new LocalReplier(rose, template));
    }
}
