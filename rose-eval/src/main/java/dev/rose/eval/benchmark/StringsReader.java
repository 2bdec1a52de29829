package dev.rose.eval.benchmark;

import java.nio.file.Path;
import java.util.List;

/** DangerousQA: a JSON list of questions. Their ids are their numbers, from 1. */
record StringsReader() implements BenchmarkReader {
    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        var file = files.getFirst();
        JsonFile.list(
                file,
                (line, value) -> {
                    if (!value.isString() || value.asString().isBlank()) {
                        throw Row.broken(
                                file, line, "must be a question, not " + Row.seen(value), null);
                    }
                    var id = Integer.toString(items.next());
                    items.add(
                            file,
                            line,
                            BenchmarkItem.open(id, "", benchmark.risk(), value.asString()));
                });
        return ReadItems.of(items);
    }
}
