package dev.rose.cli;

import dev.rose.eval.report.CsvReport;
import dev.rose.eval.report.JsonReport;
import dev.rose.eval.report.LatexReport;
import dev.rose.eval.report.MarkdownReport;
import dev.rose.eval.summary.RunSummary;
import java.util.Arrays;
import java.util.List;

/** What {@code --format} of {@code rose report} takes. */
enum ReportFormat {
    HTML("html"),
    MARKDOWN("md"),
    CSV("csv"),
    JSON("json"),
    LATEX("latex"),
    LM_EVAL("lm-eval"),
    INSPECT("inspect");

    private final String name;

    ReportFormat(String name) {
        this.name = name;
    }

    static ReportFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new UsageException(
                                "--format is one of %s, not '%s'"
                                        .formatted(
                                                String.join(
                                                        ", ",
                                                        Arrays.stream(values())
                                                                .map(it -> it.name)
                                                                .toList()),
                                                name)));
    }

    /** Samples for other programs, many files in a folder. */
    boolean isExport() {
        return this == LM_EVAL || this == INSPECT;
    }

    /** The report of a format that is a text, with the end of its last line. */
    String text(List<RunSummary> runs) {
        return switch (this) {
            case MARKDOWN -> MarkdownReport.of(runs);
            case CSV -> CsvReport.of(runs);
            case JSON -> JsonReport.of(runs);
            case LATEX -> LatexReport.of(runs);
            case HTML, LM_EVAL, INSPECT ->
                    throw new IllegalStateException(name + " is written to files");
        };
    }
}
