package dev.rose.cli;

import dev.rose.RoseOptions;
import dev.rose.error.RoseException;
import dev.rose.eval.answering.Evaluation;
import dev.rose.eval.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose eval}: makes the answers of a run. */
@Command(
        name = "eval",
        description = "Answer benchmarks plainly, under the reverse prompt, and by ROSE.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "A run is a folder. It may be ended at any moment: the same command goes on where it",
            "was, and the files become those of a run that was not ended. Decoding is greedy.",
            "./rose judge RUN judges the answers, ./rose report RUN tells of them; docs/eval.md has",
            "the files. A benchmark is one of ./rose eval list, or a YAML file of yours.",
            "",
            "Examples:",
            "  ./rose eval xstest dangerousqa --data data --out run --max-tokens 64",
            "  ./rose eval mmlu --data data --out mmlu --profile paper --limit 500",
            "  ./rose eval xstest --data data --out sweep --alpha 0.3 --alpha 0.5 --alpha 0.7",
            "  ./rose eval mmlu --data data --out part2 --shard 2/4",
            "  ./rose eval merge part1 part2 part3 part4 --out mmlu",
        })
final class EvalCommand implements Callable<Integer> {
    private final Host host;
    private final Opener opener;

    @Parameters(
            arity = "0..*",
            paramLabel = "BENCHMARK",
            description = "names of benchmarks, or files that describe yours")
    private List<String> benchmarks = List.of();

    @Mixin private DataOptions data = new DataOptions();

    @Option(names = "--out", paramLabel = "RUN", description = "folder of the run")
    private @Nullable String out;

    @Mixin private EvalOptions evaluation = new EvalOptions();
    @Mixin private ModelOptions model = new ModelOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    private EvalCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    static CommandLine line(Host host, Opener opener) {
        return new CommandLine(new EvalCommand(host, opener))
                .addSubcommand("list", new EvalListCommand(host))
                .addSubcommand("steer", new EvalSteerCommand(host, opener))
                .addSubcommand("merge", new EvalMergeCommand(host));
    }

    @Override
    public Integer call() {
        if (benchmarks.isEmpty()) {
            throw new UsageException("there is no benchmark; name some of ./rose eval list");
        }
        if (out == null || out.isBlank()) {
            throw new UsageException("--out is missing; name a folder for the run");
        }
        var folder = TextArgument.path("--out", out);
        var opening = model.toRoseOptions(host.environment()).withSlots(evaluation.slots());
        var plan = evaluation.plan(data.load(benchmarks, host), host.environment());
        RunFolder.requireFree(folder);
        var progress = new EvalProgress(host, plan.arms().size());
        try (var interruption = new Interruption()) {
            try (var rose = opener.open(opening, new PullProgress(host))) {
                run(new Evaluation(rose, plan), opening, folder, progress);
                return ExitCode.DONE;
            } catch (InterruptedException e) {
                return interrupted(folder, progress);
            } catch (RoseException | IllegalStateException e) {
                // The latter where a wait was interrupted before the run had begun.
                progress.end();
                if (interruption.requested()) {
                    return interrupted(folder, progress);
                }
                throw e;
            }
        }
    }

    private void run(Evaluation evaluation, RoseOptions opening, Path folder, EvalProgress progress)
            throws InterruptedException {
        try (var run = evaluation.open(folder, RoseVersion.ofRun(opening))) {
            evaluation.run(run, progress);
        }
        progress.end();
        say(
                "%s; %d items are answered in %s; next: ./rose judge %s, ./rose report %s"
                        .formatted(
                                progress.summary(),
                                evaluation.items().size(),
                                folder,
                                folder,
                                folder));
    }

    private int interrupted(Path folder, EvalProgress progress) {
        progress.end();
        say(
                "interrupted (%s); what is answered is kept in %s, and the same command goes on"
                        .formatted(progress.summary(), folder));
        return ExitCode.INTERRUPTED;
    }

    private void say(String line) {
        host.err().println("rose: " + line);
        host.err().flush();
    }
}
