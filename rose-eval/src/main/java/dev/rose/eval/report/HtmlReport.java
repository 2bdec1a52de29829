package dev.rose.eval.report;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Runs as one page for people: what they say in words, tables and charts, and every item to browse.
 * The file needs nothing but a browser: it loads nothing and calls nobody.
 *
 * <p>What models, judges and data sets wrote is hostile until proven otherwise. It reaches the page
 * as escaped text ({@link Markup}) or as data that the script only ever adds as text ({@link
 * ItemsJson}), and the page's own policy allows no script but its own.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * Writes a report; a file that is there is replaced once the new one is whole.
     *
     * @param runs not empty, in the order of their sections; items of the same benchmark and id
     *     stand side by side
     * @throws RoseException with kind {@code STORAGE} where the file cannot be written
     */
    public static void write(Path file, List<RunFolder> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a report needs a run");
        }
        var page = HtmlPage.of(HtmlRun.all(runs), ItemsJson.of(runs));
        var beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            // Half a surrogate pair is written as a question mark; writeString would refuse it.
            Files.write(beside, page.getBytes(StandardCharsets.UTF_8));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE,
                    "cannot write %s (%s); check the disk and its permissions, or name another file"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
