package dev.rose.eval.report;

import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run in the form in which lm-evaluation-harness 0.4.13 logs samples ({@code --log_samples}): a
 * folder for each arm as if it were a model, in it a file of JSON lines for each benchmark. What
 * was asked is the prompt where the run has it, else the item's question ({@link AskedPrompts}).
 */
public final class LmEvalExport {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** As Python's {@code json.dumps(doc, indent=2)} writes, of which documents have their hash. */
    private static final ObjectWriter PYTHON =
            JSON.writer()
                    .with(
                            new DefaultPrettyPrinter(
                                            Separators.createDefaultInstance()
                                                    .withObjectNameValueSpacing(Spacing.AFTER)
                                                    .withArrayEmptySeparator("")
                                                    .withObjectEmptySeparator(""))
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private final Path folder;
    private final String model;
    private final String time;
    private final SampleScores scores;
    private final AskedPrompts prompts;
    private final ExportNames arms = new ExportNames();
    private final ExportNames benchmarks = new ExportNames();
    private final Map<RunItem.Key, BenchmarkItem> items;
    private final Map<String, Map<String, Integer>> numbers = new HashMap<>();
    private final Map<Path, BufferedWriter> files = new LinkedHashMap<>();

    private LmEvalExport(Path folder, RunFolder run, String model) {
        this.folder = folder;
        this.model = model;
        time = ExportFiles.inName(ExportFiles.begun(run));
        scores = new SampleScores(run);
        prompts = new AskedPrompts(run);
        items = ExportFiles.items(run);
        for (var item : run.items()) {
            var of = numbers.computeIfAbsent(item.benchmark(), _ -> new HashMap<>());
            of.putIfAbsent(item.item().id(), of.size());
        }
    }

    /**
     * Writes the files.
     *
     * @param folder made where it is not there; files of the same run in it are replaced
     * @param model what the folders of the arms begin with
     * @return the files, in the order of the run
     */
    public static List<Path> write(Path folder, RunFolder run, String model) {
        var export = new LmEvalExport(folder, run, model);
        try {
            run.answers(export::add);
        } finally {
            export.close();
        }
        return new ArrayList<>(export.files.keySet());
    }

    private void add(RunAnswer answer) {
        var item = items.get(answer.key());
        if (item == null) {
            return;
        }
        var file = file(answer.benchmark(), answer.arm());
        try {
            var out = files.get(file);
            if (out == null) {
                ExportFiles.make(Objects.requireNonNull(file.getParent()));
                out = ExportFiles.writer(file);
                files.put(file, out);
            }
            out.write(JSON.writeValueAsString(sample(item, answer)));
            out.write('\n');
        } catch (IOException e) {
            throw ExportFiles.storage("write", file, e);
        }
    }

    private Path file(String benchmark, Arm arm) {
        return folder.resolve(ExportNames.safe(model) + "__" + arms.of(arm))
                .resolve("samples_%s_%s.jsonl".formatted(benchmarks.of(benchmark), time));
    }

    private ObjectNode sample(BenchmarkItem item, RunAnswer answer) {
        var node = JSON.createObjectNode();
        var doc = doc(item);
        var target = target(item);
        var prompt = prompts.of(answer, item);
        node.put(
                "doc_id",
                numbers.getOrDefault(answer.benchmark(), Map.of()).getOrDefault(item.id(), -1));
        node.set("doc", doc);
        node.put("target", target);
        var choice = answer.choice();
        if (choice == null) {
            var arguments = node.putObject("arguments").putObject("gen_args_0");
            arguments.put("arg_0", prompt);
            arguments.putObject("arg_1").put("do_sample", false).putArray("until");
            node.putArray("resps").addArray().add(answer.text());
            node.putArray("filtered_resps").add(answer.text());
        } else {
            choose(prompt, choice, node);
        }
        node.put("filter", "none");
        var known = scores.of(answer.benchmark(), answer.arm(), item.id());
        var metrics = node.putArray("metrics");
        known.keySet().forEach(name -> metrics.add(metric(name)));
        node.put("doc_hash", hash(PYTHON.writeValueAsString(doc)));
        node.put("prompt_hash", hash(prompt));
        node.put("target_hash", hash(target));
        known.forEach((name, counts) -> node.put(metric(name), counts ? 1.0 : 0.0));
        return node;
    }

    /** A request for each letter; the harness writes the answers to them as texts. */
    private static void choose(String prompt, RunAnswer.Choice choice, ObjectNode node) {
        var arguments = node.putObject("arguments");
        var resps = node.putArray("resps");
        var filtered = node.putArray("filtered_resps");
        int number = 0;
        for (var letter : choice.probabilities().entrySet()) {
            arguments
                    .putObject("gen_args_" + number)
                    .put("arg_0", prompt)
                    .put("arg_1", letter.getKey());
            var likelihood = String.valueOf(Math.log(letter.getValue()));
            var greedy = letter.getKey().equals(choice.prediction()) ? "True" : "False";
            resps.addArray().addArray().add(likelihood).add(greedy);
            filtered.addArray().add(likelihood).add(greedy);
            number++;
        }
    }

    /** What the harness calls its own measure of choices. */
    private static String metric(String name) {
        return name.equals("accuracy") ? "acc" : name;
    }

    private static String target(BenchmarkItem item) {
        if (item.answer() >= 0) {
            return String.valueOf(item.answer());
        }
        return item.reference() == null ? "" : item.reference();
    }

    private static ObjectNode doc(BenchmarkItem item) {
        var doc = JSON.createObjectNode();
        doc.put("id", item.id());
        doc.put("category", item.category());
        doc.put("risk", item.risk().name().toLowerCase(Locale.ROOT));
        doc.put("question", item.question());
        if (!item.options().isEmpty()) {
            item.options().forEach(doc.putArray("choices")::add);
            doc.put("answer", item.answer());
        }
        return doc;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void close() {
        for (var file : files.entrySet()) {
            try {
                file.getValue().close();
            } catch (IOException e) {
                throw ExportFiles.storage("write", file.getKey(), e);
            }
        }
    }
}
