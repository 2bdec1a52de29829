package dev.rose.server.observe;

import dev.rose.engine.EngineStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

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
    private final LongSupplier nanos;
    private final JvmGcMetrics collections = new JvmGcMetrics();

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
        gauge("rose.slots", "Requests that may run at a time", queue, QueueState::slots);
        gauge("rose.running", "Requests that have a slot", queue, QueueState::running);
        gauge("rose.waiting", "Requests that wait for a slot", queue, QueueState::waiting);
        FunctionCounter.builder("rose.refused", queue, q -> q.get().refused())
                .description("Requests that the queue or a limit turned away")
                .register(registry);
    }

    /**
     * The engine of a model.
     *
     * @param stats gives zeros, or the last ones, while the model is not loaded
     */
    public void engine(String model, Supplier<EngineStats> stats) {
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
                .description("Time from a request's first byte to its answer's last")
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .register(registry)
                .record(took);
    }

    /**
     * An answer that begins now; its time to the first token counts the time in the queue if it is
     * started before.
     */
    public AnswerTimer started(String mode) {
        return new AnswerTimer(
                nanos,
                Timer.builder("rose.first.token")
                        .description("Time to an answer's first text")
                        .tag("mode", mode)
                        .serviceLevelObjectives(FIRST_TOKEN_BUCKETS)
                        .register(registry),
                Timer.builder("rose.token")
                        .description("Mean time of an answer's tokens after the first")
                        .tag("mode", mode)
                        .serviceLevelObjectives(TOKEN_BUCKETS)
                        .register(registry));
    }

    /** An answer that has ended. */
    public void finished(AnswerTimer timer, AnswerFigures answer) {
        timer.ended(answer.completionTokens());
        count("rose.answers", "Answers", "finish", answer.finishReason(), answer.mode(), 1);
        count("rose.tokens", "Tokens", "kind", "prompt", answer.mode(), answer.promptTokens());
        count(
                "rose.tokens",
                "Tokens",
                "kind",
                "completion",
                answer.mode(),
                answer.completionTokens());
        count("rose.tokens", "Tokens", "kind", "changed", answer.mode(), answer.changedTokens());
        if (Double.isFinite(answer.overhead())) {
            DistributionSummary.builder("rose.overhead")
                    .description("Time of an answer's decodes against the positive stream's alone")
                    .tag("mode", answer.mode())
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

    private void count(
            String name, String what, String tag, String value, String mode, int amount) {
        Counter.builder(name)
                .description(what)
                .tag(tag, value)
                .tag("mode", mode)
                .register(registry)
                .increment(amount);
    }

    private <T> void gauge(String name, String what, Supplier<T> of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, supplier -> value.applyAsDouble(supplier.get()))
                .description(what)
                .strongReference(true)
                .register(registry);
    }

    private static Duration[] millis(long... millis) {
        var durations = new Duration[millis.length];
        for (var i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }
}
