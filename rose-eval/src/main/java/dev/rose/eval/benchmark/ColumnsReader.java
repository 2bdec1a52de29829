package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows with named columns, of which the benchmark's YAML says what they are. Without a column for
 * it, an id is the number of the row, from 1.
 */
record ColumnsReader(Format format) implements BenchmarkReader {
    /** What a benchmark's {@code columns} may name. */
    static final List<String> COLUMNS =
            List.of("id", "question", "category", "risk", "options", "answer", "reference");

    /** How the rows are written. */
    enum Format {
        CSV,
        JSON_LINES,
        JSON_LIST
    }

    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        var file = files.getFirst();
        switch (format) {
            case CSV -> {
                var needed =
                        benchmark.columns().values().stream()
                                .flatMap(List::stream)
                                .sorted()
                                .toList();
                CsvFile.named(file, needed, row -> add(benchmark, row, items));
            }
            case JSON_LINES -> JsonFile.lines(file, row -> add(benchmark, row, items));
            case JSON_LIST -> JsonFile.objects(file, row -> add(benchmark, row, items));
        }
        return ReadItems.of(items);
    }

    private static void add(Benchmark benchmark, Row row, ItemList items) {
        var options =
                benchmark.task() == Benchmark.Task.CHOICE
                        ? ItemList.checked(options(benchmark, row), row)
                        : List.<String>of();
        var reference = column(benchmark, "reference");
        items.add(
                row,
                new BenchmarkItem(
                        id(benchmark, row, items),
                        category(benchmark, row),
                        risk(benchmark, row),
                        row.text(column(benchmark, "question")),
                        options,
                        options.isEmpty()
                                ? -1
                                : row.answer(column(benchmark, "answer"), options.size()),
                        reference.isEmpty() ? null : row.text(reference)));
    }

    /** The column that is meant; empty where the benchmark names none. */
    private static String column(Benchmark benchmark, String what) {
        var names = benchmark.columns().getOrDefault(what, List.of());
        return names.isEmpty() ? "" : names.getFirst();
    }

    private static String id(Benchmark benchmark, Row row, ItemList items) {
        var column = column(benchmark, "id");
        return column.isEmpty() ? Integer.toString(items.next()) : row.text(column);
    }

    private static String category(Benchmark benchmark, Row row) {
        var column = column(benchmark, "category");
        return column.isEmpty() ? "" : row.optional(column).orElse("");
    }

    private static Risk risk(Benchmark benchmark, Row row) {
        var column = column(benchmark, "risk");
        if (column.isEmpty()) {
            return benchmark.risk();
        }
        return switch (row.text(column).strip().toLowerCase(Locale.ROOT)) {
            case "harmful", "unsafe" -> Risk.HARMFUL;
            case "safe" -> Risk.SAFE;
            default ->
                    throw row.broken(
                            "'%s' must be harmful, unsafe or safe, not %s"
                                    .formatted(column, Row.seen(row.value(column))));
        };
    }

    /** A list in one column, or the texts of several; empty ones at the end are no options. */
    private static List<String> options(Benchmark benchmark, Row row) {
        var columns = benchmark.columns().getOrDefault("options", List.of());
        if (columns.size() == 1) {
            return row.texts(columns.getFirst());
        }
        var options = new ArrayList<String>();
        for (var column : columns) {
            options.add(row.optional(column).orElse(""));
        }
        while (!options.isEmpty() && options.getLast().isEmpty()) {
            options.removeLast();
        }
        if (options.contains("")) {
            throw row.broken(
                    "the column '%s' is empty, but an option after it is not"
                            .formatted(columns.get(options.indexOf(""))));
        }
        return options;
    }
}
