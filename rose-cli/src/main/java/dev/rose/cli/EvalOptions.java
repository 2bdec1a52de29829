package dev.rose.cli;

import dev.rose.Mode;
import dev.rose.eval.answering.EvaluationPlan;
import dev.rose.eval.answering.Shard;
import dev.rose.eval.benchmark.Benchmark.Task;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.Profile;
import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say what a run asks, and with which policies. */
final class EvalOptions {
    private static final int MOST_SLOTS = 64;
    private static final long DEFAULT_SEED = 1;

    @Option(
            names = "--modes",
            paramLabel = "MODE,…",
            defaultValue = "plain,reverse,rose",
            description = "what each item is answered with (default: plain,reverse,rose)")
    private String modes = "plain,reverse,rose";

    @Option(
            names = "--policy",
            paramLabel = "NAME|FILE",
            description =
                    "whose prompts and contrast (default: paper); may be repeated. Policies with"
                            + " the same prompts share one plain and one reverse answer")
    private List<String> policies = List.of();

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description =
                    "strength in place of each policy's own; may be repeated, and then each is"
                            + " answered with, as paper@0.7")
    private List<Float> alphas = List.of();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "default",
            description =
                    "default: the model's own template; paper: the template of the paper's code")
    private String profile = "default";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "items of each benchmark, drawn by --seed (default: all)")
    private @Nullable Integer limit;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "tokens of an open answer at most (default: what the benchmark says)")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "decides which items --limit takes (default: 1)")
    private long seed = DEFAULT_SEED;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "every Nth item alone, from the Ith on; see ./rose eval merge")
    private @Nullable String shard;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "16",
            description = "answers that are computed at a time (default: 16)")
    private int slots = 16;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Answers that are computed at a time.
     *
     * @throws UsageException for an impossible value
     */
    int slots() {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new UsageException(
                    "--slots must be from 1 to %d, not %d".formatted(MOST_SLOTS, slots));
        }
        return slots;
    }

    /**
     * All that the options say.
     *
     * @throws UsageException for an impossible value
     * @throws dev.rose.error.RoseException for a policy or a shard that cannot be had
     */
    EvaluationPlan plan(List<BenchmarkData> data, Map<String, String> environment) {
        var given = Given.to(command);
        // What does nothing is not in the manifest either: it would make another run of the same.
        if (limit == null) {
            given.refuse("it decides which items --limit takes; give --limit too", "--seed");
            seed = DEFAULT_SEED;
        }
        if (data.stream().allMatch(one -> one.benchmark().task() == Task.CHOICE)) {
            given.refuse(
                    "these benchmarks are multiple choice, and answered by one letter",
                    "--max-tokens");
            maxTokens = null;
        }
        var modes = modes();
        if (!modes.contains(Mode.ROSE)) {
            given.refuse("of --modes %s none contrasts".formatted(this.modes), "--alpha");
        }
        var wanted = policies(environment, modes.contains(Mode.ROSE) ? alphas : List.of());
        return new EvaluationPlan(
                data,
                EvaluationPlan.arms(modes, wanted),
                wanted,
                profile(),
                positive("--max-tokens", maxTokens),
                positive("--limit", limit),
                seed,
                shard == null ? Shard.whole() : Shard.parse(shard));
    }

    private static int positive(String option, @Nullable Integer value) {
        if (value == null) {
            return 0;
        }
        if (value < 1) {
            throw new UsageException(
                    "%s must be at least 1, not %d; leave it out for the default"
                            .formatted(option, value));
        }
        return value;
    }

    private Set<Mode> modes() {
        var wanted = EnumSet.noneOf(Mode.class);
        for (var mode : modes.split(",", -1)) {
            switch (mode.strip()) {
                case "plain" -> wanted.add(Mode.PLAIN);
                case "reverse" -> wanted.add(Mode.REVERSE);
                case "rose" -> wanted.add(Mode.ROSE);
                default ->
                        throw new UsageException(
                                "--modes takes plain, reverse and rose with commas between them, not '%s'"
                                        .formatted(mode));
            }
        }
        return wanted;
    }

    private Profile profile() {
        return switch (profile) {
            case "default" -> Profile.DEFAULT;
            case "paper" -> Profile.PAPER;
            default ->
                    throw new UsageException(
                            "--profile is default or paper, not '%s'".formatted(profile));
        };
    }

    private Map<String, Policy> policies(Map<String, String> environment, List<Float> alphas) {
        var found = new LinkedHashMap<String, Policy>();
        var known = new Policies(Surroundings.home(environment).policies());
        for (var reference : policies.isEmpty() ? List.of("paper") : policies) {
            var policy = reference.equals("paper") ? Policy.paper() : known.find(reference);
            if (alphas.isEmpty() || policy.isWeighted()) {
                add(found, policy);
                continue;
            }
            for (float alpha : alphas) {
                add(found, withAlpha(policy, alpha));
            }
        }
        if (found.values().stream().allMatch(Policy::isWeighted)) {
            Given.to(command)
                    .refuse(
                            "each reverse prompt of '%s' has a weight of its own; change the weights"
                                    .formatted(String.join("', '", found.keySet())),
                            "--alpha");
        }
        return found;
    }

    private static void add(Map<String, Policy> found, Policy policy) {
        if (found.put(policy.name(), policy) != null) {
            throw new UsageException(
                    "the policy '%s' is there twice; name each once".formatted(policy.name()));
        }
    }

    private static Policy withAlpha(Policy policy, float alpha) {
        try {
            return new Policy(
                    "%s@%s".formatted(policy.name(), plain(alpha)),
                    policy.description(),
                    policy.positive(),
                    policy.reverse(),
                    alpha,
                    policy.strength(),
                    policy.plausibility(),
                    policy.template());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    /** {@code 0.7}, {@code 1}. */
    private static String plain(float alpha) {
        return alpha == Math.rint(alpha)
                ? String.format(Locale.ROOT, "%.0f", alpha)
                : Float.toString(alpha);
    }
}
