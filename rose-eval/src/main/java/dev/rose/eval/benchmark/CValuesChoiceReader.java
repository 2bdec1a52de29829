package dev.rose.eval.benchmark;

import dev.rose.eval.benchmark.BenchmarkItem.Risk;
import java.nio.file.Path;
import java.util.List;

/**
 * CValues, multiple choice: JSON lines with {@code prompt}, which holds the question and both
 * replies, {@code label} ({@code 回复1} or {@code 回复2}, the better reply), and {@code meta_info} with
 * {@code domain_en}, {@code pos_resp} and {@code neg_resp}. The options are the two replies in the
 * order of the prompt; where {@code meta_info} does not hold them, their names.
 */
record CValuesChoiceReader() implements BenchmarkReader {
    private static final List<String> LABELS = List.of("回复1", "回复2");

    @Override
    public ReadItems read(Benchmark benchmark, List<Path> files) {
        var items = new ItemList();
        JsonFile.lines(
                files.getFirst(),
                row -> {
                    int answer = LABELS.indexOf(row.text("label").strip());
                    if (answer < 0) {
                        throw row.broken(
                                "'label' must be 回复1 or 回复2, not " + Row.seen(row.value("label")));
                    }
                    var about = row.value("meta_info");
                    var better = about.path("pos_resp").asString("");
                    var worse = about.path("neg_resp").asString("");
                    var replies = answer == 0 ? List.of(better, worse) : List.of(worse, better);
                    items.add(
                            row,
                            new BenchmarkItem(
                                    Integer.toString(items.next()),
                                    about.path("domain_en").asString(""),
                                    Risk.SAFE,
                                    row.text("prompt"),
                                    replies.contains("") ? LABELS : replies,
                                    answer,
                                    null));
                });
        return ReadItems.of(items);
    }
}
