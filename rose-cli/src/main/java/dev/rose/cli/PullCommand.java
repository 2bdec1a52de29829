package dev.rose.cli;

import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.ModelRef;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose pull}: brings models into the cache, or removes them. */
@Command(
        name = "pull",
        description = "Bring models or data of benchmarks and check them, or remove models.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "A download that broke off goes on where it was. What is in the cache"
                    + " is checked again.",
            "",
            "Examples:",
            "  ./rose pull smollm2",
            "  ./rose pull hf:bartowski/Llama-3.2-1B-Instruct-GGUF/Llama-3.2-1B-Instruct-Q4_K_M.gguf",
            "  ./rose pull --rm smollm2",
            "  ./rose pull data dangerousqa",
        })
final class PullCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "smollm2, or hf:OWNER/REPO/FILE")
    private List<String> names = List.of();

    @Option(names = "--rm", description = "remove them from the cache instead")
    private boolean remove;

    @Option(names = "--json", description = "print one JSON object a line for each model")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    private PullCommand(Host host) {
        this.host = host;
    }

    static CommandLine line(Host host) {
        return new CommandLine(new PullCommand(host)).addSubcommand(new PullDataCommand(host));
    }

    @Override
    public Integer call() {
        if (names.isEmpty()) {
            // Not by the arity: a command behind this one needs no name of a model.
            throw new UsageException("missing required parameter: 'NAME'");
        }
        var catalogue = new ModelCatalogue(Surroundings.catalogue(host.environment()));
        var refs = names.stream().map(ModelRef::parse).toList();
        for (var ref : refs) {
            if (ref instanceof ModelRef.Local) {
                throw new UsageException(
                        "'%s' is a file, which needs no pull; use it with --model".formatted(ref));
            }
        }
        var output = new Output(host.out());
        try (var interruption = new Interruption()) {
            for (var ref : refs) {
                output.line(remove ? remove(catalogue, ref) : pull(catalogue, ref));
            }
            return interruption.requested() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
    }

    private String pull(ModelCatalogue catalogue, ModelRef ref) {
        var path = catalogue.pull(ref, new PullProgress(host));
        return json
                ? AnswerJson.object(object -> {
                    object.writeStringProperty("model", ref.toString());
                    object.writeStringProperty("path", path.toString());
                })
                : path.toString();
    }

    private String remove(ModelCatalogue catalogue, ModelRef ref) {
        var bytes = catalogue.remove(ref);
        return json
                ? AnswerJson.object(object -> {
                    object.writeStringProperty("model", ref.toString());
                    object.writeNumberProperty("bytes_freed", bytes);
                })
                : "removed %s (%s)".formatted(ref, Sizes.bytes(bytes));
    }
}
