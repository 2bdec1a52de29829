package dev.rose.eval.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * HarmfulQA: a JSON object, topic to subtopic to questions. The category is the topic; an id is
 * {@code topic/subtopic/number}.
 */
record TopicsReader() implements BenchmarkReader {
    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        var file = files.getFirst();
        JsonFile.lists(
                file,
                (topic, subtopic, number, line, value) -> {
                    if (!value.isString() || value.asString().isBlank()) {
                        throw Row.broken(
                                file, line, "must be a question, not " + Row.seen(value), null);
                    }
                    var id = "%s/%s/%d".formatted(word(topic), word(subtopic), number);
                    items.add(
                            file,
                            line,
                            BenchmarkItem.open(id, topic, benchmark.risk(), value.asString()));
                });
        return ReadItems.of(items);
    }

    private static String word(String title) {
        return title.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
    }
}
