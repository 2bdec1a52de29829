package dev.rose.eval.summary;

import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.benchmark.Benchmarks;
import dev.rose.eval.run.RunFolder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a run's model and benchmarks are called. From the manifest where it says so; else from the
 * benchmarks that Rose ships; else from the items themselves.
 */
final class RunNames {
    private final JsonNode manifest;
    private final String folder;
    private final Map<String, Benchmark> shipped = new HashMap<>();

    RunNames(RunFolder run) {
        manifest = run.manifest();
        folder = String.valueOf(run.path().toAbsolutePath().normalize().getFileName());
        Benchmarks.shipped().forEach(benchmark -> shipped.put(benchmark.name(), benchmark));
    }

    String model() {
        var model = manifest.path("model");
        for (var name : new JsonNode[] {model, model.path("name"), model.path("file")}) {
            if (name.isString() && !name.stringValue().isEmpty()) {
                return name.stringValue();
            }
        }
        return folder;
    }

    String title(String benchmark) {
        var title = described(benchmark).path("title");
        if (title.isString()) {
            return title.stringValue();
        }
        var known = shipped.get(benchmark);
        return known == null ? benchmark : known.title();
    }

    Metric metric(String benchmark, BenchmarkItems items) {
        var named = described(benchmark).path("metric").asString("").toUpperCase(Locale.ROOT);
        for (var metric : Metric.values()) {
            if (metric.name().equals(named)) {
                return metric;
            }
        }
        var known = shipped.get(benchmark);
        if (known != null) {
            return known.metric();
        }
        if (items.hasChoices()) {
            return Metric.ACCURACY;
        }
        if (items.has(Risk.SAFE)) {
            return items.hasReferences() ? Metric.QUALITY : Metric.REFUSAL;
        }
        return Metric.HARM;
    }

    /** The kinds of items that a whole benchmark has; empty where nobody says it. */
    Set<Risk> risks(String benchmark) {
        var risks = EnumSet.noneOf(Risk.class);
        for (var named : described(benchmark).path("risks")) {
            for (var risk : Risk.values()) {
                if (risk.name().equals(named.asString("").toUpperCase(Locale.ROOT))) {
                    risks.add(risk);
                }
            }
        }
        var known = shipped.get(benchmark);
        return risks.isEmpty() && known != null ? known.risks() : risks;
    }

    /** The manifest's entry: in a list by its name, or under it. */
    private JsonNode described(String benchmark) {
        var all = manifest.path("benchmarks");
        for (var entry : all) {
            if (entry.path("name").asString("").equals(benchmark)) {
                return entry;
            }
        }
        return all.path(benchmark);
    }
}
