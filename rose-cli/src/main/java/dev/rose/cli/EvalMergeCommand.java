package dev.rose.cli;

import dev.rose.eval.answering.RunMerge;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose eval merge}: makes one run of its shards. */
@Command(
        name = "merge",
        description = "Make one run of the shards that --shard made.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "All shards of the run are named, in any order. The result is the same as that of a run",
            "that was not divided; verdicts of the shards come along.",
            "",
            "Example:",
            "  ./rose eval merge part1 part2 --out whole",
        })
final class EvalMergeCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(arity = "0..*", paramLabel = "RUN", description = "folders of the shards")
    private List<String> runs = List.of();

    @Option(names = "--out", paramLabel = "RUN", description = "folder of the whole run")
    private @Nullable String out;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    EvalMergeCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (runs.isEmpty()) {
            throw new UsageException("there is no run; name the folders of all shards");
        }
        if (out == null || out.isBlank()) {
            throw new UsageException("--out is missing; name a folder for the whole run");
        }
        var folders = runs.stream().map(run -> TextArgument.path("RUN", run)).toList();
        var whole = TextArgument.path("--out", out);
        int answers = RunMerge.of(folders, whole);
        host.err()
                .println(
                        "rose: %d answers of %d shards are in %s"
                                .formatted(answers, folders.size(), whole));
        host.err().flush();
        return ExitCode.DONE;
    }
}
