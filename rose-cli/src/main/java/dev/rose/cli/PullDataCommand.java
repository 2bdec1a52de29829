package dev.rose.cli;

import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.Benchmarks;
import dev.rose.eval.benchmark.DataPull;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose pull data}: brings the files of benchmarks from their publishers. */
@Command(
        name = "data",
        description = "Bring the files of benchmarks from their publishers, and check them.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "A download that broke off goes on where it was. A file that is there is checked and",
            "never replaced. Licences are the publishers'; ./rose eval list shows them.",
            "",
            "Examples:",
            "  ./rose pull data dangerousqa xstest",
            "  ./rose pull data mmlu --data data",
        })
final class PullDataCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "benchmarks as ./rose eval list names them, or YAML files of your own")
    private List<String> names = List.of();

    @Mixin private DataOptions data = new DataOptions();

    @Option(names = "--json", description = "print one JSON object a line for each file")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    PullDataCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var benchmarks = names.stream().map(Benchmarks::find).toList();
        var options = Surroundings.catalogue(host.environment());
        var pull = new DataPull(data.folder(host), options, new PullProgress(host));
        var output = new Output(host.out());
        try (var interruption = new Interruption()) {
            for (var benchmark : benchmarks) {
                for (var pulled : pull.pull(benchmark)) {
                    output.line(json ? object(benchmark, pulled) : pulled.path().toString());
                    warn(pulled);
                }
            }
            return interruption.requested() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
    }

    private void warn(DataPull.Pulled pulled) {
        if (pulled.checked()) {
            return;
        }
        host.err()
                .println(
                        pulled.sha256().isEmpty()
                                ? "rose: %s was there and is not checked".formatted(pulled.path())
                                : "rose: %s is not checked: its sum is not known; it has SHA-256 %s"
                                        .formatted(pulled.path(), pulled.sha256()));
        host.err().flush();
    }

    private static String object(Benchmark benchmark, DataPull.Pulled pulled) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("benchmark", benchmark.name());
            json.writeStringProperty("file", pulled.source().file());
            json.writeStringProperty("path", pulled.path().toString());
            json.writeStringProperty("sha256", pulled.sha256());
            json.writeBooleanProperty("checked", pulled.checked());
            json.writeBooleanProperty("fetched", pulled.fetched());
        });
    }
}
