package dev.rose.eval.report;

import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as eval logs of inspect_ai 0.3.285, version 2 of its format, in JSON: a file for each
 * benchmark and arm. Scores are 1 where an answer counts and 0 where it does not; an answer without
 * a readable verdict has no score.
 */
public final class InspectExport {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FORMAT = 2;

    private final Path folder;
    private final RunFolder run;
    private final String model;
    private final SampleScores scores;
    private final AskedPrompts prompts;
    private final ExportNames arms = new ExportNames();
    private final ExportNames benchmarks = new ExportNames();
    private final Map<RunItem.Key, BenchmarkItem> items;
    private final Map<String, List<String>> ids = new HashMap<>();
    private final Map<Log, Integer> answered = new HashMap<>();
    private final Map<Log, JsonGenerator> logs = new LinkedHashMap<>();
    private final Map<Log, Path> files = new LinkedHashMap<>();

    private record Log(String benchmark, Arm arm) {}

    private InspectExport(Path folder, RunFolder run, String model) {
        this.folder = folder;
        this.run = run;
        this.model = model;
        scores = new SampleScores(run);
        prompts = new AskedPrompts(run);
        items = ExportFiles.items(run);
        for (var item : run.items()) {
            ids.computeIfAbsent(item.benchmark(), _ -> new ArrayList<>()).add(item.item().id());
        }
        // The figures stand in front of the samples, so the answers are read twice.
        run.answers(answer ->
                answered.merge(new Log(answer.benchmark(), answer.arm()), 1, Integer::sum));
    }

    /**
     * Writes the files.
     *
     * @param folder made where it is not there; files of the same run in it are replaced
     * @param model what the logs call the model
     * @return the files, in the order of the run
     */
    public static List<Path> write(Path folder, RunFolder run, String model) {
        ExportFiles.make(folder);
        var export = new InspectExport(folder, run, model);
        try {
            run.answers(export::add);
            export.logs.values().forEach(log -> log.writeEndArray().writeEndObject());
        } finally {
            export.logs.values().forEach(JsonGenerator::close);
        }
        return new ArrayList<>(export.files.values());
    }

    private void add(RunAnswer answer) {
        var item = items.get(answer.key());
        if (item == null) {
            return;
        }
        var key = new Log(answer.benchmark(), answer.arm());
        var log = logs.get(key);
        if (log == null) {
            log = begin(key);
        }
        log.writePOJO(sample(item, answer));
    }

    private JsonGenerator begin(Log key) {
        var begun = ExportFiles.begun(run);
        var file =
                folder.resolve(
                        "%s+00-00_%s_%s.json"
                                .formatted(
                                        ExportFiles.inName(begun),
                                        benchmarks.of(key.benchmark()),
                                        arms.of(key.arm())));
        JsonGenerator log;
        try {
            log = JSON.createGenerator(ExportFiles.writer(file));
        } catch (IOException e) {
            throw ExportFiles.storage("write", file, e);
        }
        logs.put(key, log);
        files.put(key, file);
        log.writeStartObject();
        log.writeNumberProperty("version", FORMAT);
        var totals = scores.totals(key.benchmark(), key.arm());
        boolean whole = answered(key) == ids(key.benchmark()).size();
        log.writeStringProperty("status", whole ? "success" : "started");
        log.writePOJOProperty("eval", spec(key, begun.toString().replace("Z", "+00:00")));
        log.writePOJOProperty("plan", plan(key.arm()));
        log.writePOJOProperty("results", results(key, totals));
        log.writeName("samples").writeStartArray();
        return log;
    }

    private ObjectNode spec(Log key, String created) {
        var spec = JSON.createObjectNode();
        var id = benchmarks.of(key.benchmark()) + "_" + arms.of(key.arm());
        spec.put("eval_id", id);
        spec.put("run_id", String.valueOf(run.path().toAbsolutePath().normalize().getFileName()));
        spec.put("created", created);
        spec.put("task", key.benchmark());
        spec.put("task_id", id);
        spec.put("task_version", 0);
        spec.putObject("task_args")
                .put("mode", key.arm().modeName())
                .put("policy", key.arm().policy());
        var dataset = spec.putObject("dataset");
        dataset.put("name", key.benchmark());
        dataset.put("samples", ids(key.benchmark()).size());
        ids(key.benchmark()).forEach(dataset.putArray("sample_ids")::add);
        spec.put("model", model);
        spec.putObject("config");
        spec.putObject("metadata").set("rose_manifest", run.manifest());
        return spec;
    }

    private List<String> ids(String benchmark) {
        return ids.getOrDefault(benchmark, List.of());
    }

    private int answered(Log key) {
        return answered.getOrDefault(key, 0);
    }

    private static ObjectNode plan(Arm arm) {
        var plan = JSON.createObjectNode();
        plan.put("name", arm.toString());
        plan.putArray("steps").addObject().put("solver", "generate").putObject("params");
        return plan;
    }

    private ObjectNode results(Log key, Map<String, SampleScores.Total> totals) {
        var results = JSON.createObjectNode();
        int asked = ids(key.benchmark()).size();
        results.put("total_samples", asked);
        results.put("completed_samples", answered(key));
        var list = results.putArray("scores");
        totals.forEach((name, total) -> {
            if (total.known() > 0) {
                var score = list.addObject();
                score.put("name", name);
                score.put("scorer", name);
                score.put("scored_samples", total.known());
                score.put("unscored_samples", total.asked() - total.known());
                score.putObject("params");
                var mean = score.putObject("metrics").putObject("mean");
                mean.put("name", "mean");
                mean.put("value", (double) total.count() / total.known());
            }
        });
        return results;
    }

    private ObjectNode sample(BenchmarkItem item, RunAnswer answer) {
        var sample = JSON.createObjectNode();
        sample.put("id", item.id());
        sample.put("epoch", 1);
        var prompt = prompts.of(answer, item);
        sample.put("input", prompt);
        if (!item.options().isEmpty()) {
            item.options().forEach(sample.putArray("choices")::add);
        }
        sample.put("target", target(item, answer.choice()));
        var messages = sample.putArray("messages");
        messages.addObject().put("role", "user").put("content", prompt);
        messages.add(message(answer.text()));
        var output = sample.putObject("output");
        output.put("model", model);
        var choice = output.putArray("choices").addObject();
        choice.set("message", message(answer.text()));
        choice.put("stop_reason", answer.finishReason().equals("length") ? "max_tokens" : "stop");
        output.put("completion", answer.text());
        var scored = sample.putObject("scores");
        scores.of(answer.benchmark(), answer.arm(), item.id())
                .forEach((name, counts) ->
                        scored.putObject(name)
                                .put("value", counts ? 1 : 0)
                                .put("answer", answer.text()));
        var metadata = sample.putObject("metadata");
        metadata.put("question", item.question());
        metadata.put("category", item.category());
        metadata.put("risk", item.risk().name().toLowerCase(Locale.ROOT));
        metadata.put("near_ties", answer.nearTies());
        if (answer.choice() != null) {
            answer.choice().probabilities().forEach(metadata.putObject("probabilities")::put);
        }
        return sample;
    }

    private ObjectNode message(String text) {
        return JSON.createObjectNode()
                .put("role", "assistant")
                .put("content", text)
                .put("source", "generate")
                .put("model", model);
    }

    private static String target(BenchmarkItem item, RunAnswer.@Nullable Choice choice) {
        if (choice != null) {
            return choice.answer();
        }
        return Objects.requireNonNullElse(item.reference(), "");
    }
}
