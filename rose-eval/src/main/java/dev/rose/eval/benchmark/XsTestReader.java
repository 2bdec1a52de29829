package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.List;

/**
 * XSTest v2: CSV with {@code id_v2}, {@code type} and {@code prompt}. Prompts of a type that begins
 * with {@code contrast_} are unsafe, all others safe. The category is the type.
 */
record XsTestReader() implements BenchmarkReader {
    private static final String UNSAFE = "contrast_";

    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        CsvFile.named(
                files.getFirst(),
                List.of("id_v2", "type", "prompt"),
                row -> {
                    var type = row.text("type");
                    items.add(
                            row,
                            BenchmarkItem.open(
                                    row.text("id_v2"),
                                    type,
                                    type.startsWith(UNSAFE) ? Risk.HARMFUL : Risk.SAFE,
                                    row.text("prompt")));
                });
        return ReadItems.of(items);
    }
}
