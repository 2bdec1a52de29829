package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder with the files of benchmarks. */
record DataFolder(Path folder) {

    /** Where a source belongs. */
    Path place(Benchmark.Source source) {
        try {
            return folder.resolve(source.file());
        } catch (InvalidPathException e) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "'%s' cannot be the name of a file".formatted(source.file()),
                    e);
        }
    }

    /** Where a source is: at its place, or under the name that it has at its publisher's. */
    Optional<Path> find(Benchmark.Source source) {
        var place = place(source);
        if (Files.exists(place)) {
            return Optional.of(place);
        }
        if (source.address().isEmpty() || isArchive(source)) {
            return Optional.empty();
        }
        var path = URI.create(source.address()).getPath();
        var published = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
        return Files.isRegularFile(published) ? Optional.of(published) : Optional.empty();
    }

    static boolean isArchive(Benchmark.Source source) {
        return source.address().endsWith(".tar");
    }

    /**
     * The files of a benchmark, in the order of its sources.
     *
     * @throws RoseException with kind {@code NOT_FOUND} that says how to get what is missing
     */
    List<Path> files(Benchmark benchmark) {
        return benchmark.sources().stream()
                .map(source -> find(source).orElseThrow(() -> missing(benchmark, source)))
                .toList();
    }

    private RoseException missing(Benchmark benchmark, Benchmark.Source source) {
        var place = place(source);
        return new RoseException(
                Kind.NOT_FOUND,
                source.address().isEmpty()
                        ? "the data of %s is missing: there is no %s; put it there"
                                .formatted(benchmark.name(), place)
                        : "the data of %s is missing: there is no %s; ./rose pull data %s --data %s brings it"
                                .formatted(benchmark.name(), place, benchmark.name(), folder));
    }
}
