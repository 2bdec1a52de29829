package dev.rose.eval.report;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.BenchmarkItem;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** What exports have in common: names of files, the time of the run, its items. */
final class ExportFiles {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss");

    private ExportFiles() {}

    /** When the run was begun, to the second: its manifest is not written again. */
    static Instant begun(RunFolder run) {
        try {
            return Files.getLastModifiedTime(run.path().resolve("manifest.json"))
                    .toInstant()
                    .truncatedTo(ChronoUnit.SECONDS);
        } catch (IOException e) {
            throw storage("read", run.path(), e);
        }
    }

    /** {@code 2026-01-31T08-15-00}. */
    static String inName(Instant time) {
        return NAME.format(time.atOffset(ZoneOffset.UTC));
    }

    static Map<RunItem.Key, BenchmarkItem> items(RunFolder run) {
        var items = new HashMap<RunItem.Key, BenchmarkItem>();
        run.items().forEach(item -> items.put(item.key(), item.item()));
        return items;
    }

    /** Makes the folder where it is not there. */
    static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw storage("make", folder, e);
        }
    }

    /** In UTF-8; half a surrogate pair becomes a question mark. */
    static BufferedWriter writer(Path file) throws IOException {
        return new BufferedWriter(
                new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8));
    }

    static RoseException storage(String what, Path path, IOException e) {
        return new RoseException(
                Kind.STORAGE,
                "cannot %s %s (%s); check --out and the disk".formatted(what, path, e.getMessage()),
                e);
    }
}
