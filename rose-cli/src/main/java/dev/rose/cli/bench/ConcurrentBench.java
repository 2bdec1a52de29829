package dev.rose.cli.bench;

import dev.rose.engine.Engine;
import dev.rose.engine.EngineOptions;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.Generation;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.StepShape;
import dev.rose.error.RoseException;
import dev.rose.model.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Several requests at a time, by one engine that has room for the most of them. Rounds of plain and
 * of ROSE answers take turns; within a round each step counts at the median of its shape, and of
 * the rounds the median counts, so that no single stall decides.
 *
 * <p>The whole prompts are cached before, so that a round is decoding alone, and each round is in a
 * scope of its own, so that none guesses from the texts of another.
 */
final class ConcurrentBench {
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 8;

    /** Tokens of a round, shared by its answers, which bounds its time. */
    private static final int ROUND_TOKENS = 512;

    private static final int LEAST_TOKENS = 16;

    private final LanguageModel model;
    private final Workload workload;
    private final BenchOptions options;
    private final StopSwitch stop;
    private int scopes;

    ConcurrentBench(LanguageModel model, Workload workload, BenchOptions options, StopSwitch stop) {
        this.model = model;
        this.workload = workload;
        this.options = options;
        this.stop = stop;
    }

    /** Of {@link #run}, in the units of {@link WorkLeft}. */
    double work() {
        double work = options.concurrency().isEmpty() ? 0 : workOfPins();
        for (int n : options.concurrency()) {
            work += rounds(n) * WorkLeft.round(n, tokens(n));
        }
        return work;
    }

    private double workOfPins() {
        return WorkLeft.pins(workload.promptTokens() * used() / workload.size());
    }

    /** One result for each number of requests, in the order asked for. */
    List<BenchResult.Concurrent> run(Costs costs, WorkLeft work) {
        var results = new BenchResult.Concurrent[options.concurrency().size()];
        // Where memory does not suffice for the most, it may for fewer.
        for (int slots = most(); slots > 0; slots = measure(slots, results, costs, work)) {}
        return Arrays.asList(results);
    }

    private int most() {
        return options.mostConcurrent();
    }

    /** Prompts that are used; those of one request at a time change from round to round. */
    private int used() {
        return Math.min(workload.size(), Math.max(most(), MOST_ROUNDS));
    }

    /**
     * Measures all numbers of requests up to {@code slots} that have no result yet.
     *
     * @return the slots to try next; 0 where all is done
     */
    private int measure(int slots, BenchResult.Concurrent[] results, Costs costs, WorkLeft work) {
        try (var engine = Engine.open(model, engineOptions(slots), costs.curve())) {
            work.begin("caching the prompts");
            engine.pin(wholePrompts(), Optional.empty());
            work.did(workOfPins());
            for (int i = 0; i < results.length; i++) {
                if (results[i] == null) {
                    results[i] = measure(options.concurrency().get(i), engine, work);
                }
            }
            return 0;
        } catch (RoseException e) {
            if (e.kind() != RoseException.Kind.OUT_OF_MEMORY) {
                throw e;
            }
            int next = 0;
            for (int i = 0; i < results.length; i++) {
                int n = options.concurrency().get(i);
                if (n == slots) {
                    results[i] = BenchResult.Concurrent.failed(n, e.getMessage());
                } else if (results[i] == null) {
                    next = Math.max(next, n);
                }
            }
            return next;
        }
    }

    private EngineOptions engineOptions(int slots) {
        return EngineOptions.of(workload.context())
                .withSlots(slots)
                .withQueue(slots)
                .withReverseStreams(workload.reverseStreams())
                .withThreads(options.threads())
                // Just enough to keep what is pinned, which is not counted, and nothing else.
                .withPrefixCacheBytes(1);
    }

    /** All but the last token of each stream of the prompts that are used; it gives the logits. */
    private List<int[]> wholePrompts() {
        var prompts = new LinkedHashSet<List<Integer>>();
        for (int i = 0; i < used(); i++) {
            var request = workload.requests().get(i);
            prompts.add(butLast(request.prompt()));
            request.reverse().forEach(reverse -> prompts.add(butLast(reverse.prompt())));
        }
        return prompts.stream()
                .filter(prompt -> !prompt.isEmpty())
                .map(prompt -> prompt.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static List<Integer> butLast(int[] tokens) {
        return Arrays.stream(tokens, 0, tokens.length - 1).boxed().toList();
    }

    private static int rounds(int n) {
        return Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, MOST_ROUNDS / n));
    }

    private int tokens(int n) {
        return Math.min(
                workload.requests().getFirst().maxTokens(),
                Math.max(LEAST_TOKENS, ROUND_TOKENS / n));
    }

    private BenchResult.Concurrent measure(int n, Engine engine, WorkLeft work) {
        var plain = new Sample();
        var rose = new Sample();
        var ratio = new Sample();
        for (int round = 0; round < rounds(n); round++) {
            work.begin(
                    "%d request%s at a time, round %d of %d"
                            .formatted(n, n == 1 ? "" : "s", round + 1, rounds(n)));
            double plainRate;
            double roseRate;
            if (round % 2 == 0) {
                plainRate = tokensPerSecond(engine, n, round, true);
                roseRate = tokensPerSecond(engine, n, round, false);
            } else {
                roseRate = tokensPerSecond(engine, n, round, false);
                plainRate = tokensPerSecond(engine, n, round, true);
            }
            plain.add(plainRate);
            rose.add(roseRate);
            ratio.add(roseRate / plainRate);
            work.did(WorkLeft.round(n, tokens(n)));
        }
        return new BenchResult.Concurrent(
                n,
                plain.median(),
                rose.median(),
                ratio.median(),
                ratio.spread(),
                ratio.count(),
                tokens(n),
                "");
    }

    private double tokensPerSecond(Engine engine, int n, int round, boolean plain) {
        engine.takeStepShapes();
        var scope = "round " + scopes++;
        var generations = new ArrayList<Generation>();
        for (int i = 0; i < n; i++) {
            var request = workload.requests().get((round * n + i) % used());
            var own =
                    GenerationRequest.greedy(
                            request.prompt(), plain ? List.of() : request.reverse(), tokens(n));
            generations.add(engine.submit(EngineRequest.of(own).withScope(scope)));
        }
        int tokens = 0;
        for (var result : stop.results(generations)) {
            tokens += result.tokens().size() - 1;
        }
        return 1000
                * tokens
                / engine.takeStepShapes().stream().mapToDouble(StepShape::totalMs).sum();
    }
}
