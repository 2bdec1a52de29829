package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * MMLU: a folder of {@code SUBJECT_test.csv} and one of {@code SUBJECT_dev.csv}, without a row of
 * names: question, four options, letter. The category is the subject, an id {@code SUBJECT/number};
 * the second folder has the solved examples, and may be missing where none are asked for.
 */
record MmluReader() implements BenchmarkReader {
    private static final int OPTIONS = 4;

    @Override
    public Sources sources() {
        return new Sources(1, 2);
    }

    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        var subjects = subjects(files.getFirst(), "_test.csv");
        subjects.forEach((subject, file) -> read(subject, file, items));
        if (benchmark.shots() == 0 || files.size() == 1) {
            return ReadItems.of(items);
        }
        var examples = subjects(files.get(1), "_dev.csv");
        var shots = new TreeMap<String, List<BenchmarkItem>>();
        for (var subject : subjects.keySet()) {
            var file = examples.get(subject);
            if (file == null) {
                throw new RoseException(
                        Kind.NOT_FOUND,
                        "there are no examples of %s: no %s"
                                .formatted(subject, files.get(1).resolve(subject + "_dev.csv")));
            }
            var solved = new ItemList();
            read(subject, file, solved);
            if (solved.items().size() < benchmark.shots()) {
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "%s has %d examples, but %d are put in front of a question; set shots"
                                .formatted(file, solved.items().size(), benchmark.shots()));
            }
            shots.put(subject, List.copyOf(solved.items()));
        }
        return new ReadItems(items.items(), shots);
    }

    private static void read(String subject, Path file, ItemList items) {
        int before = items.next();
        CsvFile.unnamed(
                file,
                OPTIONS + 2,
                row -> {
                    var letter = row.text(Integer.toString(OPTIONS + 1)).strip();
                    if (!letter.matches("[A-D]")) {
                        throw row.broken(
                                "the sixth column must be A, B, C or D, not "
                                        + Row.seen(row.value(Integer.toString(OPTIONS + 1))));
                    }
                    items.add(
                            row,
                            new BenchmarkItem(
                                    "%s/%d".formatted(subject, items.next() - before + 1),
                                    subject,
                                    Risk.SAFE,
                                    row.text("0"),
                                    List.of(
                                            option(row, 1),
                                            option(row, 2),
                                            option(row, 3),
                                            option(row, OPTIONS)),
                                    letter.charAt(0) - 'A',
                                    null));
                });
    }

    private static String option(Row row, int column) {
        return row.text(Integer.toString(column));
    }

    private static Map<String, Path> subjects(Path folder, String ending) {
        var subjects = new TreeMap<String, Path>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = String.valueOf(file.getFileName());
                if (name.endsWith(ending) && !name.startsWith(".")) {
                    subjects.put(name.substring(0, name.length() - ending.length()), file);
                }
            }
        } catch (IOException e) {
            throw TextFile.unreadable(folder, e);
        }
        if (subjects.isEmpty()) {
            throw new RoseException(
                    Kind.NOT_FOUND, "there is no SUBJECT%s in %s".formatted(ending, folder));
        }
        return subjects;
    }
}
