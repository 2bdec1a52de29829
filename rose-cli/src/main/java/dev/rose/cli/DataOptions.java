package dev.rose.cli;

import dev.rose.eval.benchmark.BenchmarkData;
import dev.rose.eval.benchmark.Benchmarks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the files of benchmarks are. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder with the files of benchmarks (default: data in ROSE_HOME)")
    private @Nullable String folder;

    /**
     * Reads the files of benchmarks.
     *
     * @throws UsageException where one is named twice
     */
    List<BenchmarkData> load(List<String> names, Host host) {
        var from = folder(host);
        var loaded = new ArrayList<BenchmarkData>();
        for (var name : names) {
            var benchmark = Benchmarks.find(name);
            if (loaded.stream().anyMatch(one -> one.benchmark().name().equals(benchmark.name()))) {
                throw new UsageException(
                        "the benchmark '%s' is there twice; name each once"
                                .formatted(benchmark.name()));
            }
            loaded.add(Benchmarks.load(benchmark, from));
        }
        return loaded;
    }

    Path folder(Host host) {
        return folder == null
                ? Surroundings.home(host.environment()).data()
                : TextArgument.path("--data", folder);
    }
}
