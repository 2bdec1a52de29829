package dev.rose.eval.answering;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.StreamPrompt;
import dev.rose.TemplateChoice;
import dev.rose.eval.answering.PlannedItems.Planned;
import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.benchmark.Query;
import dev.rose.eval.run.Arm;
import dev.rose.policy.Policy;
import dev.rose.prompt.PromptPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How items are put to the model. Thread-safe. */
final class Asking {

    private final Rose rose;
    private final EvaluationPlan plan;
    private final Map<String, PromptPair> prompts = new ConcurrentHashMap<>();

    Asking(Rose rose, EvaluationPlan plan) {
        this.rose = rose;
        this.plan = plan;
    }

    /** How a benchmark's items are answered in an arm: greedily, in the scope of everyone. */
    AnswerOptions options(Arm arm, Benchmark benchmark) {
        var policy = policy(arm);
        var template = template(policy);
        var pair =
                prompts.computeIfAbsent(
                        arm.policy(), _ -> rose.prompts(policy.prompts(), template));
        return AnswerOptions.defaults()
                .withPolicy(policy, pair)
                .withAlpha(alpha(policy, benchmark))
                .withTemplate(template)
                .withMode(arm.mode())
                .withMaxTokens(plan.maxTokens() > 0 ? plan.maxTokens() : benchmark.maxTokens());
    }

    /** The paper contrasts letters more strongly than texts. */
    static float alpha(Policy policy, Benchmark benchmark) {
        return policy.equals(Policy.paper()) ? benchmark.alpha() : policy.alpha();
    }

    private TemplateChoice template(Policy policy) {
        if (plan.profile() == Profile.PAPER) {
            return new TemplateChoice.Paper();
        }
        var named = policy.template();
        return named == null ? new TemplateChoice.Auto() : TemplateChoice.of(named);
    }

    private Policy policy(Arm arm) {
        var policy = plan.policies().get(arm.policy());
        if (policy == null) {
            throw new IllegalArgumentException("there is no policy " + arm.policy());
        }
        return policy;
    }

    Query query(Planned planned) {
        return planned.data().query(planned.item().item(), plan.profile());
    }

    /**
     * What the streams read.
     *
     * @throws dev.rose.error.RoseException as {@link Rose#streams(String, String, AnswerOptions)}
     */
    List<StreamPrompt> streams(Query query, AnswerOptions options) {
        return rose.streams(query.text(), query.opening(), options);
    }
}
