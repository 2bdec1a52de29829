package dev.rose.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.method.ContrastiveScorer;
import dev.rose.model.DecodeBatch;
import dev.rose.model.Logits;
import dev.rose.model.ModelSession;
import dev.rose.model.SessionOptions;
import dev.rose.model.llama.LlamaLanguageModel;
import dev.rose.model.llama.LlamaModelOptions;
import dev.rose.model.llama.LlamaNatives;
import dev.rose.prompt.ChatTemplate;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.PromptTokenizer;
import dev.rose.testing.RealModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Naive and batched on the real model: the same 64 tokens for at least 95% of the prompts, and
 * where they part, the naive one stood at a near tie. What differs is printed. Every sixth of a
 * hundred prompts; {@code -Drose.equivalence.every=1} takes all.
 */
class DecoderEquivalenceIT {
    private static final int TOKENS = 64;
    private static final int EVERY = Integer.getInteger("rose.equivalence.every", 6);
    private static final float ALPHA = 0.5f;

    private static LlamaLanguageModel model;

    /** Where the two part: after how many tokens, and how near the naive one's best two were. */
    private record Difference(String prompt, int after, float margin) {}

    /** What a worker found over its share of the prompts. */
    private record Share(int tokens, int nearTies, List<Difference> differences) {}

    @BeforeAll
    static void openModel() {
        model =
                LlamaLanguageModel.open(
                        LlamaModelOptions.of(
                                LlamaNatives.unpackInto(RealModel.home().natives()),
                                RealModel.path()));
    }

    @AfterAll
    static void closeModel() {
        model.close();
    }

    @Test
    void batchedEqualsNaiveOnPromptsOfManyKinds() throws Exception {
        var all = prompts();
        assertThat(all).hasSize(100).doesNotHaveDuplicates();
        var prompts =
                IntStream.iterate(0, i -> i < all.size(), i -> i + EVERY)
                        .mapToObj(all::get)
                        .toList();

        var shares = compareInParallel(prompts);

        var differences = shares.stream().flatMap(share -> share.differences().stream()).toList();
        int tokens = shares.stream().mapToInt(Share::tokens).sum();
        System.out.printf(
                "naive and batched: %d of %d answers identical, %d tokens, %d of them near ties%n",
                prompts.size() - differences.size(),
                prompts.size(),
                tokens,
                shares.stream().mapToInt(Share::nearTies).sum());
        differences.forEach(System.out::println);
        assertThat(tokens).as("most answers are long").isGreaterThan(40 * prompts.size());
        assertThat(differences).hasSizeLessThanOrEqualTo(prompts.size() / 20);
        assertThat(differences).allMatch(d -> d.margin() < GenerationResult.NEAR_TIE);
    }

    /** Two sessions of one thread each: on two cores they do more than one session of two. */
    private static List<Share> compareInParallel(List<String> prompts) throws Exception {
        try (var workers = Executors.newFixedThreadPool(2)) {
            var halves = new ArrayList<Callable<Share>>();
            for (int half = 0; half < 2; half++) {
                var own =
                        IntStream.iterate(half, i -> i < prompts.size(), i -> i + 2)
                                .mapToObj(prompts::get)
                                .toList();
                halves.add(() -> compare(own));
            }
            var shares = new ArrayList<Share>();
            for (var half : workers.invokeAll(halves)) {
                shares.add(half.get());
            }
            return shares;
        }
    }

    private static Share compare(List<String> prompts) {
        int tokens = 0;
        int nearTies = 0;
        var differences = new ArrayList<Difference>();
        try (var session =
                new PrefilledSession(model.openSession(SessionOptions.of(320, 4).withThreads(1)))) {
            for (var prompt : prompts) {
                var request = request(prompt);
                var naive = run(Decoder.naive(), session, request);
                var batched = run(Decoder.batched(), session, request);
                tokens += naive.tokens().size();
                nearTies += naive.nearTies();
                if (!naive.tokens().equals(batched.tokens())) {
                    int after = common(naive.tokens(), batched.tokens());
                    float margin = margin(session, request, naive.tokens().subList(0, after));
                    differences.add(new Difference(prompt, after, margin));
                }
            }
        }
        return new Share(tokens, nearTies, differences);
    }

    private static GenerationRequest request(String query) {
        var template =
                new ChatTemplate("auto", model.info().chatTemplate().orElseThrow(), Map.of());
        var tokenizer = new PromptTokenizer(model.vocabulary());
        var positive = tokenizer.tokenize(template.render(PaperPrompts.POSITIVE, query));
        var reverse = tokenizer.tokenize(template.render(PaperPrompts.MANUAL_REVERSE, query));
        return GenerationRequest.greedy(
                positive, List.of(new ReverseStream(reverse, ALPHA)), TOKENS);
    }

    private static GenerationResult run(
            Decoder decoder, ModelSession session, GenerationRequest request) {
        try (var generation = decoder.start(session, model.vocabulary(), request)) {
            return generation.result();
        }
    }

    /** Length of what both begin with. */
    private static int common(List<Integer> a, List<Integer> b) {
        int same = 0;
        while (same < Math.min(a.size(), b.size()) && a.get(same).equals(b.get(same))) {
            same++;
        }
        return same;
    }

    /** How near the naive decoder's two best scores are after {@code answer}. */
    private static float margin(
            ModelSession session, GenerationRequest request, List<Integer> answer) {
        var reverse = rowAfter(session, request.reverse().getFirst().prompt(), answer);
        var positive = rowAfter(session, request.prompt(), answer);
        return new ContrastiveScorer(ALPHA).topTwo(positive, List.of(reverse)).margin();
    }

    /** As the naive decoder comes to a row: the prompt in one pass, then a pass a token. */
    private static Logits rowAfter(ModelSession session, int[] prompt, List<Integer> answer) {
        var batch = new DecodeBatch(prompt.length);
        for (int i = 0; i < prompt.length; i++) {
            batch.add(prompt[i], i, 0, i == prompt.length - 1);
        }
        var row = lastRow(session, batch);
        for (int token : answer) {
            batch.clear();
            batch.add(token, session.length(0), 0, true);
            row = lastRow(session, batch);
        }
        session.clearSequence(0);
        return row;
    }

    private static Logits lastRow(ModelSession session, DecodeBatch batch) {
        try (var step = session.decode(batch)) {
            return step.logits(batch.size() - 1).copy();
        }
    }

    /** Of our own: harmful-looking and harmless, sums, code, other languages. */
    private static List<String> prompts() throws IOException {
        try (var in = DecoderEquivalenceIT.class.getResourceAsStream("prompts.txt")) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
