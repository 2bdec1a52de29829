package dev.rose.cli;

import dev.rose.error.RoseException;
import dev.rose.eval.benchmark.Benchmark;
import dev.rose.eval.benchmark.Benchmarks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rose eval list}: the benchmarks that there are, and whether their data is there. */
@Command(
        name = "list",
        description = "Show the benchmarks, and whether their data is there.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "A benchmark without items has no data in the folder; ./rose pull data NAME brings it.",
            "A benchmark of your own is a YAML file; see docs/benchmarks.md.",
            "",
            "Examples:",
            "  ./rose eval list",
            "  ./rose eval list ./mine.yaml",
            "  ./rose eval list --data data --json | jq -r .name",
        })
final class EvalListCommand implements Callable<Integer> {
    private static final List<String> HEADER =
            List.of("NAME", "ITEMS", "METRIC", "LICENCE", "DATA FROM");
    private static final int ITEMS = 1;
    private static final Pattern HUB = Pattern.compile("https?://([^/]+/datasets/[^/]+/[^/]+)/.*");
    private static final Pattern RAW =
            Pattern.compile("https?://raw\\.githubusercontent\\.com/([^/]+/[^/]+)/.*");

    private final Host host;

    @Parameters(
            paramLabel = "NAME|FILE",
            arity = "0..*",
            description = "only these; a YAML file of your own (default: all that Rose knows)")
    private List<String> names = List.of();

    @Mixin private DataOptions data = new DataOptions();

    @Option(names = "--json", description = "print one JSON object a line for each benchmark")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it
    private CommonOptions common = new CommonOptions();

    EvalListCommand(Host host) {
        this.host = host;
    }

    /**
     * A benchmark and its data.
     *
     * @param items how many; null where they are not there or cannot be read
     * @param problem why they are not; null where they are
     */
    private record Listed(
            Benchmark benchmark, @Nullable Integer items, @Nullable RoseException problem) {

        static Listed of(Benchmark benchmark, Path folder) {
            try {
                var items = Benchmarks.load(benchmark, folder).items();
                return new Listed(benchmark, items.size(), null);
            } catch (RoseException e) {
                return new Listed(benchmark, null, e);
            }
        }

        /** Whether there is data, and it cannot be read. */
        boolean broken() {
            return problem != null && problem.kind() != RoseException.Kind.NOT_FOUND;
        }
    }

    @Override
    public Integer call() {
        var benchmarks =
                names.isEmpty()
                        ? Benchmarks.shipped()
                        : names.stream().map(Benchmarks::find).toList();
        var folder = data.folder(host);
        var output = new Output(host.out());
        boolean broken = false;
        try {
            var rows = new ArrayList<List<String>>();
            rows.add(HEADER);
            for (var benchmark : benchmarks) {
                var listed = Listed.of(benchmark, folder);
                broken |= listed.broken();
                if (json) {
                    output.line(object(listed));
                } else {
                    rows.add(row(listed));
                }
                complain(listed);
            }
            if (!json) {
                output.print(Table.of(rows, Set.of(ITEMS)));
            }
        } catch (Output.ClosedException e) {
            return ExitCode.DONE;
        }
        return broken ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void complain(Listed listed) {
        var problem = listed.problem();
        if (problem != null && listed.broken()) {
            host.err().println("rose: " + ErrorReport.message(problem));
            host.err().flush();
        }
    }

    private static List<String> row(Listed listed) {
        var benchmark = listed.benchmark();
        var missing = listed.broken() ? "broken" : "-";
        var items = listed.items();
        return List.of(
                benchmark.name(),
                items == null ? missing : String.format(Locale.ROOT, "%,d", items),
                lower(benchmark.metric()),
                benchmark.licence().isEmpty() ? "-" : benchmark.licence(),
                publisher(benchmark.sources().getFirst()));
    }

    /** The page of a publisher, so far as its address tells it. */
    private static String publisher(Benchmark.Source source) {
        var address = source.address();
        if (address.isEmpty()) {
            return "-";
        }
        var raw = RAW.matcher(address);
        if (raw.matches()) {
            return "github.com/" + raw.group(1);
        }
        var hub = HUB.matcher(address);
        return hub.matches() ? hub.group(1) : address.replaceFirst("https?://", "");
    }

    private static String object(Listed listed) {
        var benchmark = listed.benchmark();
        return AnswerJson.object(json -> {
            json.writeStringProperty("name", benchmark.name());
            json.writeNumberProperty("version", benchmark.version());
            json.writeStringProperty("title", benchmark.title());
            var items = listed.items();
            if (items == null) {
                json.writeNullProperty("items");
            } else {
                json.writeNumberProperty("items", items);
            }
            json.writeStringProperty("task", lower(benchmark.task()));
            json.writeStringProperty("metric", lower(benchmark.metric()));
            json.writeStringProperty("language", benchmark.language());
            json.writeStringProperty("licence", benchmark.licence());
            json.writeStringProperty("paper", benchmark.paper());
            json.writeNumberProperty("max_tokens", benchmark.maxTokens());
            json.writeNumberProperty("alpha", benchmark.alpha());
            json.writeNumberProperty("shots", benchmark.shots());
            json.writeArrayPropertyStart("sources");
            for (var source : benchmark.sources()) {
                json.writeStartObject();
                json.writeStringProperty("file", source.file());
                json.writeStringProperty("address", source.address());
                json.writeStringProperty("sha256", source.sha256());
                json.writeEndObject();
            }
            json.writeEndArray();
            var problem = listed.problem();
            if (problem != null) {
                json.writeStringProperty("problem", ErrorReport.message(problem));
            }
        });
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
