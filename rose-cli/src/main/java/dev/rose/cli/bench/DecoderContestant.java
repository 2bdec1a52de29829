package dev.rose.cli.bench;

import dev.rose.engine.Decoder;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.GenerationResult;
import dev.rose.model.LanguageModel;
import dev.rose.model.ModelSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A decoder over a session of its own. All steps of it have one shape. */
final class DecoderContestant extends Contestant {
    private final LanguageModel model;
    private final Decoder decoder;
    private final TimedSession session;
    private final boolean reverse;
    private final StopSwitch stop;
    private final Sample steps = new Sample();
    private final Map<String, Sample> byKind = new HashMap<>();

    /**
     * @param session closed with the contestant
     * @param reverse whether reverse streams are decoded; without them it is plain decoding
     */
    DecoderContestant(
            LanguageModel model,
            Decoder decoder,
            ModelSession session,
            boolean reverse,
            StopSwitch stop) {
        this.model = model;
        this.decoder = decoder;
        this.session = new TimedSession(session);
        this.reverse = reverse;
        this.stop = stop;
    }

    @Override
    GenerationResult answer(GenerationRequest request, String kind) {
        var own = own(request);
        session.forget();
        var result = stop.result(decoder.start(session, model.vocabulary(), own));
        int decodesAStep = decoder.name().equals("naive") ? 1 + own.reverse().size() : 1;
        for (double ms : session.lastSteps(result.tokens().size() - 1, decodesAStep)) {
            steps.add(ms);
            byKind.computeIfAbsent(kind, k -> new Sample()).add(ms);
        }
        return result;
    }

    /** Answers once, and keeps nothing of it. */
    void warmUp(GenerationRequest request) {
        stop.result(decoder.start(session, model.vocabulary(), own(request)));
    }

    private GenerationRequest own(GenerationRequest request) {
        return reverse
                ? request
                : GenerationRequest.greedy(request.prompt(), List.of(), request.maxTokens());
    }

    @Override
    double msPerToken() {
        return steps.median();
    }

    @Override
    double msPerToken(String kind) {
        var times = byKind.get(kind);
        return times == null ? Double.NaN : times.median();
    }

    @Override
    public void close() {
        session.close();
    }
}
