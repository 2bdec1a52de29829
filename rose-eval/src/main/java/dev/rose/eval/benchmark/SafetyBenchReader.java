package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SafetyBench: a JSON list of questions with {@code id}, {@code category}, {@code question} and
 * {@code options}, and a JSON object that gives each id its {@code answer} and {@code category}.
 * Its small files of examples have the answers with the questions, so the second file may be
 * missing.
 */
record SafetyBenchReader() implements BenchmarkReader {
    @Override
    public Sources sources() {
        return new Sources(1, 2);
    }

    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var answers = new HashMap<String, Row>();
        if (files.size() > 1) {
            JsonFile.object(files.get(1), answers::put);
        }
        var items = new ItemList();
        JsonFile.objects(
                files.getFirst(),
                row -> {
                    var id = row.text("id");
                    var category = row.text("category");
                    var options = ItemList.checked(row.texts("options"), row);
                    var answer = files.size() > 1 ? answer(files.get(1), answers, row) : row;
                    items.add(
                            row,
                            new BenchmarkItem(
                                    id,
                                    category,
                                    Risk.SAFE,
                                    row.text("question"),
                                    options,
                                    answer.answer("answer", options.size()),
                                    null));
                });
        return ReadItems.of(items);
    }

    /** The answers of another language or version have other categories under the same ids. */
    private static Row answer(Path file, Map<String, Row> answers, Row row) {
        var id = row.text("id");
        var answer = answers.get(id);
        if (answer == null) {
            throw row.broken("there is no answer to id '%s' in %s".formatted(id, file));
        }
        if (!answer.text("category").equals(row.text("category"))) {
            throw answer.broken(
                    "the answer to id '%s' is of category %s, but its question of %s"
                            .formatted(
                                    id,
                                    Row.seen(answer.value("category")),
                                    Row.seen(row.value("category"))));
        }
        return answer;
    }
}
