package dev.rose.eval.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rose.AnswerOptions;
import dev.rose.DecoderChoice;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.Speed;
import dev.rose.method.Strength;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.PromptTemplate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on the toy model. */
final class EvaluationTest {
    private static final List<String> LETTERS = List.of("A", "B", "C", "D");
    private static final TemplateChoice PAPER_TEMPLATE = new TemplateChoice.Paper();

    @TempDir private Path temp;

    private final ToyModel model = new ToyModel(ToyVocabulary.ofAllBytes(), 11);
    private final Rose rose = Rose.over(model, 0, 2);

    @AfterEach
    void nothingIsLeftOpen() {
        rose.close();
        assertThat(model.openSessions()).isZero();
        assertThat(model.openStates()).isZero();
    }

    private static EvaluationPlan plan(BenchmarkData... data) {
        return plan(0, Shard.whole(), data);
    }

    private static EvaluationPlan plan(int limit, Shard shard, BenchmarkData... data) {
        var policies = Map.of("paper", Policy.paper());
        return new EvaluationPlan(
                List.of(data),
                EvaluationPlan.arms(EnumSet.allOf(Mode.class), policies),
                policies,
                Profile.PAPER,
                0,
                limit,
                1,
                shard);
    }

    private Path run(EvaluationPlan plan, String name) throws InterruptedException {
        run(plan, name, (_, _, _) -> {});
        return temp.resolve(name);
    }

    private void run(EvaluationPlan plan, String name, EvaluationListener listener)
            throws InterruptedException {
        var evaluation = new Evaluation(rose, plan);
        try (var folder = RunFolder.write(temp.resolve(name), evaluation.manifest())) {
            evaluation.run(folder, listener);
        }
    }

    private static List<RunAnswer> answers(Path run) {
        var answers = new ArrayList<RunAnswer>();
        try (var folder = RunFolder.open(run)) {
            folder.answers(answers::add);
        }
        return answers;
    }

    @Test
    void multipleChoiceIsAsCalculatedByHand() throws InterruptedException {
        var data = SampleData.choice("mc", 13, 2);

        var answers = answers(run(plan(data), "run"));

        assertThat(answers).hasSize(13 * 3);
        int right = 0;
        for (var answer : answers) {
            var item =
                    data.items().stream()
                            .filter(one -> one.id().equals(answer.item()))
                            .findFirst()
                            .orElseThrow();
            var expected = byHand(data, item, answer.arm().mode());
            assertThat(answer.text()).isEqualTo(expected.prediction());
            assertThat(answer.choice()).isNotNull();
            assertThat(answer.choice().prediction()).isEqualTo(expected.prediction());
            assertThat(answer.choice().answer()).isEqualTo("B");
            assertThat(answer.choice().probabilities().keySet())
                    .containsExactlyElementsOf(LETTERS.subList(0, item.options().size()));
            expected.probabilities()
                    .forEach((letter, p) ->
                            assertThat(answer.choice().probabilities().get(letter))
                                    .isCloseTo(p, within(1e-6)));
            assertThat(answer.choice().mass()).isBetween(0.0, 1.0);
            assertThat(answer.finishReason()).isEqualTo("choice");
            right += answer.choice().isRight() ? 1 : 0;
        }
        assertThat(right).isBetween(1, 38);
    }

    /** By the formula, from the texts that the paper's template makes. */
    private RunAnswer.Choice byHand(BenchmarkData data, BenchmarkItem item, Mode mode) {
        var text = data.query(item, Profile.PAPER).text();
        var positive = logits(PaperPrompts.POSITIVE, text);
        var reverse = logits(PaperPrompts.MANUAL_REVERSE, text);
        var scores = new double[positive.length];
        double sum = 0;
        for (int token = 0; token < scores.length; token++) {
            scores[token] =
                    switch (mode) {
                        case PLAIN -> positive[token];
                        case REVERSE -> reverse[token];
                        case ROSE -> positive[token] - 0.7f * reverse[token];
                    };
            sum += Math.exp(scores[token]);
        }
        var probabilities = new LinkedHashMap<String, Double>();
        var best = "";
        for (var letter : LETTERS.subList(0, item.options().size())) {
            int token = model.vocabulary().tokenize(letter)[0];
            probabilities.put(letter, Math.exp(scores[token]) / sum);
            if (best.isEmpty() || probabilities.get(letter) > probabilities.get(best)) {
                best = letter;
            }
        }
        return new RunAnswer.Choice(best, "B", probabilities);
    }

    private float[] logits(String system, String question) {
        var text = new PromptTemplate.Paper().render(system, question).text() + "Answer: (";
        var tokens = model.vocabulary().tokenize(text);
        var all = new int[tokens.length + 1];
        all[0] = ToyVocabulary.BEGIN;
        System.arraycopy(tokens, 0, all, 1, tokens.length);
        return model.logitsAfter(all);
    }

    @Test
    void openAnswersAreThoseOfAskingOneByOne() throws InterruptedException {
        var data = SampleData.open("open", 40);

        var answers = answers(run(plan(data), "run"));

        assertThat(answers).hasSize(120);
        int exact = 0;
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            var item = data.items().get(i / 3);
            assertThat(answer.item()).isEqualTo(item.id());
            assertThat(answer.arm().mode()).isEqualTo(Mode.values()[modeAt(i % 3)]);
            var options =
                    AnswerOptions.defaults()
                            .withTemplate(new TemplateChoice.Paper())
                            .withMode(answer.arm().mode())
                            .withMaxTokens(SampleData.TOKENS)
                            .withExplain(true);
            var expected = rose.ask(item.question(), options);
            assertThat(answer.text()).isEqualTo(expected.text());
            assertThat(answer.tokens()).isEqualTo(expected.tokens());
            assertThat(answer.nearTies()).isEqualTo(expected.nearTies());
            assertThat(answer.finishReason())
                    .isEqualTo(expected.finishReason().name().toLowerCase(java.util.Locale.ROOT));
            assertThat(answer.changed().isEmpty())
                    .isEqualTo(
                            expected.changedSteps().stream()
                                    .allMatch(step -> isEmpty(expected.tokens().get(step))));
            for (var span : answer.changed()) {
                assertThat(span.from()).isNotNegative().isLessThan(span.to());
                assertThat(span.to()).isLessThanOrEqualTo(answer.text().length());
            }
            if (answer.text().chars().allMatch(c -> c < 128)) {
                exact++;
                var marked = new boolean[answer.text().length()];
                answer.changed()
                        .forEach(span ->
                                java.util.Arrays.fill(marked, span.from(), span.to(), true));
                assertThat(marked)
                        .isEqualTo(
                                changedCharacters(
                                        expected.tokens(), expected.changedSteps(), marked.length));
            }
        }
        assertThat(exact).isPositive();
    }

    @Test
    void whatArmsShareIsDecodedOnce() throws InterruptedException {
        var nothing = policy("nothing", 0, new Strength.Constant(), 0);
        var policies = Map.of("nothing", nothing);
        var arms = EvaluationPlan.arms(List.of(Mode.PLAIN, Mode.ROSE), policies);
        var data = SampleData.open("open", 40);
        var plan =
                new EvaluationPlan(
                        List.of(data), arms, policies, Profile.PAPER, 0, 0, 1, Shard.whole());

        var answers = answers(run(plan, "run"));

        int plain = tokens(answers, new Arm(Mode.PLAIN, "nothing"));
        int rose = tokens(answers, new Arm(Mode.ROSE, "nothing"));
        assertThat(plain).isEqualTo(rose);
        // Where nothing else is left to do, a slot does not wait for an answer to end.
        assertThat(this.rose.stats().tokens()).isBetween((long) rose, rose + plain - 1L);
        try (var folder = RunFolder.open(temp.resolve("run"))) {
            var speeds = folder.speeds();
            assertThat(speeds).extracting(Speed::answers).containsExactly(40, 40);
            assertThat(speeds.getLast().tokens()).isEqualTo(rose - 40);
            assertThat(speeds.getFirst().tokens()).isLessThan(plain - 40);
        }
    }

    @Test
    void severalPoliciesAreAnsweredAsIfEachWereAlone() throws InterruptedException {
        var policies = new LinkedHashMap<String, Policy>();
        policies.put("weak", policy("weak", 0.125f, new Strength.Constant(), 0));
        policies.put("strong", policy("strong", 0.75f, new Strength.Constant(), 0));
        policies.put("masked", policy("masked", 0.5f, new Strength.Decaying(4), 0.25f));
        policies.put("first", policy("first", 0.5f, new Strength.FirstTokens(2), 0));
        var arms = EvaluationPlan.arms(EnumSet.allOf(Mode.class), policies);
        var data = SampleData.open("open", 24);
        var plan =
                new EvaluationPlan(
                        List.of(data), arms, policies, Profile.PAPER, 0, 0, 1, Shard.whole());

        var answers = answers(run(plan, "run"));

        assertThat(arms).hasSize(6);
        assertThat(answers).hasSize(6 * 24);
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            var item = data.items().get(i / 6);
            assertThat(answer.item()).isEqualTo(item.id());
            assertThat(answer.arm()).isEqualTo(arms.get(i % 6));
            var policy = policies.get(answer.arm().policy());
            var options =
                    AnswerOptions.defaults()
                            .withPolicy(policy, rose.prompts(policy.prompts(), PAPER_TEMPLATE))
                            .withTemplate(PAPER_TEMPLATE)
                            .withMode(answer.arm().mode())
                            .withDecoder(DecoderChoice.NAIVE)
                            .withMaxTokens(SampleData.TOKENS);
            var expected = rose.ask(item.question(), options);
            assertThat(answer.tokens()).as("%s", answer.arm()).isEqualTo(expected.tokens());
            assertThat(answer.text()).isEqualTo(expected.text());
            assertThat(answer.nearTies()).isEqualTo(expected.nearTies());
            assertThat(answer.changed()).isEqualTo(ChangedText.spans(expected, model.vocabulary()));
        }
        try (var folder = RunFolder.open(temp.resolve("run"))) {
            // What costs less after some tokens is decoded from the first one on.
            assertThat(folder.speeds())
                    .filteredOn(speed -> speed.arm().policy().equals("first"))
                    .singleElement()
                    .extracting(Speed::tokens)
                    .isEqualTo((long) tokens(answers, new Arm(Mode.ROSE, "first")) - 24);
        }
    }

    private static Policy policy(String name, float alpha, Strength strength, float mask) {
        var paper = Policy.paper();
        return new Policy(name, "", paper.positive(), paper.reverse(), alpha, strength, mask, null);
    }

    private static int tokens(List<RunAnswer> answers, Arm arm) {
        return answers.stream()
                .filter(answer -> answer.arm().equals(arm))
                .mapToInt(answer -> answer.tokens().size())
                .sum();
    }

    private static int modeAt(int arm) {
        return List.of(Mode.PLAIN, Mode.REVERSE, Mode.ROSE).get(arm).ordinal();
    }

    private boolean isEmpty(int token) {
        return model.vocabulary().bytes(token).length == 0;
    }

    private boolean[] changedCharacters(List<Integer> tokens, List<Integer> steps, int length) {
        var changed = new boolean[length];
        int at = 0;
        for (int i = 0; i < tokens.size(); i++) {
            int end = at + model.vocabulary().bytes(tokens.get(i)).length;
            java.util.Arrays.fill(changed, at, end, steps.contains(i));
            at = end;
        }
        return changed;
    }

    @Test
    void aRunThatIsEndedAnywhereGoesOnToTheSameFiles() throws Exception {
        var plan = plan(SampleData.open("open", 9), SampleData.choice("mc", 7, 1));
        var undisturbed = run(plan, "undisturbed");
        int total = answers(undisturbed).size();
        assertThat(total).isEqualTo(16 * 3);
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var name = "run " + seed;
            int ends = 0;
            while (ends < 4 && endsAt(random.nextInt(total), plan, name)) {
                ends++;
                tear(temp.resolve(name).resolve("answers.jsonl"), random);
                tear(temp.resolve(name).resolve("speed.jsonl"), random);
            }
            var told = new ArrayList<Integer>();
            run(
                    plan,
                    name,
                    (_, done, of) -> {
                        assertThat(of).isEqualTo(total);
                        told.add(done);
                    });
            assertThat(told).isSorted().doesNotHaveDuplicates();
            for (var file : List.of("manifest.json", "items.jsonl", "answers.jsonl")) {
                assertThat(temp.resolve(name).resolve(file))
                        .as("seed %d, %d ends", seed, ends)
                        .hasSameBinaryContentAs(undisturbed.resolve(file));
            }
            // Nothing is left to do.
            run(plan, name, (answer, _, _) -> assertThat(answer).isNull());
        }
    }

    /** Runs until some answers are written; false where the run was done before. */
    private boolean endsAt(int answers, EvaluationPlan plan, String name) throws Exception {
        var left = new AtomicInteger(answers);
        try {
            run(
                    plan,
                    name,
                    (_, _, _) -> {
                        if (left.getAndDecrement() == 0) {
                            throw new IllegalStateException("ended here");
                        }
                    });
            return false;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("ended here");
            return true;
        }
    }

    /** Leaves a part of the last line, as a process does that is killed while it writes. */
    private static void tear(Path file, Random random) throws IOException {
        if (Files.exists(file)) {
            try (var whole = new RandomAccessFile(file.toFile(), "rw")) {
                whole.setLength(Math.max(0, whole.length() - random.nextInt(60)));
            }
        }
    }

    @Test
    void anInterruptionKeepsWhatWasAnswered() throws Exception {
        var plan = plan(SampleData.open("open", 30));
        var undisturbed = run(plan, "undisturbed");
        var main = Thread.currentThread();
        assertThatThrownBy(() ->
                        run(
                                plan,
                                "run",
                                (_, done, _) -> {
                                    if (done == 5) {
                                        main.interrupt();
                                    }
                                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(answers(temp.resolve("run"))).hasSizeBetween(5, 89);

        assertThat(run(plan, "run").resolve("answers.jsonl"))
                .hasSameBinaryContentAs(undisturbed.resolve("answers.jsonl"));
    }

    @Test
    void shardsTogetherAreTheWholeRun() throws InterruptedException {
        var open = SampleData.open("open", 8);
        var choice = SampleData.choice("mc", 9, 1);
        var whole = run(plan(6, Shard.whole(), open, choice), "whole");
        var shards = new ArrayList<Path>();
        for (int i = 3; i > 0; i--) {
            shards.add(run(plan(6, new Shard(i, 3), open, choice), "shard " + i));
        }

        assertThat(RunMerge.of(shards, temp.resolve("merged"))).isEqualTo(36);

        for (var file : List.of("manifest.json", "items.jsonl", "answers.jsonl")) {
            assertThat(temp.resolve("merged").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve(file));
        }
        try (var merged = RunFolder.open(temp.resolve("merged"))) {
            assertThat(merged.speeds().stream().mapToInt(speed -> speed.answers()).sum())
                    .isEqualTo(36);
        }
        // Once more changes nothing.
        assertThat(RunMerge.of(shards, temp.resolve("merged"))).isEqualTo(36);
        assertThat(temp.resolve("merged/answers.jsonl"))
                .hasSameBinaryContentAs(whole.resolve("answers.jsonl"));
        assertMergeRefused(
                List.of(shards.get(0), shards.get(1)), "shard 1/3 is missing; name its folder too");
        assertMergeRefused(
                List.of(shards.get(0), shards.get(1), shards.get(1)), "shard 2/3 is there twice");
        var other = run(plan(5, new Shard(1, 3), open, choice), "other");
        assertMergeRefused(List.of(shards.get(0), shards.get(1), other), "limit was 6, is 5");
    }

    @Test
    void anUnfinishedShardIsNotMerged() throws Exception {
        var plan = plan(0, new Shard(1, 1), SampleData.open("open", 4));
        assertThat(endsAt(4, plan, "shard")).isTrue();

        assertMergeRefused(
                List.of(temp.resolve("shard")),
                " of 12 answers; finish it by the command that began it");
    }

    private void assertMergeRefused(List<Path> shards, String message) {
        assertThatThrownBy(() -> RunMerge.of(shards, temp.resolve("refused")))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> assertThat(e.kind()).isEqualTo(RoseException.Kind.INVALID_REQUEST))
                .hasMessageContaining(message);
        assertThat(temp.resolve("refused")).doesNotExist();
    }

    @Test
    void aLimitTakesTheSameItemsForAllArmsAndASeedOthers() {
        var data = SampleData.open("open", 100);
        var ten = items(plan(10, Shard.whole(), data));
        var twenty = items(plan(20, Shard.whole(), data));

        assertThat(ten).hasSize(10).doesNotHaveDuplicates();
        assertThat(twenty).hasSize(20).containsAll(ten);
        assertThat(ten).isSubsetOf(data.items().stream().map(BenchmarkItem::id).toList());
        assertThat(ten).isNotEqualTo(items(data).subList(0, 10));
        assertThat(items(plan(200, Shard.whole(), data))).isEqualTo(items(data));
        var plan = plan(10, Shard.whole(), data);
        var seeded =
                new EvaluationPlan(
                        plan.data(),
                        plan.arms(),
                        plan.policies(),
                        plan.profile(),
                        0,
                        10,
                        2,
                        Shard.whole());
        assertThat(items(seeded)).hasSize(10).isNotEqualTo(ten);
    }

    private List<String> items(EvaluationPlan plan) {
        return new Evaluation(rose, plan).items().stream().map(item -> item.item().id()).toList();
    }

    private static List<String> items(BenchmarkData data) {
        return data.items().stream().map(BenchmarkItem::id).toList();
    }

    @Test
    void whatDoesNotFitTheContextHasNoAnswerAndIsCounted() throws InterruptedException {
        var open = SampleData.open("open", 3);
        var items = new ArrayList<>(open.items());
        items.add(1, BenchmarkItem.open("long", "", Risk.SAFE, "a".repeat(5000)));
        var longer = new BenchmarkData(open.benchmark(), items, Map.of());
        var choice = SampleData.choice("mc", 3, 0);
        var choices = new ArrayList<>(choice.items());
        choices.add(
                new BenchmarkItem(
                        "long", "", Risk.SAFE, "b".repeat(5000), List.of("x", "y"), 0, null));

        var run =
                run(plan(longer, new BenchmarkData(choice.benchmark(), choices, Map.of())), "run");

        var answers = answers(run);
        assertThat(answers).hasSize(24);
        assertThat(answers.stream().filter(answer -> answer.item().equals("long")))
                .hasSize(6)
                .allSatisfy(answer -> {
                    assertThat(answer.finishReason()).isEqualTo("too_long");
                    assertThat(answer.text()).isEmpty();
                    assertThat(answer.choice()).isNull();
                });
        assertThat(answers.stream().filter(answer -> answer.finishReason().equals("choice")))
                .hasSize(9);
    }

    @Test
    void plainAndReverseAreAnsweredOnceForPoliciesWithTheSamePrompts() {
        var policies = new LinkedHashMap<String, Policy>();
        policies.put("paper", Policy.paper());
        policies.put("paper@0.7", named("paper@0.7", Policy.paper().positive(), 0.7f));
        policies.put("other", named("other", "Be kind.", 0.5f));

        var arms = EvaluationPlan.arms(EnumSet.allOf(Mode.class), policies);

        assertThat(arms)
                .containsExactly(
                        new Arm(Mode.PLAIN, "paper"),
                        new Arm(Mode.PLAIN, "other"),
                        new Arm(Mode.REVERSE, "paper"),
                        new Arm(Mode.ROSE, "paper"),
                        new Arm(Mode.ROSE, "paper@0.7"),
                        new Arm(Mode.ROSE, "other"));
        var plan =
                new EvaluationPlan(
                        List.of(SampleData.open("open", 2)),
                        arms,
                        policies,
                        Profile.PAPER,
                        0,
                        0,
                        1,
                        Shard.whole());
        var manifest = new Evaluation(rose, plan).manifest();
        try (var folder = RunFolder.write(temp.resolve("run"), manifest)) {
            assertThat(folder.arms()).isEqualTo(arms);
            assertThat(folder.plainOf(new Arm(Mode.ROSE, "paper@0.7")))
                    .contains(new Arm(Mode.PLAIN, "paper"));
            assertThat(folder.plainOf(new Arm(Mode.ROSE, "other")))
                    .contains(new Arm(Mode.PLAIN, "other"));
            assertThat(folder.plainOf(new Arm(Mode.REVERSE, "paper")))
                    .contains(new Arm(Mode.PLAIN, "paper"));
            assertThat(folder.plainOf(new Arm(Mode.PLAIN, "paper"))).isEmpty();
        }
        assertThat(manifest.at("/benchmarks/0/prompts/rose~1paper@0.7/1/alpha").asDouble())
                .isEqualTo(0.7);
        assertThat(manifest.at("/benchmarks/0/prompts/rose~1other/0/text").asString())
                .startsWith("Be kind.\nHuman:\nWhat is");
    }

    private static Policy named(String name, String positive, float alpha) {
        var paper = Policy.paper();
        return new Policy(name, "", positive, paper.reverse(), alpha, paper.strength(), 0, null);
    }

    @Test
    void answersOfAnotherOrderAreNotGoneOnWith() throws Exception {
        var plan = plan(SampleData.open("open", 4));
        var run = run(plan, "run");
        var lines = Files.readAllLines(run.resolve("answers.jsonl"));
        lines.remove(3);
        Files.write(run.resolve("answers.jsonl"), lines);

        assertThatThrownBy(() -> run(plan, "run"))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining(
                        "answer 4 in %s is reverse/paper of open, item q1".formatted(run));
    }

    @Test
    void speedIsOfEachArmAndNoMoreThanTheTimeThatPassed() throws Exception {
        long begin = System.nanoTime();
        var run = run(plan(SampleData.open("open", 10), SampleData.choice("mc", 5, 0)), "run");
        double passed = (System.nanoTime() - begin) / 1e6;

        try (var folder = RunFolder.open(run)) {
            var speeds = folder.speeds();
            assertThat(speeds).hasSize(6);
            assertThat(speeds.stream().mapToDouble(speed -> speed.decodeMs()).sum())
                    .isPositive()
                    .isLessThan(passed);
            assertThat(speeds.subList(0, 3))
                    .allSatisfy(speed -> {
                        assertThat(speed.answers()).isEqualTo(10);
                        assertThat(speed.tokens()).isBetween(10L, 120L);
                    });
        }
    }
}
