package dev.rose.cli;

import dev.rose.Mode;
import dev.rose.cli.bench.Bench;
import dev.rose.cli.bench.BenchJson;
import dev.rose.cli.bench.BenchOptions;
import dev.rose.cli.bench.BenchPage;
import dev.rose.cli.bench.BenchResult;
import dev.rose.cli.bench.BenchTable;
import dev.rose.cli.bench.ThisMachine;
import dev.rose.error.RoseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rose bench}: what ROSE costs on this machine. */
@Command(
        name = "bench",
        description = "Measure what ROSE costs on this machine and model.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Plain, naive, batched and the engine's own way answer the same prompts in one run, in",
            "an order that changes; each step counts at the median of its shape, since machines",
            "stall. Ratios are to plain decoding of the same run. Decoding is greedy. Measure on a",
            "machine that does nothing else; docs/bench.md says how to read the figures.",
            "",
            "Examples:",
            "  ./rose bench",
            "  ./rose bench --prompts 40 --concurrency 1,4,16 --json > bench.json",
            "  ./rose bench --prompts questions.txt --html bench.html",
            "  ./rose bench --prompts 4 --max-tokens 32 --concurrency none",
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_CONCURRENT = 64;

    private final Host host;
    private final Opener opener;

    @Option(
            names = "--prompts",
            paramLabel = "N|FILE",
            defaultValue = "12",
            description =
                    "how many of the 40 built-in prompts (default: 12), or a file of one prompt a"
                            + " line, or of JSON lines where it ends in .jsonl")
    private String prompts = "12";

    @Option(
            names = "--concurrency",
            paramLabel = "N,…",
            defaultValue = "1,2,4,8,16,32",
            description =
                    "numbers of requests at a time, from 1 to 64 (default: 1,2,4,8,16,32), or none")
    private String concurrency = "1,2,4,8,16,32";

    @Mixin private PromptOptions prompting = new PromptOptions();
    @Mixin private ModelOptions model = new ModelOptions();

    @Option(names = "--html", paramLabel = "FILE", description = "also write a page with charts")
    private @Nullable String html;

    @Option(names = "--json", description = "print one JSON object instead of tables")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    BenchCommand(Host host, Opener opener) {
        this.host = host;
        this.opener = opener;
    }

    @Override
    public Integer call() {
        var asked = asked();
        var opening = model.toRoseOptions(host.environment());
        var options =
                new BenchOptions(
                        BenchPrompts.of(prompts), numbers(), model.threads(), opening.context());
        asked.warn(host);
        var page = html == null ? null : ReportFile.at("--html", html);
        var progress = new BenchProgress(host);
        try (var interruption = new Interruption()) {
            try (var rose = opener.open(opening, new PullProgress(host))) {
                var bench = new Bench(rose, asked.by(rose), options, progress);
                interruption.stopsBy(bench::stop);
                var result = bench.run(ThisMachine.describe(RoseVersion.rose()));
                progress.end();
                if (page != null) {
                    page.write(BenchPage.of(result));
                }
                show(result);
                return ExitCode.DONE;
            } catch (RoseException | IllegalStateException e) {
                // The latter where a wait was interrupted before there was anything to stop.
                progress.end();
                if (interruption.requested()) {
                    return ExitCode.INTERRUPTED;
                }
                throw e;
            }
        }
    }

    private Asked asked() {
        if (prompting.maxTokens() == 1) {
            throw new UsageException(
                    "--max-tokens must be at least 2: the first token is timed on its own");
        }
        try {
            return prompting.asked(host.environment(), Mode.ROSE);
        } catch (IllegalArgumentException e) {
            // The records name what is wrong as the options do: "alpha must be …, not NaN".
            throw new UsageException("--" + e.getMessage());
        }
    }

    private List<Integer> numbers() {
        if (concurrency.equals("none")) {
            return List.of();
        }
        var numbers = new LinkedHashSet<Integer>();
        for (var number : concurrency.split(",", -1)) {
            var n = number.strip().matches("[0-9]{1,3}") ? Integer.parseInt(number.strip()) : 0;
            if (n < 1 || n > MOST_CONCURRENT) {
                throw new UsageException(
                        "--concurrency takes numbers from 1 to %d with commas between them, or none, not '%s'"
                                .formatted(MOST_CONCURRENT, number));
            }
            numbers.add(n);
        }
        return List.copyOf(numbers);
    }

    private void show(BenchResult result) {
        var output = new Output(host.out());
        try {
            if (json) {
                output.line(AnswerJson.object(generator -> BenchJson.write(result, generator)));
            } else {
                output.print(BenchTable.of(result));
            }
        } catch (Output.ClosedException e) {
            // Whoever read it has had enough; the page, if any, is written.
        }
    }
}
