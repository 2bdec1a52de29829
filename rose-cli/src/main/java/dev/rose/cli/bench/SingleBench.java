package dev.rose.cli.bench;

import dev.rose.engine.Decoder;
import dev.rose.engine.Engine;
import dev.rose.engine.EngineOptions;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.EngineStats;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.plan.Way;
import dev.rose.model.LanguageModel;
import dev.rose.model.SessionOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One request at a time. For each prompt every way of decoding answers once, in an order that is
 * shuffled anew, so that a machine that grows slower hits all alike.
 */
final class SingleBench {
    /** Prompts whose first token is also timed with nothing cached, in scopes of their own. */
    private static final int MOST_UNCACHED = 5;

    /** Share of a prompt's work that is its second answer by the engine. */
    private static final double AGAIN = 0.2;

    private final LanguageModel model;
    private final Workload workload;
    private final int threads;
    private final StopSwitch stop;
    private final double workEach;

    SingleBench(LanguageModel model, Workload workload, int threads, StopSwitch stop) {
        this.model = model;
        this.workload = workload;
        this.threads = threads;
        this.stop = stop;
        this.workEach =
                WorkLeft.single(
                        workload.promptTokens() / workload.size(),
                        workload.requests().getFirst().maxTokens());
    }

    /** The ways of decoding that answer side by side. */
    private record Field(
            DecoderContestant plain,
            DecoderContestant naive,
            DecoderContestant batched,
            EngineContestant engine) {

        List<Contestant> all() {
            return List.of(plain, naive, batched, engine);
        }
    }

    /** Of {@link #run}, in the units of {@link WorkLeft}. */
    double work() {
        return WorkLeft.COSTS + (workload.size() + 1) * workEach;
    }

    SingleResult run(WorkLeft work) {
        int streams = 1 + workload.reverseStreams();
        try (var plain = contestant(Decoder.batched(), 1, false);
                var naive = contestant(Decoder.naive(), streams, true);
                var batched = contestant(Decoder.batched(), streams, true);
                var engine = openEngine()) {
            work.begin("timing decodes");
            var costs = Costs.measure(engine);
            work.did(WorkLeft.COSTS);
            work.begin("warming up");
            warmUp(List.of(plain, naive, batched), engine);
            work.did(workEach);
            return measure(
                    new Field(plain, naive, batched, new EngineContestant(engine, stop)),
                    engine,
                    costs,
                    work);
        }
    }

    private SingleResult measure(Field field, Engine engine, Costs costs, WorkLeft work) {
        var before = engine.stats();
        var texts = new TextComparison();
        var uncached = new Sample();
        var random = new Random(1);
        for (int i = 0; i < workload.size(); i++) {
            work.begin("prompt %d of %d".formatted(i + 1, workload.size()));
            var results = answer(i, field, random);
            texts.add(i, of(results, field.naive()), of(results, field.engine()));
            if (i < MOST_UNCACHED) {
                uncached.add(uncachedFirstTokenMs(engine, i));
            }
            work.did(workEach * (1 - AGAIN));
        }
        var planner = planner(field.engine(), before, engine.stats(), costs);
        var ways = new LinkedHashMap<String, BenchResult.Single>();
        double plainMs = field.plain().msPerToken();
        ways.put("plain", field.plain().summary(plainMs));
        ways.put("naive", field.naive().summary(plainMs));
        ways.put("batched", field.batched().summary(plainMs));
        ways.put("engine", field.engine().summary(plainMs));
        var repeated = again(engine, work);
        ways.put("engine_repeated", repeated.summary(plainMs));
        var firstTokens = new LinkedHashMap<String, Double>();
        firstTokens.put("plain", field.plain().firstTokenMs());
        firstTokens.put("naive", field.naive().firstTokenMs());
        firstTokens.put("batched", field.batched().firstTokenMs());
        firstTokens.put("engine_uncached", uncached.median());
        firstTokens.put("engine", field.engine().firstTokenMs());
        firstTokens.put("engine_repeated", repeated.firstTokenMs());
        return new SingleResult(ways, kinds(field), firstTokens, texts.counts(), planner, costs);
    }

    private DecoderContestant contestant(Decoder decoder, int sequences, boolean reverse) {
        var size = SessionOptions.of(workload.context(), sequences).withThreads(threads);
        return new DecoderContestant(model, decoder, model.openSession(size), reverse, stop);
    }

    private Engine openEngine() {
        return Engine.open(
                model,
                EngineOptions.of(workload.context())
                        .withSlots(1)
                        .withReverseStreams(workload.reverseStreams())
                        .withThreads(threads));
    }

    /** Until the JVM has compiled what is measured, and the engine knows the system prompts. */
    private void warmUp(List<DecoderContestant> decoders, Engine engine) {
        var request = workload.requests().getFirst();
        for (var decoder : decoders) {
            decoder.warmUp(request);
        }
        stop.result(engine.submit(EngineRequest.of(request).withScope("warm-up")));
        stop.result(
                engine.submit(
                        EngineRequest.of(firstToken(workload.primer()))
                                .withScope(EngineContestant.SCOPE)));
    }

    private Map<Contestant, GenerationResult> answer(int prompt, Field field, Random random) {
        var order = new ArrayList<>(field.all());
        Collections.shuffle(order, random);
        var results = new LinkedHashMap<Contestant, GenerationResult>();
        for (var contestant : order) {
            results.put(
                    contestant,
                    contestant.run(workload.requests().get(prompt), workload.kind(prompt)));
        }
        return results;
    }

    private static GenerationResult of(
            Map<Contestant, GenerationResult> results, Contestant contestant) {
        var result = results.get(contestant);
        if (result == null) {
            throw new IllegalStateException("a contestant did not answer");
        }
        return result;
    }

    private double uncachedFirstTokenMs(Engine engine, int prompt) {
        var request = EngineRequest.of(firstToken(workload.requests().get(prompt)));
        return stop.result(engine.submit(request.withScope("uncached " + prompt))).prefillMs();
    }

    private static GenerationRequest firstToken(GenerationRequest request) {
        return GenerationRequest.greedy(request.prompt(), request.reverse(), 1);
    }

    private EngineContestant again(Engine engine, WorkLeft work) {
        var repeated = new EngineContestant(engine, stop);
        for (int i = 0; i < workload.size(); i++) {
            work.begin("prompt %d of %d again".formatted(i + 1, workload.size()));
            repeated.run(workload.requests().get(i), workload.kind(i));
            work.did(workEach * AGAIN);
        }
        return repeated;
    }

    private List<BenchResult.Kind> kinds(Field field) {
        return workload.prompts().stream()
                .map(BenchPrompt::kind)
                .distinct()
                .map(kind ->
                        new BenchResult.Kind(
                                kind,
                                workload.count(kind),
                                field.plain().msPerToken(kind),
                                field.naive().msPerToken(kind),
                                field.batched().msPerToken(kind),
                                field.engine().msPerToken(kind)))
                .toList();
    }

    private BenchResult.Planner planner(
            EngineContestant engine, EngineStats before, EngineStats after, Costs costs) {
        var steps = new EnumMap<Way, Long>(Way.class);
        for (var way : Way.values()) {
            steps.put(
                    way,
                    after.steps().getOrDefault(way, 0L) - before.steps().getOrDefault(way, 0L));
        }
        return new BenchResult.Planner(
                steps,
                after.moves() - before.moves(),
                engine.shareOutsideModel(),
                engine.shapes(),
                costs.points(),
                engine.plan());
    }
}
