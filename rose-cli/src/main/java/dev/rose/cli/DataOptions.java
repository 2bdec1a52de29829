package dev.rose.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the files of benchmarks are. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder with the files of benchmarks (default: data in ROSE_HOME)")
    private @Nullable String folder;

    Path folder(Host host) {
        return folder == null
                ? Surroundings.home(host.environment()).data()
                : TextArgument.path("--data", folder);
    }
}
