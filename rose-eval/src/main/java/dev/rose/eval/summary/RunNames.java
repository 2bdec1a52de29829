package dev.rose.eval.summary;

import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import dev.rose.eval.run.RunBenchmarks;
import dev.rose.eval.run.RunFolder;
import tools.jackson.databind.JsonNode;

/**
 * What a run's model and benchmarks are called. From the manifest where it says so; else from the
 * benchmarks that Rose ships; else from the items themselves.
 */
final class RunNames {
    private final JsonNode manifest;
    private final String folder;
    private final RunBenchmarks benchmarks;

    RunNames(RunFolder run) {
        manifest = run.manifest();
        folder = String.valueOf(run.path().toAbsolutePath().normalize().getFileName());
        benchmarks = new RunBenchmarks(manifest);
    }

    /** With the adapters on it: {@code SmolLM2 + polite}. */
    String model() {
        var name = new StringBuilder(modelName());
        manifest.path("model")
                .path("adapters")
                .forEach(adapter -> name.append(" + ").append(adapter.stringValue()));
        return name.toString();
    }

    private String modelName() {
        var model = manifest.path("model");
        for (var name : new JsonNode[] {model, model.path("name"), model.path("file")}) {
            if (name.isString() && !name.stringValue().isEmpty()) {
                return name.stringValue();
            }
        }
        return folder;
    }

    String title(String benchmark) {
        return benchmarks.title(benchmark).orElse(benchmark);
    }

    Metric metric(String benchmark, BenchmarkItems items) {
        return benchmarks.metric(benchmark).orElseGet(() -> metric(items));
    }

    private static Metric metric(BenchmarkItems items) {
        if (items.hasChoices()) {
            return Metric.ACCURACY;
        }
        if (items.kinds().contains(Risk.SAFE)) {
            return items.hasReferences() ? Metric.QUALITY : Metric.REFUSAL;
        }
        return Metric.HARM;
    }
}
