package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.method.Sampling;
import dev.rose.method.Strength;
import dev.rose.model.SessionOptions;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Requests that are watched beside another, against the naive decoder of each alone. */
class CompanionsTest {
    private static final int CONTEXT = 128;
    private static final int CASES = 400;

    private final SplittableRandom random = new SplittableRandom(4);
    private final ToyVocabulary vocabulary = ToyVocabulary.small();

    @Test
    void companionsBeginAsTheyWouldByThemselves() {
        int alike = 0;
        int parted = 0;
        for (int i = 0; i < CASES; i++) {
            var model = new ToyModel(vocabulary, i);
            var leader = rose(prompt(), prompt());
            var companions = companionsOf(leader);
            var result = naive(model, leader.withCompanions(companions));
            assertThat(result.companions()).hasSameSizeAs(companions);
            for (int c = 0; c < companions.size(); c++) {
                var alone = naive(model, companions.get(c));
                var beginning = result.companions().get(c);
                int shared = shared(alone.tokens(), result.tokens());
                assertThat(beginning)
                        .as("case %d, companion %d", i, c)
                        .isEqualTo(beginningOf(alone).first(shared));
                alike += shared;
                parted += shared < alone.tokens().size() ? 1 : 0;
            }
        }
        assertThat(alike).isGreaterThan(CASES);
        assertThat(parted).isGreaterThan(CASES);
    }

    @Test
    void theEngineGoesOnWhereABeginningEnds() {
        int whole = 0;
        for (int i = 0; i < CASES / 4; i++) {
            var model = new ToyModel(vocabulary, i);
            var leader = rose(prompt(), prompt());
            var companions = companionsOf(leader);
            try (var engine = Engine.open(model, options())) {
                var result = answer(engine, leader.withCompanions(companions));
                for (int c = 0; c < companions.size(); c++) {
                    var alone = naive(model, companions.get(c));
                    var beginning = result.companions().get(c);
                    long before = engine.stats().prefillTokens();
                    var rest = answer(engine, companions.get(c).withBeginning(beginning));
                    assertThat(rest.tokens()).as("case %d", i).isEqualTo(alone.tokens());
                    assertThat(rest.text()).isEqualTo(alone.text());
                    assertThat(rest.finishReason()).isEqualTo(alone.finishReason());
                    assertThat(rest.nearTieSteps()).isEqualTo(alone.nearTieSteps());
                    assertThat(rest.changedSteps()).isEqualTo(alone.changedSteps());
                    long computed = engine.stats().prefillTokens() - before;
                    assertThat(computed).as("the rows are there").isLessThanOrEqualTo(2);
                    if (beginning.length() == alone.tokens().size()) {
                        whole++;
                        assertThat(computed).isZero();
                    }
                }
            }
            assertThat(model.openSessions()).isZero();
            assertThat(model.openStates()).isZero();
        }
        assertThat(whole).isPositive();
    }

    @Test
    void aBeginningServesAnotherCompanionsToo() {
        for (int i = 0; i < CASES; i++) {
            var model = new ToyModel(vocabulary, i);
            var leader = rose(prompt(), prompt());
            var second = rose(leader.prompt(), leader.reverse().getFirst().prompt());
            var third = GenerationRequest.greedy(leader.prompt(), List.of(), leader.maxTokens());
            var first = naive(model, leader.withCompanions(List.of(second, third))).companions();
            var next =
                    answer(
                            model,
                            second.withBeginning(first.getFirst())
                                    .withCompanions(List.of(third.withBeginning(first.getLast()))));
            var alone = naive(model, third);
            int shared =
                    first.getFirst().tokens().equals(first.getLast().tokens())
                            ? shared(alone.tokens(), next.tokens())
                            : first.getLast().length();
            assertThat(next.companions().getFirst())
                    .as("case %d", i)
                    .isEqualTo(beginningOf(alone).first(shared));
        }
    }

    /** Leaders that sample, explain, are given tokens, drop their streams or have several. */
    @Test
    void companionsOfAnyLeaderBeginRightly() {
        int alike = 0;
        for (long seed = 0; seed < 1000; seed++) {
            var toy = ToyCase.of(seed);
            var leader = toy.request();
            var companions = new ArrayList<GenerationRequest>();
            for (var prompt : leader.prompts()) {
                companions.add(GenerationRequest.greedy(prompt, List.of(), leader.maxTokens()));
            }
            var swapped = new ArrayList<>(leader.reverse());
            Collections.reverse(swapped);
            companions.add(
                    GenerationRequest.greedy(leader.prompt(), swapped, leader.maxTokens())
                            .withStop(leader.stop()));
            var result = naive(toy, leader.withCompanions(companions));
            assertThat(result.tokens()).isEqualTo(toy.run(Decoder.naive()).tokens());
            for (int c = 0; c < companions.size(); c++) {
                var alone = naive(toy, companions.get(c));
                var beginning = result.companions().get(c);
                int length = beginning.length();
                int shared = shared(alone.tokens(), result.tokens());
                assertThat(beginning)
                        .as("case %d, companion %d", seed, c)
                        .isEqualTo(beginningOf(alone).first(length));
                assertThat(length).isLessThanOrEqualTo(shared);
                if (c == 0) {
                    assertThat(length).as("nothing ends the positive rows").isEqualTo(shared);
                }
                alike += length;
            }
        }
        assertThat(alike).isGreaterThan(1000);
    }

    @Test
    void aLeaderThatIsAskedWithoutReverseRowsSaysNothingOfTheRest() {
        for (int i = 0; i < CASES; i++) {
            var model = new ToyModel(vocabulary, i);
            var constant = rose(prompt(), prompt());
            var leader = constant.withStrength(new Strength.FirstTokens(2));
            var plain = GenerationRequest.greedy(leader.prompt(), List.of(), leader.maxTokens());
            var beginnings =
                    answer(model, leader.withCompanions(List.of(constant, plain))).companions();
            assertThat(beginnings.getFirst().length()).isLessThanOrEqualTo(2);
            var alone = naive(model, plain);
            int shared = shared(alone.tokens(), naive(model, leader).tokens());
            assertThat(beginnings.getLast()).isEqualTo(beginningOf(alone).first(shared));
        }
    }

    @Test
    void whatIsNotComputedOfABegunAnswerIsNotCounted() {
        var model = new ToyModel(vocabulary, 1);
        var request = rose(prompt(), prompt());
        var whole = beginningOf(naive(model, request));
        try (var engine = Engine.open(model, options())) {
            var begun = answer(engine, request.withBeginning(whole));
            assertThat(begun.computedTokens()).isZero();
            assertThat(engine.stats().rows()).isZero();
            assertThat(engine.stats().finished()).isEqualTo(1);
            var first = request.withStrength(new Strength.FirstTokens(1));
            var alone = naive(model, first);
            var afterReverse = answer(engine, first.withBeginning(beginningOf(alone).first(2)));
            assertThat(afterReverse.tokens()).isEqualTo(alone.tokens());
            assertThat(afterReverse.computedTokens()).isEqualTo(first.prompt().length);
        }
    }

    /** Each of them takes a place for as long as it is asked for, and no longer. */
    @Test
    void manyThatEndWithTheirBeginningFreeTheirPlaces() {
        var model = new ToyModel(vocabulary, 1);
        var request = rose(prompt(), prompt());
        var whole = beginningOf(naive(model, request));
        try (var engine = Engine.open(model, options().withSlots(1).withQueue(3))) {
            for (int round = 0; round < 50; round++) {
                var answers = new ArrayList<Generation>();
                for (int i = 0; i < 4; i++) {
                    answers.add(engine.submit(EngineRequest.of(request.withBeginning(whole))));
                }
                for (var answer : answers) {
                    assertThat(answer.result().tokens()).isEqualTo(whole.tokens());
                    answer.close();
                }
            }
            assertThat(engine.stats().finished()).isEqualTo(200);
        }
    }

    @Test
    void whatReadsOtherPromptsGoesNoStep() {
        var model = new ToyModel(vocabulary, 1);
        var leader = rose(prompt(), prompt());
        var other = GenerationRequest.greedy(new int[] {1, 2, 3}, List.of(), 8);
        assertThat(naive(model, leader.withCompanions(List.of(other))).companions())
                .containsExactly(Beginning.NONE);
    }

    @Test
    void deterministicAnswersAndOtherDecodersDecodeItAll() {
        var model = new ToyModel(vocabulary, 1);
        var request = rose(prompt(), prompt());
        var wrong = new Beginning(List.of(vocabulary.size() - 1), List.of(), List.of());
        var alone = naive(model, request);
        assertThat(naive(model, request.withBeginning(wrong)).tokens()).isEqualTo(alone.tokens());
        try (var engine = Engine.open(model, options());
                var answer =
                        engine.submit(
                                EngineRequest.of(request.withBeginning(wrong))
                                        .withDeterministic(true))) {
            assertThat(answer.result().tokens()).isEqualTo(alone.tokens());
        }
    }

    @Test
    void onlyGreedyAnswersCanBeKnownBeforehand() {
        var request = rose(prompt(), prompt());
        var known = new Beginning(List.of(1), List.of(), List.of());
        var sampled = request.withSampling(new Sampling(1, 0, 1, 0, 7));
        for (var refused :
                List.of(
                        sampled,
                        request.withExplain(true),
                        request.withLogprobs(0),
                        request.withGiven(2))) {
            assertThatThrownBy(() -> refused.withBeginning(known))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a beginning is only of greedy answers");
            assertThatThrownBy(() -> request.withCompanions(List.of(refused)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("companions are only greedy answers");
        }
    }

    /** Plain, reverse, weaker and stronger ones, masked ones, ones that penalise. */
    private List<GenerationRequest> companionsOf(GenerationRequest leader) {
        var positive = leader.prompt();
        var reverse = leader.reverse().getFirst().prompt();
        int most = leader.maxTokens();
        var companions = new ArrayList<GenerationRequest>();
        companions.add(GenerationRequest.greedy(positive, List.of(), most));
        companions.add(GenerationRequest.greedy(reverse, List.of(), most));
        companions.add(
                GenerationRequest.greedy(
                        positive,
                        List.of(new ReverseStream(reverse, random.nextInt(8) / 8f)),
                        most));
        companions.add(
                rose(positive, reverse)
                        .withStrength(ToyCase.strength(random))
                        .withPlausibility(ToyCase.plausibility(random)));
        companions.add(
                rose(positive, reverse)
                        .withSampling(
                                Sampling.greedy()
                                        .withPenalties(0.5f, 0.25f)
                                        .withLogitBias(Map.of(3, 0.5f))));
        companions.add(
                GenerationRequest.greedy(positive, List.of(), most).withStop(List.of("ab", "END")));
        return companions;
    }

    private GenerationRequest rose(int[] positive, int[] reverse) {
        return GenerationRequest.greedy(
                positive, List.of(new ReverseStream(reverse, random.nextInt(1, 8) / 8f)), 24);
    }

    private int[] prompt() {
        return random.ints(random.nextInt(1, 20), 0, vocabulary.size()).toArray();
    }

    private static EngineOptions options() {
        return EngineOptions.of(CONTEXT).withSlots(2);
    }

    private static Beginning beginningOf(GenerationResult result) {
        return new Beginning(result.tokens(), result.nearTieSteps(), result.changedSteps());
    }

    private static int shared(List<Integer> one, List<Integer> other) {
        int shared = 0;
        while (shared < Math.min(one.size(), other.size())
                && one.get(shared).equals(other.get(shared))) {
            shared++;
        }
        return shared;
    }

    private static GenerationResult answer(Engine engine, GenerationRequest request) {
        try (var answer = engine.submit(EngineRequest.of(request))) {
            return answer.result();
        }
    }

    private static GenerationResult answer(ToyModel model, GenerationRequest request) {
        try (var engine = Engine.open(model, options())) {
            return answer(engine, request);
        }
    }

    private static GenerationResult naive(ToyCase toy, GenerationRequest request) {
        return naive(toy.model(), toy.options(), request);
    }

    private static GenerationResult naive(ToyModel model, GenerationRequest request) {
        return naive(model, SessionOptions.of(CONTEXT, 2), request);
    }

    private static GenerationResult naive(
            ToyModel model, SessionOptions options, GenerationRequest request) {
        try (var session = model.openSession(options);
                var answer = Decoder.naive().start(session, model.vocabulary(), request)) {
            return answer.result();
        }
    }
}
