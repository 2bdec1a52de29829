package dev.rose.cli;

import dev.rose.eval.report.ExportNames;
import dev.rose.eval.report.Gate;
import dev.rose.eval.report.HtmlReport;
import dev.rose.eval.report.InspectExport;
import dev.rose.eval.report.LmEvalExport;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.summary.RunSummary;
import dev.rose.eval.summary.Summaries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rose report}: what runs say, for people and for other programs. */
@Command(
        name = "report",
        description = "Tell what evaluation runs say: a page, tables, exports, or a gate for CI.",
        sortOptions = false,
        footer = {
            "",
            "Without --format a page, report.html in the first run's folder. The formats md, csv,",
            "json and latex go to standard output or --out; lm-eval and inspect write many files",
            "into the folder --out. With --gate nothing is written but its lines, and --out where",
            "it is given; the exit code is 1 where the run is worse. See docs/report.md.",
            "",
            "Examples:",
            "  ./rose report runs/smollm2",
            "  ./rose report runs/smollm2 --format md",
            "  ./rose report runs/a runs/b --format csv --out both.csv",
            "  ./rose report runs/new --gate runs/released --margin 0.05",
        })
final class ReportCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "folders of runs")
    private List<String> runs = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "html (default), md, csv, json, latex, lm-eval or inspect")
    private @Nullable String format;

    @Option(names = "--json", description = "the same as --format json; the gate's lines too")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "where to write; a folder for lm-eval and inspect")
    private @Nullable String out;

    @Option(
            names = "--gate",
            paramLabel = "RUN",
            description =
                    "exit 1 where harm or over-refusal is worse than in this run by more than the"
                            + " margin")
    private @Nullable String gate;

    @Option(
            names = "--margin",
            paramLabel = "M",
            defaultValue = "0.05",
            description = "how much worse a rate may be, from 0 to 1 (default: 0.05)")
    private double margin = 0.05;

    @Option(
            names = "--confidence",
            paramLabel = "C",
            defaultValue = "0.95",
            description = "one-sided, with which it must be worse (default: 0.95)")
    private double confidence = 0.95;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    ReportCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (json && format != null && !format.equals("json")) {
            throw new UsageException("--json and --format %s exclude each other".formatted(format));
        }
        requireUsed(Given.to(spec));
        var wanted = ReportFormat.of(format != null ? format : json ? "json" : "html");
        var output = new Output(host.out());
        int code = ExitCode.DONE;
        try (var opened = OpenRuns.of("report", runs)) {
            if (gate != null) {
                var result = check(opened, gate);
                // Before anything is printed: whoever stops reading must not open the gate.
                code = result.isWorse() ? ExitCode.FAILED : ExitCode.DONE;
                if (json) {
                    output.line(Gate.json(result));
                } else {
                    result.lines().forEach(output::line);
                }
            }
            if (gate == null || out != null) {
                write(wanted, opened.all(), output);
            }
        } catch (Output.ClosedException e) {
            // The code says it.
        }
        return code;
    }

    private void requireUsed(Given given) {
        if (gate == null) {
            given.refuse("it is for --gate", "--margin", "--confidence");
        } else if (out == null) {
            given.refuse(
                    "with --gate only its lines are printed, with --json as JSON; give --out too",
                    "--format");
        }
    }

    private Gate.Result check(OpenRuns opened, String baseline) {
        if (runs.size() != 1) {
            throw new UsageException(
                    "--gate looks at one run, not %d; give one".formatted(runs.size()));
        }
        Gate check;
        try {
            check = new Gate(margin, confidence);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
        try (var other = OpenRuns.of("--gate", List.of(baseline))) {
            return check.check(opened.get(0), other.get(0));
        }
    }

    private void write(ReportFormat wanted, List<RunFolder> opened, Output output) {
        if (wanted.isExport()) {
            export(wanted, opened, output);
        } else if (wanted == ReportFormat.HTML) {
            var file =
                    out == null
                            ? opened.getFirst().path().resolve("report.html")
                            : TextArgument.path("--out", out);
            HtmlReport.write(file, opened);
            tell(file, output);
        } else {
            var file = out == null ? null : ReportFile.at("--out", out);
            var text = wanted.text(opened.stream().map(Summaries::of).toList());
            if (file == null) {
                output.print(text);
            } else {
                file.write(text);
            }
        }
    }

    private void export(ReportFormat wanted, List<RunFolder> opened, Output output) {
        if (out == null) {
            throw new UsageException(
                    "--format %s writes many files; name their folder with --out"
                            .formatted(format));
        }
        var folder = TextArgument.path("--out", out);
        var names = ExportNames.ofRuns(opened);
        for (int i = 0; i < opened.size(); i++) {
            var run = opened.get(i);
            // Several runs may be of one model and begun in one second.
            var into = opened.size() == 1 ? folder : folder.resolve(names.get(i));
            RunSummary summary = Summaries.of(run);
            var files =
                    wanted == ReportFormat.LM_EVAL
                            ? LmEvalExport.write(into, run, summary.model())
                            : InspectExport.write(into, run, summary.model());
            files.forEach(file -> tell(file, output));
        }
    }

    /** Which file it was, where the gate's lines do not stand there. */
    private void tell(Path file, Output output) {
        if (gate == null && Files.exists(file)) {
            output.line(file.toString());
        }
    }
}
