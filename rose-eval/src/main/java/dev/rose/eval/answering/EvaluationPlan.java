package dev.rose.eval.answering;

import dev.rose.Mode;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.run.Arm;
import dev.rose.policy.Policy;
import dev.rose.prompt.ReverseChoice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks, and how.
 *
 * @param data the benchmarks, each once, in the order in which they are asked
 * @param arms what each item is answered with, in order, none twice
 * @param policies of the arms, by name, in the order in which they were asked for
 * @param profile how items are put to the model
 * @param maxTokens of an open answer; 0 for what each benchmark says
 * @param limit items of each benchmark; 0 for all
 * @param seed decides which items where there are more
 * @param shard which part of the run
 */
public record EvaluationPlan(
        List<BenchmarkData> data,
        List<Arm> arms,
        Map<String, Policy> policies,
        Profile profile,
        int maxTokens,
        int limit,
        long seed,
        Shard shard) {

    public EvaluationPlan {
        data = List.copyOf(data);
        arms = List.copyOf(arms);
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
        if (maxTokens < 0 || limit < 0) {
            throw new IllegalArgumentException(
                    "max tokens and limit must not be negative: %d, %d"
                            .formatted(maxTokens, limit));
        }
        if (data.stream().map(one -> one.benchmark().name()).distinct().count() < data.size()) {
            throw new IllegalArgumentException("a benchmark is there twice");
        }
        if (arms.isEmpty() || arms.stream().distinct().count() < arms.size()) {
            throw new IllegalArgumentException("no arm, or one twice: " + arms);
        }
        for (var arm : arms) {
            if (!policies.containsKey(arm.policy())) {
                throw new IllegalArgumentException("there is no policy " + arm.policy());
            }
        }
    }

    /**
     * Arms for some modes and policies. Plain and reverse decoding depend on a policy's prompts
     * alone: of several policies with the same prompt only the first gets such an arm.
     *
     * @param policies by name
     */
    public static List<Arm> arms(Collection<Mode> modes, Map<String, Policy> policies) {
        var arms = new ArrayList<Arm>();
        for (var mode : List.of(Mode.PLAIN, Mode.REVERSE, Mode.ROSE)) {
            if (modes.contains(mode)) {
                policies.forEach((name, _) -> {
                    var arm = new Arm(mode, name);
                    if (mode == Mode.ROSE || like(arm, arms, policies).isEmpty()) {
                        arms.add(arm);
                    }
                });
            }
        }
        return arms;
    }

    /** The arm that decodes the positive prompt of {@code arm} plainly, if the run has one. */
    Optional<Arm> plainOf(Arm arm) {
        return like(new Arm(Mode.PLAIN, arm.policy()), arms, policies);
    }

    private static Optional<Arm> like(Arm arm, Collection<Arm> arms, Map<String, Policy> policies) {
        var read = Read.by(arm, policies);
        return arms.stream()
                .filter(other ->
                        other.mode() == arm.mode() && Read.by(other, policies).equals(read))
                .findFirst();
    }

    /**
     * What the one stream of a plain or reverse arm reads.
     *
     * @param positive prompt; empty where nothing depends on it
     */
    private record Read(
            String positive,
            ReverseChoice.@Nullable Source reverse,
            Policy.@Nullable Template template) {

        static Read by(Arm arm, Map<String, Policy> policies) {
            var policy = policies.get(arm.policy());
            if (policy == null) {
                throw new IllegalArgumentException("there is no policy " + arm.policy());
            }
            if (arm.mode() != Mode.REVERSE) {
                return new Read(policy.positive(), null, policy.template());
            }
            var reverse = policy.reverse().getFirst().source();
            var positive =
                    switch (reverse) {
                        case ReverseChoice.Manual(), ReverseChoice.Text(_, _) -> "";
                        case ReverseChoice.Opposite(),
                                ReverseChoice.Random(_),
                                ReverseChoice.ByModel() ->
                                policy.positive();
                    };
            return new Read(positive, reverse, policy.template());
        }
    }
}
