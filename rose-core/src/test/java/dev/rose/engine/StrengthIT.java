package dev.rose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.method.Strength;
import dev.rose.model.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strengths, a mask and explanations on the real model: every decoder takes the same tokens. */
class StrengthIT {
    private static final int CONTEXT = 320;
    private static final int TOKENS = 40;

    @Test
    void everyDecoderTakesTheTokensOfTheNaiveOne() throws Exception {
        try (var answers = new RealAnswers(CONTEXT)) {
            var requests = new ArrayList<GenerationRequest>();
            for (var request : answers.requests(2, TOKENS)) {
                requests.add(request.withStrength(new Strength.FirstTokens(6)));
                requests.add(request.withStrength(new Strength.Decaying(8)));
                requests.add(request.withStrength(new Strength.Adaptive()).withExplain(true));
                requests.add(request.withPlausibility(0.2f));
            }
            answers.compute(requests);

            for (var request : requests) {
                answers.check("batched", request, batched(answers, request));
            }
            try (var engine = Engine.open(answers.model(), EngineOptions.of(CONTEXT))) {
                for (var request : requests) {
                    answers.check("alone", request, answer(engine, request));
                }
                for (var request : requests) {
                    answers.check("again", request, answer(engine, request));
                }
                var together = new ArrayList<Generation>();
                for (var request : requests) {
                    together.add(engine.submit(EngineRequest.of(request)));
                }
                for (int i = 0; i < requests.size(); i++) {
                    answers.check("together", requests.get(i), together.get(i).result());
                }
            }
            assertThat(answers.report("strengths")).isZero();
            // Else strengths would not be seen to do anything.
            assertThat(tokens(answers, requests)).hasSizeGreaterThan(3);
        }
    }

    private static List<List<Integer>> tokens(
            RealAnswers answers, List<GenerationRequest> requests) {
        return requests.stream()
                .map(request -> answers.expected(request).tokens())
                .distinct()
                .toList();
    }

    private static GenerationResult answer(Engine engine, GenerationRequest request) {
        try (var generation = engine.submit(EngineRequest.of(request))) {
            return generation.result();
        }
    }

    private static GenerationResult batched(RealAnswers answers, GenerationRequest request) {
        var options = SessionOptions.of(CONTEXT, 1 + request.reverse().size());
        var model = answers.model();
        try (var session = model.openSession(options);
                var generation = Decoder.batched().start(session, model.vocabulary(), request)) {
            return generation.result();
        }
    }
}
