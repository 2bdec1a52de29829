package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rose.engine.prefix.PrefixStore;
import dev.rose.prompt.PaperPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine on the real model: with prompts cached, tokens guessed and company in its decodes, the
 * tokens are the naive decoder's.
 */
class EngineIT {
    private static final int CONTEXT = 320;
    private static final int TOKENS = 32;
    private static final int REQUESTS = 8;

    private static RealAnswers answers;
    private static List<GenerationRequest> requests;

    @TempDir private Path folder;

    @BeforeAll
    static void askTheNaiveDecoder() throws Exception {
        answers = new RealAnswers(CONTEXT);
        requests = answers.requests(REQUESTS, TOKENS);
        answers.compute(requests);
    }

    @AfterAll
    static void closeModel() {
        answers.close();
    }

    @Test
    void oneAtATimeThenAgainThenManyAtATime() {
        try (var engine = Engine.open(answers.model(), options().withSlots(8))) {
            for (var request : requests) {
                answers.check("first", request, answer(engine, EngineRequest.of(request)));
            }
            long drafts = engine.stats().draftTokens();
            long cached = engine.stats().cachedTokens();
            // The system prompts are shared from the second on.
            assertThat(cached).isGreaterThan((REQUESTS - 1) * 100L);

            for (var request : requests) {
                answers.check("again", request, answer(engine, EngineRequest.of(request)));
            }
            var stats = engine.stats();
            assertThat(stats.draftTokens() - drafts).as("guesses from the first time").isPositive();
            assertThat(stats.draftTokensAccepted()).isPositive();
            assertThat(stats.cachedTokens() - cached).isGreaterThan(REQUESTS * 200L);

            var generations = new ArrayList<Generation>();
            for (int i = 0; i < 2 * requests.size(); i++) {
                generations.add(engine.submit(EngineRequest.of(asked(i))));
            }
            for (int i = 0; i < generations.size(); i++) {
                answers.check("of many", asked(i), generations.get(i).result());
            }
            System.out.println(engine.stats());
        }
        assertThat(answers.report("cached, guessed and in company")).isZero();
    }

    @Test
    void deterministicAloneAndUnderLoad() {
        try (var engine = Engine.open(answers.model(), options().withSlots(6))) {
            var alone = new ArrayList<GenerationResult>();
            for (int i = 0; i < 3; i++) {
                alone.add(answer(engine, deterministic(i)));
            }
            var load = new ArrayList<Generation>();
            for (int i = 3; i < 7; i++) {
                load.add(engine.submit(EngineRequest.of(requests.get(i))));
            }
            for (int i = 0; i < 3; i++) {
                var result = answer(engine, deterministic(i));
                assertThat(result.tokens()).isEqualTo(alone.get(i).tokens());
                assertThat(result.nearTieSteps()).isEqualTo(alone.get(i).nearTieSteps());
                answers.check("deterministic", requests.get(i), result);
            }
            for (int i = 3; i < 7; i++) {
                answers.check("beside it", requests.get(i), load.get(i - 3).result());
            }
        }
        assertThat(answers.report("deterministic")).isZero();
    }

    @Test
    void aSecondEngineStartsWarmAndADamagedFileIsComputedAnew() throws IOException {
        var prefixes = List.of(shared(PaperPrompts.POSITIVE), shared(PaperPrompts.MANUAL_REVERSE));
        long length = prefixes.stream().mapToInt(prefix -> prefix.length).sum();
        assertThat(length).isGreaterThan(100);

        assertPinned(Engine::pin, prefixes, length, "computed");
        assertPinned(Engine::pin, prefixes, 0, "loaded");
        assertPinned(Engine::pinApart, prefixes, 0, "loaded apart");
        damageFiles();
        assertPinned(Engine::pinApart, prefixes, length, "computed where the files are damaged");
        assertPinned(Engine::pin, prefixes, 0, "loaded again");

        assertThat(answers.report("pinned")).isZero();
    }

    /** Answers in an engine with pins from disk, of which {@code computed} tokens are not there. */
    private void assertPinned(Pinning pinning, List<int[]> prefixes, long computed, String what) {
        var store = new PrefixStore(folder, answers.model().fingerprint(), 1 << 28);
        long length = prefixes.stream().mapToInt(prefix -> prefix.length).sum();
        try (var engine = Engine.open(answers.model(), options())) {
            pinning.pin(engine, prefixes, Optional.of(store));
            engine.openContexts();
            await().untilAsserted(() ->
                    assertThat(engine.stats().prefillTokens()).as(what).isEqualTo(computed));
            for (var request : requests.subList(0, 2)) {
                answers.check(what, request, answer(engine, EngineRequest.of(request)));
            }
            assertThat(engine.stats().cachedTokens()).isGreaterThanOrEqualTo(2 * length);
        }
    }

    private interface Pinning {
        void pin(Engine engine, List<int[]> prefixes, Optional<PrefixStore> store);
    }

    private void damageFiles() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    /** What all prompts with a system prompt begin with. */
    private static int[] shared(String system) {
        var one = answers.prompt(system, "One");
        var other = answers.prompt(system, "And another");
        return Arrays.copyOf(one, Arrays.mismatch(one, other));
    }

    private static GenerationRequest asked(int index) {
        return requests.get(index * 5 % requests.size());
    }

    private static EngineRequest deterministic(int index) {
        return EngineRequest.of(requests.get(index)).withDeterministic(true);
    }

    private static GenerationResult answer(Engine engine, EngineRequest request) {
        try (var generation = engine.submit(request)) {
            return generation.result();
        }
    }

    /** Two threads: one for each context side by side. */
    private static EngineOptions options() {
        return EngineOptions.of(CONTEXT).withThreads(2);
    }
}
