package dev.rose.server.observe;

import dev.rose.engine.EngineStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What {@code /metrics} shows, in Prometheus' format; {@code docs/metrics.md} says what each name
 * means. Safe for any number of threads.
 */
public final class Metrics implements AutoCloseable {
    /** The content type of {@link #scrape()}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration[] REQUEST_BUCKETS =
            millis(10, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000);
    private static final Duration[] FIRST_TOKEN_BUCKETS =
            millis(10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000);
    private static final Duration[] TOKEN_BUCKETS =
            millis(1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 250, 500, 1000);
    private static final double[] OVERHEAD_BUCKETS = {
        1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 5
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Meters refer to them weakly. */
    private final List<Object> sources = new CopyOnWriteArrayList<>();

    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final LongSupplier nanos;

    public Metrics() {
        this(System::nanoTime);
    }

    Metrics(LongSupplier nanos) {
        this.nanos = nanos;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** The queue before the engine. */
    public void queue(Supplier<QueueState> queue) {
        sources.add(queue);
        gauge("rose.slots", "Requests that may run at a time", queue, QueueState::slots);
        gauge("rose.running", "Requests that have a slot", queue, QueueState::running);
        gauge("rose.waiting", "Requests that wait for a slot", queue, QueueState::waiting);
        FunctionCounter.builder("rose.refused", queue, source -> source.get().refused())
                .description("Requests that the queue or a limit turned away")
                .register(registry);
    }

    /**
     * The engine of a model.
     *
     * @param stats gives zeros, or the last ones, while the model is not loaded; asked at each
     *     scrape
     */
    public void engine(String model, Supplier<EngineStats> stats) {
        sources.add(stats);
        EngineMeters.register(registry, model, stats);
    }

    /**
     * A request that was answered.
     *
     * @param route the pattern of its path, never the path itself: each route is a series of its
     *     own
     */
    public void request(String route, int status, Duration took) {
        Timer.builder("rose.request")
                .description("Time from a request's arrival to its answer's last byte")
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .register(registry)
                .record(took);
    }

    /**
     * An answer that begins now. Called before the queue, the time to the first token has the wait
     * in it, as its client sees it.
     */
    public AnswerTimer started(String mode) {
        var toFirst =
                Timer.builder("rose.first.token")
                        .description("Time to an answer's first text")
                        .tag("mode", mode)
                        .serviceLevelObjectives(FIRST_TOKEN_BUCKETS)
                        .register(registry);
        var perToken =
                Timer.builder("rose.token")
                        .description("Mean time of an answer's tokens after its first text")
                        .tag("mode", mode)
                        .serviceLevelObjectives(TOKEN_BUCKETS)
                        .register(registry);
        return new AnswerTimer(nanos, toFirst, perToken);
    }

    /** An answer that has ended, by its client's leaving too. */
    public void finished(AnswerTimer timer, AnswerFigures answer) {
        timer.ended(answer.completionTokens());
        var mode = Tags.of("mode", answer.mode());
        count("rose.answers", "Answers", mode.and("finish", answer.finishReason()), 1);
        var tokens = "Tokens of prompts and answers";
        count("rose.tokens", tokens, mode.and("kind", "prompt"), answer.promptTokens());
        count("rose.tokens", tokens, mode.and("kind", "completion"), answer.completionTokens());
        count(
                "rose.changed.tokens",
                "Tokens that plain decoding would not have taken",
                mode,
                answer.changedTokens());
        if (Double.isFinite(answer.overhead())) {
            DistributionSummary.builder("rose.overhead")
                    .description("Time of an answer's decodes against the positive stream's alone")
                    .tags(mode)
                    .serviceLevelObjectives(OVERHEAD_BUCKETS)
                    .register(registry)
                    .record(answer.overhead());
        }
    }

    /** All of it, as {@link #CONTENT_TYPE}. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void count(String name, String what, Tags tags, int amount) {
        Counter.builder(name).description(what).tags(tags).register(registry).increment(amount);
    }

    private <T> void gauge(String name, String what, Supplier<T> of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, source -> value.applyAsDouble(source.get()))
                .description(what)
                .register(registry);
    }

    private static Duration[] millis(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
