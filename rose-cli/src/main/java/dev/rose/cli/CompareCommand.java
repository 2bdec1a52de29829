package dev.rose.cli;

import dev.rose.eval.report.RunComparison;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose compare}: what changed from one run to another. */
@Command(
        name = "compare",
        description = "Compare two evaluation runs on the items that both scored.",
        sortOptions = false,
        footer = {
            "",
            "Each measure of each arm: counts before and after, the difference in percentage points",
            "with its 95% interval (Newcombe's for pairs), McNemar's exact p, and the items that",
            "changed. Arms are the same where mode and policy are, or where each run has one arm of",
            "that mode alone. See docs/report.md.",
            "",
            "Examples:",
            "  ./rose compare runs/before runs/after",
            "  ./rose compare runs/paper runs/balanced --items 0 --json",
        })
final class CompareCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(paramLabel = "RUN", arity = "2", description = "the earlier and the later run")
    private List<String> runs = List.of();

    @Option(
            names = "--items",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "how many changed items to name of each measure and direction (default: 10)")
    private int items = 10;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    CompareCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (items < 0) {
            throw new UsageException("--items must be at least 0, not %d".formatted(items));
        }
        var output = new Output(host.out());
        try (var opened = OpenRuns.of("compare", runs)) {
            var comparison = RunComparison.of(opened.get(0), opened.get(1), items);
            if (json) {
                output.line(comparison.json());
            } else {
                output.print(comparison.text());
            }
            return ExitCode.DONE;
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
    }
}
