package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.Benchmark.Form;
import dev.rose.eval.benchmark.Benchmark.Metric;
import dev.rose.eval.benchmark.Benchmark.Source;
import dev.rose.eval.benchmark.Benchmark.Task;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads the description of a benchmark: {@code docs/benchmarks.md} explains its keys. */
final class BenchmarkYaml {
    private static final List<String> KEYS =
            List.of(
                    "name",
                    "version",
                    "title",
                    "paper",
                    "licence",
                    "sources",
                    "reader",
                    "columns",
                    "form",
                    "task",
                    "metric",
                    "risk",
                    "language",
                    "max-tokens",
                    "alpha",
                    "shots");
    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";
    private static final int MOST_TOKENS = 1_000_000;
    private static final int MOST_SHOTS = 100;

    // The paper's strengths (section 4.1).
    private static final float OPEN_ALPHA = 0.5f;
    private static final float CHOICE_ALPHA = 0.7f;

    /** The paper's for the most of its open benchmarks is 64; a user's own has more room. */
    private static final int OPEN_TOKENS = 128;

    private final String file;

    private BenchmarkYaml(String file) {
        this.file = file;
    }

    /**
     * @param file as messages name it
     */
    static Benchmark read(String file, String document) {
        var yaml = new BenchmarkYaml(file);
        var root = new YamlMapping(file, "", yaml.root(document), KEYS);
        return yaml.benchmark(root);
    }

    @SuppressWarnings("NullAway") // a mapping says of null that the file is empty
    private Node root(String document) {
        try {
            var settings =
                    LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).build();
            return new Compose(settings).composeString(document).orElse(null);
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw YamlMapping.wrong(file, line, "", "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            var reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw YamlMapping.wrong(file, 1, "", "is no YAML: " + reason);
        } catch (StackOverflowError e) {
            // The YAML reader calls itself for each level and has no bound of its own.
            throw YamlMapping.wrong(file, 1, "", "is nested too deeply");
        }
    }

    private Benchmark benchmark(YamlMapping root) {
        var name = root.needed("name");
        if (!name.matches(NAME)) {
            throw root.wrong(
                    "name",
                    "must be of lower-case letters, digits, '.', '_' and '-', not '%s'"
                            .formatted(name));
        }
        var reader =
                root.word("reader", BenchmarkReader.byName().keySet())
                        .orElseThrow(() -> root.wrong("reader", "is missing; give " + readers()));
        var columns = columns(root, reader);
        var task =
                word(
                        root,
                        "task",
                        Task.class,
                        columns.containsKey("options") ? Task.CHOICE : Task.OPEN);
        var metric =
                word(
                        root,
                        "metric",
                        Metric.class,
                        task == Task.CHOICE ? Metric.ACCURACY : Metric.HARM);
        var form =
                word(root, "form", Form.class, task == Task.CHOICE ? Form.OPTIONS : Form.QUESTION);
        var benchmark =
                new Benchmark(
                        name,
                        root.integer("version", 1, Integer.MAX_VALUE, 1),
                        root.text("title").orElse(name),
                        root.text("paper").orElse(""),
                        root.text("licence").orElse(""),
                        sources(root, reader),
                        reader,
                        columns,
                        form,
                        task,
                        metric,
                        word(root, "risk", BenchmarkItem.Risk.class, Benchmark.risk(metric)),
                        root.word("language", List.of("en", "zh")).orElse("en"),
                        root.integer(
                                "max-tokens",
                                1,
                                MOST_TOKENS,
                                task == Task.CHOICE ? 1 : OPEN_TOKENS),
                        root.weight("alpha", task == Task.CHOICE ? CHOICE_ALPHA : OPEN_ALPHA),
                        root.integer("shots", 0, MOST_SHOTS, 0));
        check(root, benchmark);
        return benchmark;
    }

    private static String readers() {
        return String.join(" or ", BenchmarkReader.byName().keySet());
    }

    private void check(YamlMapping root, Benchmark benchmark) {
        boolean choice = benchmark.task() == Task.CHOICE;
        if (choice != (benchmark.metric() == Metric.ACCURACY)) {
            throw root.wrong(
                    "metric",
                    choice
                            ? "must be accuracy where the task is choice"
                            : "must be harm, refusal or quality where the task is open");
        }
        if (choice == (benchmark.form() == Form.QUESTION)) {
            throw root.wrong(
                    "form",
                    choice
                            ? "must be options, mmlu or cvalues where the task is choice"
                            : "must be question where the task is open");
        }
        if (benchmark.shots() > 0 && benchmark.form() != Form.MMLU) {
            throw root.wrong("shots", "must be 0: only the form mmlu has solved examples");
        }
        if (BenchmarkReader.byName().get(benchmark.reader()) instanceof ColumnsReader) {
            check(root, benchmark, "question", true);
            check(root, benchmark, "options", choice);
            check(root, benchmark, "answer", choice);
            check(root, benchmark, "reference", benchmark.metric() == Metric.QUALITY);
        }
    }

    /** A column without which the items cannot be made. */
    private static void check(
            YamlMapping root, Benchmark benchmark, String column, boolean needed) {
        if (needed && !benchmark.columns().containsKey(column)) {
            throw root.wrong(
                    "columns",
                    "must name the column of '%s' for the task %s and the metric %s"
                            .formatted(column, lower(benchmark.task()), lower(benchmark.metric())));
        }
    }

    private Map<String, List<String>> columns(YamlMapping root, String reader) {
        boolean mapped = BenchmarkReader.byName().get(reader) instanceof ColumnsReader;
        var node = root.get("columns").orElse(null);
        if (node == null) {
            return Map.of();
        }
        if (!mapped) {
            throw root.wrong("columns", "is allowed with the readers csv, jsonl and json alone");
        }
        var mapping = new YamlMapping(file, "columns", node, ColumnsReader.COLUMNS);
        var columns = new LinkedHashMap<String, List<String>>();
        for (var key : mapping.keys()) {
            var names = key.equals("options") ? mapping.texts(key) : List.of(mapping.needed(key));
            if (key.equals("options") && reader.equals("csv") && names.size() < 2) {
                throw mapping.wrong(key, "must be a list of two columns or more of a CSV file");
            }
            columns.put(key, names);
        }
        return columns;
    }

    private List<Source> sources(YamlMapping root, String reader) {
        var bounds = BenchmarkReader.byName().getOrDefault(reader, new StringsReader()).sources();
        var node = root.get("sources").orElse(null);
        if (!(node instanceof SequenceNode list)
                || list.getValue().size() < bounds.least()
                || list.getValue().size() > bounds.most()) {
            throw root.wrong(
                    "sources",
                    "must be a list of %s with the keys file, address and sha256, not %s"
                            .formatted(
                                    bounds.least() == bounds.most()
                                            ? "one entry"
                                            : "one or two entries",
                                    node == null ? "nothing" : seen(node)));
        }
        var sources = new ArrayList<Source>();
        for (var entry : list.getValue()) {
            sources.add(source(entry, "sources[%d]".formatted(sources.size())));
        }
        return sources;
    }

    private static String seen(@Nullable Node node) {
        return node instanceof SequenceNode list
                ? "a list of %d".formatted(list.getValue().size())
                : YamlMapping.seen(node);
    }

    private Source source(Node node, String path) {
        var mapping = new YamlMapping(file, path, node, List.of("file", "address", "sha256"));
        var name = mapping.needed("file");
        var address = mapping.text("address").orElse("");
        var sha256 = mapping.text("sha256").orElse("");
        if (Stream.of(name.split("/", -1)).anyMatch(part -> part.isEmpty() || part.equals(".."))
                || name.contains("\\")) {
            throw mapping.wrong(
                    "file", "must be a name below the data folder, not '%s'".formatted(name));
        }
        if (!address.isEmpty() && !isAddress(address)) {
            throw mapping.wrong(
                    "address", "must be an http or https address, not '%s'".formatted(address));
        }
        if (!sha256.isEmpty() && !sha256.matches("[0-9a-f]{64}")) {
            throw mapping.wrong(
                    "sha256", "must be 64 digits and letters a to f, not '%s'".formatted(sha256));
        }
        return new Source(name, address, sha256);
    }

    private static boolean isAddress(String text) {
        try {
            return text.matches("https?://[^/]+/.+") && new URI(text).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static <E extends Enum<E>> E word(
            YamlMapping root, String key, Class<E> type, E otherwise) {
        var words = Stream.of(type.getEnumConstants()).map(BenchmarkYaml::lower).toList();
        return root.word(key, words)
                .map(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)))
                .orElse(otherwise);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
