package dev.rose.cli;

import dev.rose.catalogue.CachedModel;
import dev.rose.catalogue.ModelCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rose models}: what is in the cache. */
@Command(
        name = "models",
        description = "Show the models in the cache.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./rose models",
            "  ./rose models --json | jq -r .path",
        })
final class ModelsCommand implements Callable<Integer> {
    private static final List<String> HEADER =
            List.of("MODEL", "SIZE", "QUANTISATION", "CONTEXT", "TEMPLATE");

    private final Host host;

    @Option(names = "--json", description = "print one JSON object a line for each model")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    ModelsCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var options = Surroundings.catalogue(host.environment());
        var models = new ModelCatalogue(options).list();
        var output = new Output(host.out());
        try {
            if (json) {
                models.forEach(model -> output.line(object(model)));
            } else if (models.isEmpty()) {
                host.err()
                        .println(
                                "rose: no model in %s; bring one with ./rose pull %s"
                                        .formatted(
                                                options.home().root(),
                                                ModelCatalogue.names().getFirst()));
                host.err().flush();
            } else {
                output.print(table(models));
            }
            return ExitCode.DONE;
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
    }

    private static String object(CachedModel model) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("model", model.ref().toString());
            json.writeStringProperty("path", model.path().toString());
            json.writeNumberProperty("bytes", model.bytes());
            var description = model.description();
            if (description != null) {
                json.writeStringProperty("name", description.name());
                json.writeStringProperty("architecture", description.architecture());
                json.writeStringProperty("quantization", description.quantization());
                json.writeNumberProperty("context_length", description.contextLength());
                json.writeBooleanProperty("chat_template", description.chatTemplate());
            }
            if (model.problem() != null) {
                json.writeStringProperty("problem", model.problem());
            }
        });
    }

    private static String table(List<CachedModel> models) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADER);
        models.forEach(model -> rows.add(row(model)));
        return Table.of(rows);
    }

    private static List<String> row(CachedModel model) {
        var description = model.description();
        return description == null
                ? List.of(
                        model.ref().toString(),
                        Sizes.bytes(model.bytes()),
                        "-",
                        "-",
                        "cannot be read: " + model.problem())
                : List.of(
                        model.ref().toString(),
                        Sizes.bytes(model.bytes()),
                        description.quantization(),
                        Integer.toString(description.contextLength()),
                        description.chatTemplate() ? "own" : "none");
    }
}
