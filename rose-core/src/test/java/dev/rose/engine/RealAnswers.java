package dev.rose.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The real model, and what the naive decoder makes of prompts: to hold an engine to. */
final class RealAnswers implements AutoCloseable {
    private static final float ALPHA = 0.5f;

    private final LlamaLanguageModel model =
            LlamaLanguageModel.open(
                    LlamaModelOptions.of(
                            LlamaNatives.unpackInto(RealModel.home().natives()), RealModel.path()));
    private final int context;
    private final Map<GenerationRequest, GenerationResult> naive = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private int compared;

    /**
     * @param context of each stream, in tokens
     */
    RealAnswers(int context) {
        this.context = context;
    }

    LlamaLanguageModel model() {
        return model;
    }

    /** Requests of our own queries, one each. */
    List<GenerationRequest> requests(int count, int tokens) throws IOException {
        try (var in = DecoderEquivalenceIT.class.getResourceAsStream("prompts.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .limit(count)
                    .map(query -> request(query, tokens))
                    .toList();
        }
    }

    GenerationRequest request(String query, int tokens) {
        return GenerationRequest.greedy(
                prompt(PaperPrompts.POSITIVE, query),
                List.of(new ReverseStream(prompt(PaperPrompts.MANUAL_REVERSE, query), ALPHA)),
                tokens);
    }

    int[] prompt(String system, String query) {
        var template =
                new ChatTemplate("auto", model.info().chatTemplate().orElseThrow(), Map.of());
        return new PromptTokenizer(model.vocabulary()).tokenize(template.render(system, query));
    }

    /** Computes what the naive decoder answers, two requests at a time. */
    void compute(List<GenerationRequest> requests) throws Exception {
        try (var workers = Executors.newFixedThreadPool(2)) {
            var work = new ArrayList<Callable<GenerationResult>>();
            for (var request : requests) {
                work.add(() -> naive(request));
            }
            var results = workers.invokeAll(work);
            for (int i = 0; i < requests.size(); i++) {
                naive.put(requests.get(i), results.get(i).get());
            }
        }
    }

    private GenerationResult naive(GenerationRequest request) {
        var options = SessionOptions.of(context, 1 + request.reverse().size()).withThreads(1);
        try (var session = model.openSession(options);
                var generation = Decoder.naive().start(session, model.vocabulary(), request)) {
            return generation.result();
        }
    }

    /** The naive decoder's answer, which was computed before. */
    GenerationResult expected(GenerationRequest request) {
        return naive.get(request);
    }

    /**
     * Compares a finished answer with the naive one, or a cancelled one with its beginning; other
     * tokens are allowed only from a near tie on, and remembered.
     */
    synchronized void check(String what, GenerationRequest request, GenerationResult result) {
        var wanted = expected(request).tokens();
        var tokens = result.tokens();
        if (result.finishReason() == FinishReason.CANCELLED) {
            wanted = wanted.subList(0, Math.min(tokens.size(), wanted.size()));
        }
        compared++;
        int same = 0;
        while (same < Math.min(tokens.size(), wanted.size())
                && tokens.get(same).equals(wanted.get(same))) {
            same++;
        }
        if (same < Math.max(tokens.size(), wanted.size())) {
            differences.add("%s: after %d tokens".formatted(what, same));
            assertThat(expected(request).nearTieSteps())
                    .as("%s: %s instead of %s", what, tokens, wanted)
                    .contains(same);
        }
    }

    /** Prints how many answers were compared and which were others, and gives how many. */
    synchronized int report(String title) {
        System.out.printf(
                "%s: %d of %d answers are others, at near ties%n",
                title, differences.size(), compared);
        differences.forEach(System.out::println);
        int count = differences.size();
        differences.clear();
        compared = 0;
        return count;
    }

    @Override
    public void close() {
        model.close();
    }
}
