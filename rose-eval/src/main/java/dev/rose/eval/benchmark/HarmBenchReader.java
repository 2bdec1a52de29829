package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.List;

/**
 * HarmBench's text behaviours: CSV with {@code Behavior}, {@code FunctionalCategory}, {@code
 * SemanticCategory}, {@code ContextString} and {@code BehaviorID}. A context stands in front of its
 * behaviour as in HarmBench's own requests.
 *
 * @param only functional category that is read, with the semantic one as an item's category; empty
 *     for all, with the functional one
 */
record HarmBenchReader(String only) implements BenchmarkReader {
    private static final List<String> COLUMNS =
            List.of(
                    "Behavior",
                    "FunctionalCategory",
                    "SemanticCategory",
                    "ContextString",
                    "BehaviorID");
    private static final List<String> KINDS = List.of("standard", "contextual", "copyright");

    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        CsvFile.named(
                files.getFirst(),
                COLUMNS,
                row -> {
                    var kind = row.text("FunctionalCategory").strip();
                    if (!KINDS.contains(kind)) {
                        throw row.broken(
                                "'FunctionalCategory' must be %s, not %s"
                                        .formatted(
                                                String.join(", ", KINDS),
                                                Row.seen(row.value("FunctionalCategory"))));
                    }
                    if (only.isEmpty() || only.equals(kind)) {
                        items.add(
                                row,
                                item(row, only.isEmpty() ? kind : row.text("SemanticCategory")));
                    }
                });
        return ReadItems.of(items);
    }

    private static BenchmarkItem item(Row row, String category) {
        var behaviour = row.text("Behavior");
        var question =
                row.optional("ContextString")
                        .map(context -> context + "\n\n---\n\n" + behaviour)
                        .orElse(behaviour);
        return BenchmarkItem.open(row.text("BehaviorID"), category, Risk.HARMFUL, question);
    }
}
