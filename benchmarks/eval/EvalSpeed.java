import dev.rose.AnswerOptions;
import dev.rose.DecoderChoice;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.StreamPrompt;
import dev.rose.TemplateChoice;
import dev.rose.engine.Engine;
import dev.rose.engine.EngineOptions;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.ReverseStream;
import dev.rose.engine.ScoringRequest;
import dev.rose.eval.answering.Evaluation;
import dev.rose.eval.answering.EvaluationPlan;
import dev.rose.eval.answering.Shard;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.Benchmarks;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import dev.rose.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much faster an evaluation is than its items one at a time by the naive decoder, and than
 * multiple choice without a cache of prompts; all in one process. See eval.sh.
 *
 * <p>{@code ROSE_THREADS} and {@code ROSE_SLOTS} are as the program has them.
 */
final class EvalSpeed {
    private static final Policy PAPER = Policy.paper();
    private static final Map<String, Policy> POLICIES = Map.of(PAPER.name(), PAPER);
    private static final List<Arm> ARMS =
            EvaluationPlan.arms(EnumSet.allOf(Mode.class), POLICIES);
    private static final int SUBJECTS = 2;

    public static void main(String[] args) throws Exception {
        var data = Path.of(args[0]);
        int items = number(args, 1, 200);
        int tokens = number(args, 2, 64);
        int choices = number(args, 3, 60);
        var options =
                RoseOptions.defaults()
                        .withSlots(Integer.parseInt(System.getenv().getOrDefault("ROSE_SLOTS", "16")))
                        .withThreads(
                                Integer.parseInt(System.getenv().getOrDefault("ROSE_THREADS", "0")));
        if (args.length > 4) {
            options = options.withModel(args[4]);
        }
        if (items > 0) {
            try (var rose = Rose.open(options)) {
                open(rose, Benchmarks.load(Benchmarks.find("dangerousqa"), data), items, tokens);
            }
        }
        if (choices > 0) {
            try (var rose = Rose.open(options)) {
                choice(rose, few(Benchmarks.load(Benchmarks.find("mmlu"), data), choices), options);
            }
        }
    }

    private static int number(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    private record Key(String item, Arm arm) {}

    private static EvaluationPlan plan(BenchmarkData data, int limit, int tokens) {
        return new EvaluationPlan(
                List.of(data),
                ARMS,
                POLICIES,
                Profile.DEFAULT,
                tokens,
                limit,
                1,
                Shard.whole());
    }

    private static Map<Key, RunAnswer> evaluate(Rose rose, EvaluationPlan plan) throws Exception {
        var evaluation = new Evaluation(rose, plan);
        var answers = new HashMap<Key, RunAnswer>();
        var folder = Files.createTempDirectory("rose-eval");
        try (var run = RunFolder.write(folder, evaluation.manifest())) {
            evaluation.run(
                    run,
                    (answer, _, _) -> answers.put(new Key(answer.item(), answer.arm()), answer));
            run.speeds().forEach(speed -> System.out.println("  " + speed));
        }
        return answers;
    }

    /**
     * The naive decoder before and after the evaluation, half of the items each: a shared machine is
     * faster at one time than at another.
     */
    private static void open(Rose rose, BenchmarkData data, int items, int tokens)
            throws Exception {
        var plan = plan(data, items, tokens);
        var asked = new Evaluation(rose, plan).items();
        int half = asked.size() / 2;
        var naive = new HashMap<Key, GenerationResult>();
        double before = naively(rose, asked.subList(0, half), tokens, naive);
        long begin = System.nanoTime();
        var answers = evaluate(rose, plan);
        double together = seconds(begin);
        double after = naively(rose, asked.subList(half, asked.size()), tokens, naive);
        int same = 0;
        int nearTies = 0;
        for (var entry : answers.entrySet()) {
            var expected = naive.get(entry.getKey());
            int alike = alike(expected.tokens(), entry.getValue().tokens());
            if (alike < 0) {
                same++;
            } else if (expected.nearTieSteps().contains(alike)) {
                nearTies++;
            }
        }
        System.out.printf(
                "%d items x %d tokens x %d modes: evaluation %.1f s, naive one at a time %.1f s (%.1f before, %.1f after): %.2f times as fast; %d of %d answers the same, %d of the others from a near tie on%n",
                asked.size(),
                tokens,
                ARMS.size(),
                together,
                before + after,
                before,
                after,
                (before + after) / together,
                same,
                answers.size(),
                nearTies);
    }

    /** Answers items in all arms, and gives the seconds that it took. */
    private static double naively(
            Rose rose, List<RunItem> items, int tokens, Map<Key, GenerationResult> results) {
        long begin = System.nanoTime();
        for (var item : items) {
            for (var arm : ARMS) {
                var options =
                        AnswerOptions.defaults()
                                .withMode(arm.mode())
                                .withMaxTokens(tokens)
                                .withDecoder(DecoderChoice.NAIVE);
                results.put(
                        new Key(item.item().id(), arm), rose.ask(item.item().question(), options));
            }
        }
        return seconds(begin);
    }

    /** How many tokens are the same until the first other one; -1 where all are. */
    private static int alike(List<Integer> naive, List<Integer> other) {
        for (int i = 0; i < Math.min(naive.size(), other.size()); i++) {
            if (!naive.get(i).equals(other.get(i))) {
                return i;
            }
        }
        return naive.size() == other.size() ? -1 : Math.min(naive.size(), other.size());
    }

    /** As many items of each of some subjects. */
    private static BenchmarkData few(BenchmarkData data, int items) {
        var taken = new HashMap<String, Integer>();
        var few = new ArrayList<BenchmarkItem>();
        for (var item : data.items()) {
            if (taken.containsKey(item.category()) || taken.size() < SUBJECTS) {
                if (taken.merge(item.category(), 1, Integer::sum) <= items / SUBJECTS) {
                    few.add(item);
                }
            }
        }
        return new BenchmarkData(data.benchmark(), few, data.shots());
    }

    private static void choice(Rose rose, BenchmarkData data, RoseOptions options)
            throws Exception {
        long begin = System.nanoTime();
        var answers = evaluate(rose, plan(data, 0, 0));
        double cached = seconds(begin);
        var stats = rose.stats();
        var requests = new ArrayList<ScoringRequest>();
        var keys = new ArrayList<Key>();
        int longest = 0;
        for (var item : data.items()) {
            for (var arm : ARMS) {
                var streams = streams(rose, data, item, arm);
                var query = data.query(item, Profile.DEFAULT);
                requests.add(
                        ScoringRequest.of(
                                streams.getFirst().tokens(),
                                streams.stream()
                                        .skip(1)
                                        .map(s -> new ReverseStream(s.tokens(), s.alpha()))
                                        .toList(),
                                rose.tokensBehind(query.opening(), query.letters())));
                keys.add(new Key(item.id(), arm));
                for (var stream : streams) {
                    longest = Math.max(longest, stream.tokens().length);
                }
            }
        }
        double without;
        int same = 0;
        try (var engine =
                Engine.open(
                        rose.model(),
                        EngineOptions.of(longest + 1)
                                .withSlots(options.slots())
                                .withThreads(options.threads())
                                .withPrefixCacheBytes(0))) {
            begin = System.nanoTime();
            var scorings = engine.score(requests);
            without = seconds(begin);
            for (int i = 0; i < keys.size(); i++) {
                var item = keys.get(i).item();
                var query =
                        data.query(
                                data.items().stream()
                                        .filter(one -> one.id().equals(item))
                                        .findFirst()
                                        .orElseThrow(),
                                Profile.DEFAULT);
                var letter = query.letters().get(scorings.get(i).bestCandidate());
                same += letter.strip().equals(answers.get(keys.get(i)).text()) ? 1 : 0;
            }
        }
        System.out.printf(
                "%d items of %d-shot choice x %d modes: with the cache %.1f s (%d tokens computed, %d cached), without %.1f s: %.2f times as fast; %d of %d predictions the same%n",
                data.items().size(),
                data.benchmark().shots(),
                ARMS.size(),
                cached,
                stats.prefillTokens(),
                stats.cachedTokens(),
                without,
                without / cached,
                same,
                keys.size());
    }

    private static List<StreamPrompt> streams(
            Rose rose, BenchmarkData data, BenchmarkItem item, Arm arm) {
        var query = data.query(item, Profile.DEFAULT);
        var options =
                AnswerOptions.defaults()
                        .withMode(arm.mode())
                        .withAlpha(data.benchmark().alpha())
                        .withTemplate(new TemplateChoice.Auto());
        return rose.streams(query.text(), query.opening(), options);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
