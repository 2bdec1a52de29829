package dev.rose.eval.benchmark;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The benchmarks that there are: those that Rose knows, and a user's own YAML files. */
public final class Benchmarks {
    private static final List<String> NAMES =
            List.of(
                    "dangerousqa",
                    "harmfulqa",
                    "do-not-answer",
                    "xstest",
                    "safetybench-en",
                    "safetybench-zh",
                    "safetybench-zh-subset",
                    "cvalues-mc",
                    "cvalues",
                    "mmlu",
                    "alpaca-eval",
                    "harmbench-standard",
                    "harmbench-contextual",
                    "harmbench-val",
                    "strongreject",
                    "advbench");

    private Benchmarks() {}

    /** Those that Rose knows, the paper's first. */
    public static List<Benchmark> shipped() {
        return NAMES.stream().map(Benchmarks::shipped).toList();
    }

    /** The YAML text of one that Rose knows. */
    static String document(String name) {
        var resource = "/benchmarks/" + name + ".yaml";
        try (var in = Benchmarks.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Benchmark shipped(String name) {
        return BenchmarkYaml.read(name + ".yaml", document(name));
    }

    /**
     * The benchmark of a name, or of a file: what has a separator in it or ends like a YAML file is
     * a path. A file's sources may lie beside it; then the data folder does not matter.
     *
     * @throws RoseException with kind {@code NOT_FOUND}, {@code STORAGE}, or {@code
     *     INVALID_REQUEST} with file, line and key for one that is broken
     */
    public static Benchmark find(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            return shipped(nameOrFile);
        }
        if (isPath(nameOrFile)) {
            return own(path(nameOrFile));
        }
        throw new RoseException(
                Kind.NOT_FOUND,
                "there is no benchmark '%s'; there are %s, and a path to a file (./x.yaml)"
                        .formatted(nameOrFile, String.join(", ", NAMES)));
    }

    /**
     * Reads the files of a benchmark.
     *
     * @param data folder in which they are
     * @throws RoseException with kind {@code NOT_FOUND} and the command that brings what is
     *     missing; {@code INVALID_REQUEST} with file and line for a broken row; {@code STORAGE}
     */
    public static BenchmarkData load(Benchmark benchmark, Path data) {
        var reader = BenchmarkReader.byName().get(benchmark.reader());
        if (reader == null) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "there is no reader '%s'; there are %s"
                            .formatted(
                                    benchmark.reader(),
                                    String.join(", ", BenchmarkReader.byName().keySet())));
        }
        var files = new DataFolder(data).files(benchmark);
        var read = reader.read(benchmark, files);
        if (read.items().isEmpty()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s holds no item of %s; fetch or fill it"
                            .formatted(files.getFirst(), benchmark.name()));
        }
        return new BenchmarkData(benchmark, read.items(), read.shots());
    }

    private static boolean isPath(String text) {
        return text.contains("/")
                || text.contains("\\")
                || text.endsWith(".yaml")
                || text.endsWith(".yml");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new RoseException(
                    Kind.NOT_FOUND,
                    "'%s' cannot be the name of a benchmark"
                            .formatted(text.replaceAll("\\p{Cntrl}", "?")),
                    e);
        }
    }

    private static Benchmark own(Path file) {
        var benchmark = BenchmarkYaml.read(file.toString(), document(file));
        if (NAMES.contains(benchmark.name())) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s: the name '%s' is taken by a benchmark of Rose; give another one"
                            .formatted(file, benchmark.name()));
        }
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        return withSources(
                benchmark,
                benchmark.sources().stream().map(source -> beside(source, folder)).toList());
    }

    private static Benchmark.Source beside(Benchmark.Source source, Path folder) {
        var place = new DataFolder(folder).place(source);
        return Files.exists(place)
                ? new Benchmark.Source(place.toString(), source.address(), source.sha256())
                : source;
    }

    static Benchmark withSources(Benchmark old, List<Benchmark.Source> sources) {
        return new Benchmark(
                old.name(),
                old.version(),
                old.title(),
                old.paper(),
                old.licence(),
                sources,
                old.reader(),
                old.columns(),
                old.form(),
                old.task(),
                old.metric(),
                old.risk(),
                old.language(),
                old.maxTokens(),
                old.alpha(),
                old.shots());
    }

    private static String document(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new RoseException(
                        Kind.STORAGE, "'%s' is a folder, not a benchmark's file".formatted(file));
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new RoseException(
                    Kind.NOT_FOUND,
                    "there is no benchmark file '%s'; docs/benchmarks.md shows one".formatted(file),
                    e);
        } catch (CharacterCodingException e) {
            throw TextFile.notText(file, e);
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }
}
