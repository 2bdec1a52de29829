package dev.rose.server.observe;

import dev.rose.engine.EngineStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The raw counts of an engine as meters. */
final class EngineMeters {
    private static final double NANOS_A_SECOND = 1e9;

    private final MeterRegistry registry;
    private final String model;
    private final Supplier<EngineStats> stats;

    private EngineMeters(MeterRegistry registry, String model, Supplier<EngineStats> stats) {
        this.registry = registry;
        this.model = model;
        this.stats = stats;
    }

    static void register(MeterRegistry registry, String model, Supplier<EngineStats> stats) {
        var meters = new EngineMeters(registry, model, stats);
        meters.count("rows", "Rows decoded, over all streams", EngineStats::rows);
        meters.count("tokens", "Tokens of answers", EngineStats::tokens);
        meters.count("prefill.tokens", "Prompt tokens computed", EngineStats::prefillTokens);
        meters.count("cached.tokens", "Prompt tokens from the cache", EngineStats::cachedTokens);
        meters.count("draft.tokens", "Guesses checked", EngineStats::draftTokens);
        meters.count("draft.accepted", "Guesses that were right", EngineStats::draftTokensAccepted);
        meters.count(
                "finished", "Answers that ended, cancelled ones included", EngineStats::finished);
        meters.count("failed", "Answers that an error ended", EngineStats::failed);
        meters.count("step.seconds", "Time of all steps", of -> of.stepNanos() / NANOS_A_SECOND);
        meters.count("decode.seconds", "Time of decodes", of -> of.decodeNanos() / NANOS_A_SECOND);
        meters.gauge("running", "Answers that have seats", EngineStats::running);
        meters.gauge("waiting", "Answers that wait for seats", EngineStats::waiting);
        meters.gauge("prefixes", "States in the cache of prompts", EngineStats::prefixes);
        meters.gauge("cells", "KV cells of the open contexts", EngineStats::cells);
        meters.gauge("cells.used", "KV cells that hold a token", EngineStats::usedCells);
    }

    private void count(String name, String what, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(
                        "rose.engine." + name, stats, source -> value.applyAsDouble(source.get()))
                .description(what)
                .tag("model", model)
                .register(registry);
    }

    private void gauge(String name, String what, ToDoubleFunction<EngineStats> value) {
        Gauge.builder("rose.engine." + name, stats, source -> value.applyAsDouble(source.get()))
                .description(what)
                .tag("model", model)
                .register(registry);
    }
}
