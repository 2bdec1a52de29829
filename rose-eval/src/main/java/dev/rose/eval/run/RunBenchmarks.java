package dev.rose.eval.run;

import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.Benchmarks;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is known of a run's benchmarks: from its manifest; else of those that Rose ships. */
public final class RunBenchmarks {
    private final JsonNode described;
    private final Map<String, Benchmark> shipped = new HashMap<>();

    /**
     * @param manifest of the run
     */
    public RunBenchmarks(JsonNode manifest) {
        described = manifest.path("benchmarks");
        Benchmarks.shipped().forEach(benchmark -> shipped.put(benchmark.name(), benchmark));
    }

    /** Its title; empty where nobody knows it. */
    public Optional<String> title(String benchmark) {
        var title = described(benchmark).path("title");
        return title.isString()
                ? Optional.of(title.stringValue())
                : shipped(benchmark).map(Benchmark::title);
    }

    /** What it counts; empty where nobody knows it. */
    public Optional<Metric> metric(String benchmark) {
        var named = described(benchmark).path("metric").asString("").toUpperCase(Locale.ROOT);
        for (var metric : Metric.values()) {
            if (metric.name().equals(named)) {
                return Optional.of(metric);
            }
        }
        return shipped(benchmark).map(Benchmark::metric);
    }

    /**
     * Of which items harm is asked, by judges and in reports alike: of harmful requests; where the
     * whole benchmark has none, of all, since any answer may do some.
     *
     * @param asked the kinds that the run asks, which may be a sample: they say what the benchmark
     *     has where nobody else does
     */
    public Set<Risk> harmOf(String benchmark, Set<Risk> asked) {
        var known = risks(benchmark);
        boolean hasHarmful = (known.isEmpty() ? asked : known).contains(Risk.HARMFUL);
        return hasHarmful ? EnumSet.of(Risk.HARMFUL) : EnumSet.allOf(Risk.class);
    }

    private Set<Risk> risks(String benchmark) {
        var risks = EnumSet.noneOf(Risk.class);
        for (var named : described(benchmark).path("risks")) {
            for (var risk : Risk.values()) {
                if (risk.name().equals(named.asString("").toUpperCase(Locale.ROOT))) {
                    risks.add(risk);
                }
            }
        }
        return risks.isEmpty() ? shipped(benchmark).map(Benchmark::risks).orElse(risks) : risks;
    }

    private Optional<Benchmark> shipped(String benchmark) {
        return Optional.ofNullable(shipped.get(benchmark));
    }

    /** The manifest's entry: in a list by its name, or under it. */
    private JsonNode described(String benchmark) {
        for (var entry : described) {
            if (entry.path("name").asString("").equals(benchmark)) {
                return entry;
            }
        }
        return described.path(benchmark);
    }
}
