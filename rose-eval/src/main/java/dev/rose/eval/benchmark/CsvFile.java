package dev.rose.eval.benchmark;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** CSV files (RFC 4180), read row by row; a row may go over several lines. */
final class CsvFile {
    private CsvFile() {}

    /**
     * The rows of a file whose first row names the columns.
     *
     * @param needed columns without which it is not the file that is meant
     */
    static void named(Path file, List<String> needed, Consumer<Row> rows) {
        var header = new Header(file, needed);
        read(file, header.orRow(rows));
    }

    /** The rows of a file without a row of names; columns are named by their numbers from 0. */
    static void unnamed(Path file, int columns, Consumer<Row> rows) {
        read(
                file,
                row -> {
                    if (row.getFieldCount() != columns) {
                        throw Row.broken(
                                file,
                                row.getStartingLineNumber(),
                                "must have %d columns, not %d"
                                        .formatted(columns, row.getFieldCount()),
                                null);
                    }
                    var fields = JsonNodeFactory.instance.objectNode();
                    for (int i = 0; i < columns; i++) {
                        fields.put(Integer.toString(i), row.getField(i));
                    }
                    rows.accept(new Row(file, row.getStartingLineNumber(), fields));
                });
    }

    /** The names of the columns, once they were seen. */
    private static final class Header {
        private final Path file;
        private final List<String> needed;
        private @Nullable List<String> names;

        Header(Path file, List<String> needed) {
            this.file = file;
            this.needed = needed;
        }

        Consumer<CsvRecord> orRow(Consumer<Row> rows) {
            return row -> {
                var known = names;
                if (known == null) {
                    names = read(row);
                } else {
                    rows.accept(row(row, known));
                }
            };
        }

        private List<String> read(CsvRecord row) {
            var found = row.getFields().stream().map(String::strip).toList();
            var seen = new HashSet<String>();
            for (var name : found) {
                if (!name.isEmpty() && !seen.add(name)) {
                    throw Row.broken(
                            file,
                            row.getStartingLineNumber(),
                            "the column '%s' is there twice".formatted(name),
                            null);
                }
            }
            for (var name : needed) {
                if (!seen.contains(name)) {
                    throw Row.broken(
                            file,
                            row.getStartingLineNumber(),
                            "there is no column '%s'; there are %s"
                                    .formatted(name, String.join(", ", found)),
                            null);
                }
            }
            return found;
        }

        private Row row(CsvRecord row, List<String> known) {
            if (row.getFieldCount() != known.size()) {
                throw Row.broken(
                        file,
                        row.getStartingLineNumber(),
                        "must have %d columns as the first row has, not %d"
                                .formatted(known.size(), row.getFieldCount()),
                        null);
            }
            var fields = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < known.size(); i++) {
                fields.put(known.get(i), row.getField(i));
            }
            return new Row(file, row.getStartingLineNumber(), fields);
        }
    }

    private static void read(Path file, Consumer<CsvRecord> rows) {
        TextFile.read(
                file,
                reader -> {
                    long last = 0;
                    try (var csv =
                            CsvReader.builder()
                                    .commentStrategy(CommentStrategy.NONE)
                                    .allowUnclosedQuote(false)
                                    // The messages of this class name the line.
                                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                                    .ofCsvRecord(reader)) {
                        for (var row : csv) {
                            last = row.getStartingLineNumber();
                            rows.accept(row);
                        }
                    } catch (CsvParseException e) {
                        throw Row.broken(file, last + 1, "is no CSV: " + e.getMessage(), e);
                    } catch (UncheckedIOException e) {
                        throw e.getCause();
                    }
                });
    }
}
