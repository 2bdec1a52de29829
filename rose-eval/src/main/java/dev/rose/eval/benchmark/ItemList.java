package dev.rose.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The items of a benchmark as they are read; no two have the same id. */
final class ItemList {
    /** As many as there are letters. */
    static final int MOST_OPTIONS = 26;

    private final List<BenchmarkItem> items = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /**
     * @param file in which the item stands, and on which line, for messages
     */
    void add(Path file, long line, BenchmarkItem item) {
        if (!ids.add(item.id())) {
            throw Row.broken(
                    file,
                    line,
                    "the id '%s' is there twice; once is allowed".formatted(item.id()),
                    null);
        }
        items.add(item);
    }

    void add(Row row, BenchmarkItem item) {
        add(row.file(), row.line(), item);
    }

    /** The number that the next item has, from 1. */
    int next() {
        return items.size() + 1;
    }

    List<BenchmarkItem> items() {
        return items;
    }

    /** Refuses what cannot be the options of a multiple choice. */
    static List<String> checked(List<String> options, Row row) {
        if (options.size() < 2 || options.size() > MOST_OPTIONS) {
            throw row.broken(
                    "there must be from 2 to %d options, not %d"
                            .formatted(MOST_OPTIONS, options.size()));
        }
        return options;
    }
}
