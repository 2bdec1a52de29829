package dev.rose.cli.bench;

import dev.rose.engine.Engine;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.EngineStats;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import dev.rose.engine.StepShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An engine that answers one request at a time, in whatever way it chooses. */
final class EngineContestant extends Contestant {
    /** Not everyone's, whose caches all others see: some requests are to find nothing cached. */
    static final String SCOPE = "bench";

    private final Engine engine;
    private final StopSwitch stop;
    private final EngineStats before;
    private final ShapeTimes shapes = new ShapeTimes();
    private final List<StepShape> steps = new ArrayList<>();
    private final Map<String, List<StepShape>> byKind = new HashMap<>();

    /** From now on; the engine stays the caller's. */
    EngineContestant(Engine engine, StopSwitch stop) {
        this.engine = engine;
        this.stop = stop;
        before = engine.stats();
    }

    @Override
    GenerationResult answer(GenerationRequest request, String kind) {
        engine.takeStepShapes();
        var result = stop.result(engine.submit(EngineRequest.of(request).withScope(SCOPE)));
        var taken = engine.takeStepShapes();
        shapes.add(taken);
        steps.addAll(taken);
        byKind.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(taken);
        return result;
    }

    @Override
    double msPerToken() {
        return shapes.totalMs(steps) / tokens();
    }

    @Override
    double msPerToken(String kind) {
        return shapes.totalMs(byKind.getOrDefault(kind, List.of())) / tokens(kind);
    }

    /** What the engine's planner knows by now, in words. */
    List<String> plan() {
        return engine.plan();
    }

    @Override
    double acceptance() {
        var now = engine.stats();
        return (double) (now.draftTokensAccepted() - before.draftTokensAccepted())
                / (now.draftTokens() - before.draftTokens());
    }

    /** Of the time of its steps, what the model did not do. */
    double shareOutsideModel() {
        return shapes.shareOutsideModel();
    }

    /** Each shape of step, the one that took most time first. */
    List<StepShape> shapes() {
        return shapes.all();
    }

    @Override
    public void close() {}
}
